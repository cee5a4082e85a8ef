"""One way in for every document: bytes to tables with addresses, and text; what the bytes are decides, not the name."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from sources.documents.archive import files_in
from sources.documents.forms import Form, form_of, refusal
from sources.documents.tables import Document, unreadable
from sources.errors import ReadingError

_DEEPEST = 1  # archives inside the archive


def read(content: bytes, name: str) -> tuple[Document, ...]:
    """Return the document that a file is, or all those that an archive holds; `name` is for the words only.

    Raises ReadingError (unreadable) for a file that cannot be read; one inside an archive tells its trouble instead.
    Strangers' files are read through `apart.py`, which sets limits: libraries may fail here in their own ways.
    """
    form = form_of(content)
    if form is Form.ARCHIVE:
        return tuple(_inside(content, name, 0))
    return (_single(content, name, form),)


def _inside(content: bytes, name: str, depth: int) -> Iterator[Document]:
    for path, part in files_in(content, name):
        form = form_of(part)
        shown = PurePosixPath(path).name
        try:
            if form is not Form.ARCHIVE:
                yield replace(_single(part, shown, form), inner=path)
            elif depth < _DEEPEST:
                yield from (replace(one, inner=f"{path}/{one.inner}") for one in _inside(part, shown, depth + 1))
            else:
                raise unreadable(f"压缩包“{shown}”嵌套过深，未予解开", "请解开后取出名单文件，再用 watcher import 导入")
        except ReadingError as error:
            yield Document(inner=path, trouble=error)


def _single(content: bytes, name: str, form: Form) -> Document:
    # Each reader brings libraries of its own: a workbook need not wait for those of a PDF.
    match form:
        case Form.WORKBOOK:
            from sources.documents.workbook import read_workbook

            return Document(read_workbook(content, name))
        case Form.WORD:
            from sources.documents.word import read_word

            return read_word(content, name)
        case Form.PDF:
            from sources.documents.pdf import read_pdf

            return read_pdf(content, name)
        case Form.PAGE:
            from sources.documents.saved_pages import read_page

            return read_page(content, name)
        case Form.TEXT:
            from sources.documents.delimited import read_text

            return read_text(content, name)
    raise refusal(form, name)
