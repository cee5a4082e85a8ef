"""大汉 jpage: /col/col2765/index.html with the first records inline, the others from dataproxy.jsp.

The records are HTML inside CDATA inside a script, so they are cut out of the text and not found in the page's tree.
`startrecord` counts from 1. Some sites answer a wrong columnid or unitid with a body of 54 bytes and status 200.
"""

import re
from collections.abc import Iterator
from types import MappingProxyType

from selectolax.lexbor import LexborNode

from sources.base import Page, Request, Steps
from sources.documents.html import parse, text_of
from sources.notices.attachments import notice_steps
from sources.platforms import pages
from sources.platforms.columns import (
    ArticleSteps,
    Column,
    Listed,
    check_rows,
    day_in,
    follow,
    gather,
    local_url,
    page_text,
    wrong_page,
)

_BODY_BEGIN, _BODY_END = "<!--ZJEG_RSS.content.begin-->", "<!--ZJEG_RSS.content.end-->"
_PARAMETER = r"""\b{name}["']?\s*[:=]\s*["']?([\w%./:-]{{1,200}})"""
_FORM = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "permissiontype")
_PROXY = re.compile(r"""["'(]([^"'()\s]{0,200}/dataproxy\.jsp)""")
_MOST_RECORDS = 2_000
_PER_PAGE = 15


def read(page: Page, column: Column) -> Steps:
    """Read a column: its list, then each wanted notice with its files."""
    rows = _rows(page)
    text = page_text(page)
    check_rows(page, rows, column, fingerprint="jpage" in text or "<datastore>" in text)
    links = yield from gather(rows, _further(page, text, column), _rows)
    yield from follow(links, column, _article)


def read_notice(page: Page, column: Column) -> Steps:
    """Read the page of one notice."""
    article = yield from _article(page, None)
    yield from notice_steps(article, column.regulator)


def _rows(page: Page) -> tuple[Listed, ...]:
    rows = (_row(page, record) for record in _records(page_text(page)))
    return tuple(row for row in rows if row is not None)


def _records(text: str) -> Iterator[str]:
    for record in text.split("<record>", _MOST_RECORDS)[1:]:
        yield record.partition("<![CDATA[")[2].partition("]]>")[0]


def _row(page: Page, record: str) -> Listed | None:
    tree = parse(record)
    link = tree.css_first("a[href]")
    url = local_url(page, link.attributes.get("href") or "") if link else None
    if link is None or url is None or tree.body is None:
        return None
    return Listed(link.attributes.get("title") or text_of(link), url, day_in(text_of(tree.body)))


def _further(page: Page, text: str, column: Column) -> Iterator[Request]:
    """Yield the requests for the records behind the inline ones, as the page's own script would send them."""
    first = sum(1 for _ in _records(text))
    total, per_page = _number(text, "totalRecord", 0), _number(text, "perPage", _PER_PAGE)
    proxy = _PROXY.search(text)
    if not first or proxy is None or min(total, per_page) <= 0:
        return
    url = local_url(page, proxy[1])
    if url is None:
        return
    form = {name: value for name in _FORM if (value := _parameter(text, name))}
    headers = MappingProxyType({"X-Requested-With": "XMLHttpRequest", "Referer": page.address})
    starts = range(first + 1, min(total, _MOST_RECORDS) + 1, first)
    for start in starts[: column.most_pages - 1]:
        query = f"?startrecord={start}&endrecord={min(start + first - 1, total)}&perpage={per_page}"
        yield Request(url + query, form=MappingProxyType(form), headers=headers)


def _parameter(text: str, name: str) -> str | None:
    match = re.search(_PARAMETER.format(name=name), text)
    return match[1] if match else None


def _number(text: str, name: str, otherwise: int) -> int:
    printed = _parameter(text, name) or ""
    return int(printed) if printed.isdecimal() and len(printed) < 10 else otherwise  # may be a script's variable


def _article(page: Page, link: Listed | None) -> ArticleSteps:
    text = page_text(page)
    tree = parse(text)
    body: LexborNode | None = tree.css_first("#zoom")
    begin, end = text.find(_BODY_BEGIN), text.find(_BODY_END)
    if 0 <= begin < end:
        body = parse(text[begin:end]).body
    if body is None:
        raise wrong_page(page, "公告页面里没有正文")
    yield from ()
    return pages.article(page, tree, [body], link)
