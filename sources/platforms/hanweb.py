"""大汉 jpage: /col/col2765/index.html with the first records inline, the others from dataproxy.jsp.

The records are HTML inside CDATA inside a script, so they are cut out of the text and not found in the page's tree.
`startrecord` counts from 1. Some sites answer a wrong columnid or unitid with a body of 54 bytes and status 200. Older
ones print the address of the next block themselves (`<nextgroup>`), with a page number. Who wrote a notice stands in a
comment (信息来源) where no meta tag says it.
"""

import re
from collections.abc import Iterator
from types import MappingProxyType

from selectolax.lexbor import LexborNode

from sources.base import Page, Request, Steps
from sources.documents.html import parse, text_of
from sources.platforms import pages
from sources.platforms.checks import page_text
from sources.platforms.columns import Column
from sources.platforms.family import ArticleSteps, Family
from sources.platforms.interfaces import title_in
from sources.platforms.links import Listed, day_in, is_own, local_url, web_url

_BODY_BEGIN, _BODY_END = "<!--ZJEG_RSS.content.begin-->", "<!--ZJEG_RSS.content.end-->"
_SOURCE = re.compile(r"<!--<\$\[信息来源\]>begin-->(.{1,200}?)<!--<\$\[信息来源\]>end-->", re.DOTALL)
_BODIES = ("#zoom", "#ivs_content", ".article_content", ".TRS_UEDITOR")
_PARAMETER = r"""\b{name}["']?\s*[:=]\s*["']?([\w%./:-]{{1,200}})"""
_FORM = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "permissiontype")
_PROXY = re.compile(r"""["'(]([^"'()\s]{0,200}/(?:morecolumn)?dataproxy\.jsp)""")
_UNIT = re.compile(r"jpageform_(\d{1,12})")
_NEXT = re.compile(r"""<nextgroup>.{0,60}?href=["']([^"'\s]{1,500}[?&]page=\d{1,4}[^"'\s]{0,500})["']""", re.DOTALL)
_PAGES = re.compile(r"<totalpage>(\d{1,4})</totalpage>")
_MOST_RECORDS = 2_000
_PER_PAGE = 15


def read(page: Page, column: Column) -> Steps:
    """Read a column: its list, then each wanted notice with its files."""
    return _FAMILY.read(page, column)


def read_notice(page: Page, column: Column) -> Steps:
    """Read the page of one notice."""
    return _FAMILY.read_notice(page, column)


def _known(page: Page) -> bool:
    text = page_text(page)
    return "jpage" in text or "<datastore>" in text


def _rows(page: Page, column: Column) -> tuple[Listed, ...]:
    rows = (_row(page, record, column) for record in _records(page_text(page)))
    return tuple(row for row in rows if row is not None)


def _records(text: str) -> Iterator[str]:
    for record in text.split("<record>", _MOST_RECORDS)[1:]:
        yield record.partition("<![CDATA[")[2].partition("]]>")[0]


def _row(page: Page, record: str, column: Column) -> Listed | None:
    tree = parse(record)
    if tree.body is None:
        return None
    links = [(link, url) for link in tree.css("a[href]")[:5] if (url := web_url(page, link.attributes["href"] or ""))]
    for link, url in sorted(links, key=lambda one: not is_own(one[1], page, column.regulator)):
        if title := link.attributes.get("title") or text_of(link):
            return Listed(title.strip(), url, day_in(text_of(tree.body)))
    return None


def _further(page: Page, column: Column) -> Iterator[Request]:
    """Yield the requests for the records behind the inline ones, as the page's own script would send them."""
    text = page_text(page)
    headers = MappingProxyType({"X-Requested-With": "XMLHttpRequest", "Referer": page.address})
    first = sum(1 for _ in _records(text))
    total, per_page = _number(text, "totalRecord", 0), _number(text, "perPage", _PER_PAGE)
    proxy = _PROXY.search(text)
    url = local_url(page, proxy[1]) if proxy else None
    if not first or url is None or min(total, per_page) <= 0:
        yield from _groups(page, text, column, headers)
        return
    form = {name: value for name in _FORM if (value := _parameter(text, name))}
    if "unitid" not in form and (unit := _UNIT.search(text)):
        form["unitid"] = unit[1]
    starts = range(first + 1, min(total, _MOST_RECORDS) + 1, first)
    for start in starts[: column.most_pages - 1]:
        query = f"?startrecord={start}&endrecord={min(start + first - 1, total)}&perpage={per_page}"
        yield Request(url + query, form=MappingProxyType(form), headers=headers)


def _groups(page: Page, text: str, column: Column, headers: MappingProxyType[str, str]) -> Iterator[Request]:
    group, count = _NEXT.search(text), _PAGES.search(text)
    url = local_url(page, group[1].replace("&amp;", "&")) if group else None
    if count is None or url is None:
        return
    for number in range(2, min(int(count[1]), column.most_pages) + 1):
        yield Request(re.sub(r"(?<=[?&])page=\d+", f"page={number}", url), headers=headers)


def _parameter(text: str, name: str) -> str | None:
    match = re.search(_PARAMETER.format(name=name), text)
    return match[1] if match else None


def _number(text: str, name: str, otherwise: int) -> int:
    printed = _parameter(text, name) or ""
    return int(printed) if printed.isdecimal() and len(printed) < 10 else otherwise  # may be a script's variable


def _article(page: Page, link: Listed | None, column: Column) -> ArticleSteps:
    text = page_text(page)
    tree = parse(text)
    body: LexborNode | None = None
    begin, end = text.find(_BODY_BEGIN), text.find(_BODY_END)
    if 0 <= begin < end:
        body = parse(text[begin:end]).body
    if body is None:
        body = pages.body_in(page, tree, _BODIES)
    yield from ()
    written = _SOURCE.search(text)
    return pages.article(page, tree, [body], link, column, source=title_in(written[1]) if written else None)


def _paged(page: Page) -> bool:
    text = page_text(page)
    return bool(_parameter(text, "totalRecord") or _PAGES.search(text))


_FAMILY = Family(_rows, _known, _further, _article, paged=_paged)
