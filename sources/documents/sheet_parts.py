"""The parts of an .xlsx that lie around its sheets: which part is which sheet, which formats strike out, text in boxes."""

import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from xml.parsers import expat

_OFF = ("0", "false")


def sheet_titles(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """The title of each sheet by the path of its part."""
    targets = {
        one.get("Id", ""): posixpath.normpath(posixpath.join("/xl", one.get("Target", "")))[1:]
        for kind, one in _elements(_part(archive, "xl/_rels/workbook.xml.rels"))
        if kind == "Relationship"
    }
    found = {}
    for kind, one in _elements(_part(archive, "xl/workbook.xml")):
        if kind == "sheet":
            ids = (value for key, value in one.items() if key.rpartition(":")[2] == "id" and ":" in key)
            found[targets.get(next(ids, ""), "")] = one.get("name", "").strip()
    return found


def struck_formats(archive: zipfile.ZipFile) -> frozenset[int]:
    """The numbers of the cell formats whose font is struck out."""
    xml = _part(archive, "xl/styles.xml")
    if b"strike" not in xml:
        return frozenset()
    fonts: list[bool] = []
    formats: list[int] = []
    within = ""
    for kind, one in _elements(xml):
        if kind in ("fonts", "cellXfs", "cellStyleXfs", "dxfs"):
            within = kind
        elif within == "fonts" and kind == "font":
            fonts.append(False)
        elif within == "fonts" and kind == "strike" and fonts:
            fonts[-1] = one.get("val") not in _OFF
        elif within == "cellXfs" and kind == "xf":
            formats.append(int(one.get("fontId", "0")))
    return frozenset(number for number, font in enumerate(formats) if font < len(fonts) and fonts[font])


def struck_strings(archive: zipfile.ZipFile) -> frozenset[int]:
    """The numbers of the shared texts some of which is struck out."""
    xml = _part(archive, "xl/sharedStrings.xml")
    if b"strike" not in xml:
        return frozenset()
    found, number = set(), -1
    for kind, one in _elements(xml):
        number += kind == "si"
        if kind == "strike" and one.get("val") not in _OFF:
            found.add(number)
    return frozenset(found)


def boxed_lines(archive: zipfile.ZipFile) -> Iterator[str]:
    """The paragraphs of the text boxes and shapes that lie over the sheets."""
    for name in archive.namelist():
        if name.startswith("xl/drawings/") and name.endswith(".xml"):
            lines = [""]

            def begin(kind: str, _: Mapping[str, str], lines: list[str] = lines) -> None:
                if kind.rpartition(":")[2] == "p":
                    lines.append("")

            def text(words: str, lines: list[str] = lines) -> None:
                lines[-1] += words

            parsed(archive.read(name), begin, text)
            yield from lines


def parsed(xml: bytes, begin: Callable[[str, Mapping[str, str]], None], text: Callable[[str], None] | None = None) -> None:
    """Let a parser tell of every element that begins. Raises ValueError for no sound XML, or one with a document type."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error


def _elements(xml: bytes) -> list[tuple[str, Mapping[str, str]]]:
    found: list[tuple[str, Mapping[str, str]]] = []
    if xml:
        parsed(xml, lambda kind, attributes: found.append((kind.rpartition(":")[2], attributes)))
    return found


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.read(name) if name in archive.namelist() else b""


def _refuse(*_: object) -> None:
    raise ValueError("document type")
