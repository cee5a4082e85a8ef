"""国家金融监督管理总局 (nfra.gov.cn, formerly cbirc.gov.cn) and its local offices: lists and documents as JSON.

Static answers stand under /cn/static/data/DocInfo/ (only the first pages of a list exist), live ones under
/cbircweb/DocInfo/; both say {rptCode: 200, data: {total, rows}}. The pages that people see (ItemDetail.html) are shells that
a script fills. A document's text is Word's HTML (`docClob`); where it is missing, the list's row names the PDF that holds it. `docSource` is the local office that issued it, `documentNo`
its number.
"""

import re
from collections.abc import Iterator
from math import ceil

from sources.base import Page, Request, Steps
from sources.documents.html import paragraphs, parse, tables
from sources.errors import ReadingError
from sources.notices.article import Article, Link
from sources.platforms import pages
from sources.platforms.checks import check_title, page_text, wrong_page
from sources.platforms.columns import Column
from sources.platforms.family import ArticleSteps, Family
from sources.platforms.interfaces import Record, count, day_of, inside, json_of, records, title_in, words
from sources.platforms.links import Listed, local_url, web_url
from sources.records import Basis, LookState, NoticeDate

_NUMBER = re.compile(r"(pageIndex=)\d{1,6}")
_SIZE = re.compile(r"pageSize=(\d{1,4})")
_ID = re.compile(r"docId=(\w{1,40})")
# What Word's own settings leave behind as text, one line or one long one.
_NOISE = re.compile(r"(?:Normal|false|true|[\d.]|磅|X-NONE|ZH-CN|EN-US|MicrosoftInternetExplorer\d|\s)+")
_SETTINGS = re.compile(r"磅|MicrosoftInternetExplorer")
_SHOWN = ("#wenzhang-content", ".wenzhang-content", ".WordSection1", ".Section0", ".Section1")
_OFFICE = re.compile(r"[\u4e00-\u9fff]{2,8}监管(?:分局|支局|局)")
_PER_PAGE, _MOST_FILES = 18, 50


def read(page: Page, column: Column) -> Steps:
    """Read a list (static or live), then each wanted document with its files."""
    return _FAMILY.read(page, column)


def read_notice(page: Page, column: Column) -> Steps:
    """Read one document: its JSON, or the page that a person saved from the browser."""
    return _FAMILY.read_notice(page, column)


def _data(page: Page) -> object:
    answer = json_of(page)
    code, said = words(answer, "rptCode"), words(answer, "msg") or "未说明原因"
    if code != "200":
        what = f"接口报告失败（rptCode {code[:20] or '缺失'}）：{said[:100]}"
        raise ReadingError(what, state=LookState.FAILED, url=page.address)
    return inside(answer, "data")


def _known(page: Page) -> bool:
    return isinstance(inside(_data(page), "rows"), list)


def _rows(page: Page, column: Column) -> tuple[Listed, ...]:
    rows = (_row(page, record) for record in records(inside(_data(page), "rows")))
    return tuple({row.url: row for row in rows if row is not None}.values())


def _row(page: Page, record: Record) -> Listed | None:
    id, title = words(record, "docId"), title_in(words(record, "docTitle", "docSubtitle"))
    url = _document(page, id) if re.fullmatch(r"\w{1,40}", id) else None
    if url is None or not title:
        return None
    return Listed(title, url, day_of(record, "publishDate", "builddate"), _copies(page, record, title))


def _document(page: Page, id: str) -> str | None:
    """Return the address of a document: live where the list is live, else static."""
    if "/cbircweb/" in page.address:
        return local_url(page, f"/cbircweb/DocInfo/SelectByDocId?docId={id}")
    return local_url(page, f"/cn/static/data/DocInfo/SelectByDocId/data_docId={id}.json")


def _copies(page: Page, record: object, title: str) -> tuple[Link, ...]:
    """Return the document itself as a file: the PDF, else the Word file."""
    for name in ("pdfFileUrl", "docFileUrl"):
        address = words(record, name)
        if address and (url := local_url(page, address)):
            return (Link(url, f"{title}.{url.rpartition('.')[2]}"),)
    return ()


def _usual(page: Page, id: str, title: str) -> tuple[Link, ...]:
    """Return the PDF where the site keeps it: a document's own answer is often silent about it."""
    url = local_url(page, f"/chinese/OFFICE/PDF/{id}.pdf") if re.fullmatch(r"\w{1,40}", id) else None
    return (Link(url, f"{title}.pdf"),) if url else ()


def _further(page: Page, column: Column) -> Iterator[Request]:
    size = _SIZE.search(page.address)
    total = count(inside(_data(page), "total"))
    last = ceil(total / (int(size[1]) if size and int(size[1]) else _PER_PAGE))
    if _NUMBER.search(page.address):
        for number in range(2, min(last, column.most_pages) + 1):
            yield Request(_NUMBER.sub(rf"\g<1>{number}", page.address))


def _article(page: Page, link: Listed | None, column: Column) -> ArticleSteps:
    yield from ()
    if page_text(page).lstrip().startswith("<"):
        return _shown(page, link, column)
    data = _data(page)
    asked, got = _ID.search(page.address), words(data, "docId")
    if asked is not None and got and got != asked[1]:
        raise wrong_page(page, f"接口返回的是另一份文件（docId {got[:40]}）")
    title = title_in(words(data, "docTitle", "docSubtitle"))
    check_title(page, title, link)
    body = parse(clob).body if isinstance(clob := inside(data, "docClob"), str) else None
    texts, grids = (_without_noise(paragraphs(body)), tables(body)) if body else ((), ())
    files = _attached(page, data) + (pages.links_in(page, [body]) if body else ())
    if not texts and not grids:
        files += _copies(page, data, title) or (link.files if link else _usual(page, got, title))
        if not files:
            raise wrong_page(page, "文件既没有正文也没有附件")
    day = day_of(data, "publishDate", "builddate") or (link.day if link else None)
    return Article(
        url=page.url,
        title=title,
        paragraphs=texts,
        published=NoticeDate(day, Basis.META) if day else None,
        site_name=column.regulator.names[-1],
        source=_office(words(data, "docSource"), column),
        number=words(data, "documentNo") or None,
        attachments=tuple({one.url: one for one in files}.values()),
        tables=grids,
    )


def _office(printed: str, column: Column) -> str:
    """Return the full name of a local office: 甘肃监管局 alone may be anybody's."""
    return f"{column.regulator.names[-1]}{printed}" if _OFFICE.fullmatch(printed) else printed


def _attached(page: Page, data: object) -> tuple[Link, ...]:
    found: list[Link] = []
    for one in records(inside(data, "attachmentInfoVOList"))[:_MOST_FILES]:
        address = words(one, "urlOtherName")
        if address and (url := web_url(page, address)):  # a file elsewhere is refused by name when it is fetched
            found.append(Link(url, words(one, "title", "attachmentName") or "附件"))
    return tuple(found)


def _without_noise(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out what Word's settings print at the head of a text."""
    noise = [_NOISE.fullmatch(line) is not None for line in lines]
    last = max((number for number, line in enumerate(lines) if noise[number] and _SETTINGS.search(line)), default=-1)
    return tuple(line for number, line in enumerate(lines) if number > last or not noise[number])


def _shown(page: Page, link: Listed | None, column: Column) -> Article:
    """Read the page that a browser has filled; as the site sends it, it is an empty shell."""
    tree = parse(page_text(page))
    return pages.article(page, tree, [pages.body_in(page, tree, _SHOWN)], link, column)


_FAMILY = Family(_rows, _known, _further, _article)
