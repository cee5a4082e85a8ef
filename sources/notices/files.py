"""From the bytes of an attachment to the parts of a list: one for a file, one for each list in an archive.

A part that could not be read keeps its trouble, so that the others of the archive are not lost and it is not forgotten.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from sources.base import Page
from sources.documents.apart import read_document
from sources.documents.tables import Document, unreadable
from sources.errors import ReadingError
from sources.names.codes import read_code
from sources.names.keys import identity_key
from sources.notices.article import Link
from sources.notices.beside import names_beside
from sources.notices.layout import layout_of
from sources.notices.numbered import Numbered, numbered_in
from sources.notices.remarks import is_whole
from sources.notices.rows import has_names, names_companies, rows_of
from sources.records import Row

_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or one inside an archive: its rows and the headings of its tables, or its trouble.

    `numbered` is the list in words that its rows come from, where there is no table.
    """

    link: Link
    rows: tuple[Row, ...] = ()
    layout: tuple[str, ...] = ()
    trouble: ReadingError | None = None
    numbered: Numbered | None = None


def parts_of(page: Page, link: Link) -> tuple[Part, ...]:
    """Return what the file lists; letters and forms beside a list in an archive are passed by.

    A file inside has the address of its archive with its path behind #. Raises ReadingError when nothing can be read.
    """
    documents = read_document(page.content, link.name)
    if not documents[0].inner:
        return (_part(documents[0], page.url, link),)
    parts = []
    for document in documents:
        mark = "#" + quote(document.inner)
        inner = Link((link.url or page.url) + mark, PurePosixPath(document.inner).name)
        if document.trouble is not None:
            parts.append(Part(inner, trouble=document.trouble))
        elif _may_list(document):
            try:
                parts.append(_part(document, page.url + mark, inner))
            except ReadingError as error:
                parts.append(Part(inner, trouble=error))
    if not parts:
        raise unreadable(f"压缩包“{link.name}”里没有名单，不予采信")
    return tuple(parts)


def merged(rows: tuple[Row, ...], more: Iterable[Row]) -> tuple[Row, ...]:
    """Join two parts of a list; the same list is often attached twice, in two formats, one of them without codes."""
    if not rows:
        return tuple(more)
    known: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        known.setdefault(identity_key(row.name), []).append(number)
    joined = list(rows)
    for row in more:
        code = _code(row)
        same = [number for number in known.get(identity_key(row.name), ()) if _code(joined[number]) in (None, code)]
        if not same and (code is not None or identity_key(row.name) not in known):
            joined.append(row)
        elif same and code is not None and all(_code(joined[number]) is None for number in same):
            joined[same[0]] = row  # the format that prints the code
    return tuple(joined)


def _part(document: Document, url: str, link: Link) -> Part:
    if not document.tables:
        if found := numbered_in(document.text, url):
            return Part(link, found.rows, numbered=found)
        raise unreadable(f"文件“{link.name}”里没有表格，也不是逐段编号的名单，无法确认哪些是名单中的企业")
    rows = rows_of(document.tables, url)
    if _lists_more(document.text, rows) or _codes(document.text):
        raise unreadable(f"文件“{link.name}”的表格之外还有企业，名单可能没有读全")
    return Part(link, rows, layout_of(document.tables))


def _lists_more(text: str, rows: tuple[Row, ...]) -> bool:
    """True for a company outside of the tables; a remark may end in 公司 as well, but not in a legal form."""
    beside = names_beside(text)
    known = {identity_key(row.name) for row in rows}
    return len(beside) > 1 or any(is_whole(name) and identity_key(name) not in known for name in beside)


def _codes(text: str) -> bool:
    return any(read_code(found).value for found in _CODE.findall(text))


def _may_list(document: Document) -> bool:
    """True when a document names companies, in tables or numbered lines."""
    listed = any(has_names(table) or names_companies(table) for table in document.tables)
    return listed or bool(names_beside(document.text) or _codes(document.text) or numbered_in(document.text, ""))


def _code(row: Row) -> str | None:
    """The code as far as it tells companies apart: one that was a number has lost its digits."""
    return None if row.code is None or row.code_is_number else "".join(row.code.split()).upper()
