"""What a person may see of bytes that others wrote: the text and tables of a page, the characters of a text file. Pure."""

from dataclasses import dataclass

import nh3

from sources.documents import nesting
from sources.documents.sniff import FileKind, kind_of
from sources.documents.text import decode
from sources.errors import ReadingError

_MOST_BYTES = 5 * 1024 * 1024  # of what is shown; the whole file can be taken away
_TAGS = frozenset(
    ["article", "b", "blockquote", "br", "caption", "center", "col", "colgroup", "dd", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li", "main", "ol", "p", "pre", "section", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"]
)
_SPANS = frozenset({"colspan", "rowspan"})
# What is around the text, or is none: gone with all that it holds. A form stays open: some sites put the whole page in one.
_NO_TEXT = frozenset(
    ["script", "style", "noscript", "template", "svg", "math", "iframe", "object", "select", "textarea", "button", "title", "nav", "header", "footer"]
)
_WORDS = {
    FileKind.PDF: "PDF 文件",
    FileKind.ZIP: "Excel、Word 或压缩文件",
    FileKind.OLE2: "旧版 Excel 或 Word 文件",
    FileKind.IMAGE: "图片",
    FileKind.ARCHIVE: "压缩包",
    FileKind.EMPTY: "空文件",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One of `markup` (cleaned, safe to print as it is) and `text`; neither where `words` say why."""

    markup: str = ""
    text: str = ""
    words: str = ""
    cut: bool = False  # only the beginning is shown


def shown(content: bytes) -> Shown:
    """What can be shown of these bytes."""
    kind = kind_of(content)
    beginning, cut = content[:_MOST_BYTES], len(content) > _MOST_BYTES
    try:
        if kind is FileKind.HTML:
            return Shown(markup=cleaned(decode(beginning)), cut=cut)
        if kind is FileKind.OTHER and b"\0" not in beginning:
            return Shown(text=decode(beginning), cut=cut)
    except ReadingError as error:
        return Shown(words=f"{error.what}；不能在此显示，请下载后查看")
    return Shown(words=f"这是{_WORDS.get(kind, '一个文件')}，不能在此显示，请下载后查看")


def cleaned(markup: str) -> str:
    """The text and the tables of a page: no scripts, styles, links, pictures or forms, and no attribute but spans of cells.

    Raises ReadingError for what would take minutes.
    """
    nesting.admit(markup)
    return nh3.clean(
        markup,
        tags=set(_TAGS),
        clean_content_tags=set(_NO_TEXT),
        attributes={"td": set(_SPANS), "th": set(_SPANS)},
        url_schemes=set(),
        link_rel=None,
        strip_comments=True,
    )
