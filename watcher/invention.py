"""Invented company names and codes (and particulars of persons) in place of real ones, in whatever bytes they stand.

Of a company's name only the trade name is exchanged: place, trade and legal form stay, because readers and rules look at them.
"""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from itertools import product
from urllib.parse import quote
from xml.sax.saxutils import escape

from sources.documents.archive import BROKEN
from sources.documents.sniff import FileKind, kind_of
from sources.documents.text import decode
from sources.names.codes import check_character
from sources.names.parts import split

_FIRST, _SECOND = "云青松竹岚汀苇棠鹭麓", "溪墟砚屿笺岫坞渚槐汐"
_GAP = rb"(?:<[^<>]{0,200}>|\s|&nbsp;|\xe3\x80\x80|\xc2\xa0){0,8}"  # names are broken over lines, cells hold them in runs of several formats
_MARKUP, _ESCAPED = re.compile(r"<[^<>]{0,2000}>|\s"), re.compile(r"\\u([0-9a-fA-F]{4})")
_LIKE = re.compile(r"[\u4e00-\u9fff（）()]{4,40}?(?:有限责任公司|股份有限公司|有限公司|[（(]有限合伙[）)])")
_BLANKS = re.compile(_GAP.removesuffix(b"{0,8}"))
_WHOLE = re.compile(rb"(>\s*)([^<>]+?)(?=\s*<)")  # all that an element holds
_SHORT = re.compile(r"[\u4e00-\u9fff]{2}")
_NUMBER = re.compile(r"[0-9()（）－—-]+[0-9Xx]")
_HANZI = {"utf-8": rb"[\xe4-\xe9][\x80-\xbf][\x80-\xbf]", "gb18030": rb"[\xb0-\xf7][\xa1-\xfe]"}
_AUTHORS = re.compile(rb"(<(?:dc:creator|cp:lastModifiedBy|Manager)>)[^<]*")  # whoever saved a workbook
_MOST_INFLATED = 100 * 1024 * 1024


def _in_json(text: str) -> str:
    return json.dumps(text)[1:-1]


# Other ways to write a text, each with a mark that stands wherever it is used.
_WAYS: tuple[tuple[bytes, Callable[[str], str]], ...] = ((b"&", escape), (b"\\u", _in_json), (b"%", quote))


def invented(codes: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """What to write for each name and each code; the longest first, since one name can be part of another."""
    trade_names = (first + second + third for third, first, second in product(("", *_FIRST), _FIRST, _SECOND))
    found = {name: _renamed(name, trade_name) for name, trade_name in zip(names, trade_names, strict=False)}
    for number, code in enumerate(codes, start=1):
        body = f"91{code[2:8] if code[2:8].isdecimal() else '000000'}{number:08d}X"[:17]
        found[code] = body + check_character(body)
    return dict(sorted(found.items(), key=lambda one: -len(one[0])))


def _renamed(name: str, trade_name: str) -> str:
    real = split(name).trade_name
    return name.replace(real, trade_name, 1) if real and real in name else trade_name + name[2:]


def rewritten(content: bytes, mapping: Mapping[str, str]) -> bytes | None:
    """The bytes with every name replaced; None where they are of a kind that cannot be rewritten and names are known."""
    kind = kind_of(content)
    if not mapping or kind is FileKind.EMPTY:
        return (_in_archive(content, {}) or content) if kind is FileKind.ZIP else content
    if kind is FileKind.HTML or (kind is FileKind.OTHER and b"\0" not in content[:1000]):
        return _in_text(content, mapping)
    return _in_archive(content, mapping) if kind is FileKind.ZIP else None


def company_like(content: bytes) -> set[str]:
    """What looks like a company's name in a text: a reader that fails, or a footer, leaves such names unread."""
    if kind_of(content) not in (FileKind.HTML, FileKind.OTHER):
        return set()
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), decode(content))
    return set(_LIKE.findall(_MARKUP.sub("", text)))


def _in_text(content: bytes, mapping: Mapping[str, str]) -> bytes:
    for encoding in _encodings(content):
        content = _in_encoding(content, mapping, encoding)
    for written in (way for mark, way in _WAYS if mark in content):
        for real, new in mapping.items():
            if written(real) != real:
                content = content.replace(written(real).encode(), written(new).encode())
    return content


def _encodings(content: bytes) -> tuple[str, ...]:
    """Both where it is not all UTF-8: pages are put together from parts of several makes."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "utf-8", "gb18030"
    return ("utf-8",)


def _in_encoding(content: bytes, mapping: Mapping[str, str], encoding: str) -> bytes:
    coded = {"".join(real.split()): new.encode(encoding) for real, new in mapping.items()}
    whole = {real.encode(encoding): new for real, new in coded.items()}
    content = _WHOLE.sub(lambda found: found[1] + whole.get(found[2], found[2]), content)
    flat = _BLANKS.sub(b"", content)
    for real, new in coded.items():
        if real.encode(encoding) in flat:  # most fill a cell, or are in another file
            content = re.sub(_pattern(real, encoding), new.replace(b"\\", b"\\\\"), content)
    return content


def _pattern(real: str, encoding: str) -> bytes:
    """How it stands in the bytes: a name of two characters is no part of a longer word, a number none of a longer number."""
    pattern = _GAP.join(re.escape(mark.encode(encoding)) for mark in real)
    if _SHORT.fullmatch(real):
        hanzi = _HANZI[encoding]
        polite = b"|".join(word.encode(encoding) for word in ("先生", "女士", "同志"))
        return rb"(?<!%s)%s(?:(?!%s)|(?=%s))" % (hanzi, pattern, hanzi, polite)
    return rb"(?<![0-9])%s(?![0-9])" % pattern if _NUMBER.fullmatch(real) else pattern


def _in_archive(content: bytes, mapping: Mapping[str, str]) -> bytes | None:
    """A workbook is a zip of XML; None for any other archive, or one that inflates beyond all measure."""
    target = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            members = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist() or sum(one.file_size for one in members) > _MOST_INFLATED:
                return None
            for one in members:
                part = archive.read(one)
                part = _AUTHORS.sub(rb"\1", part) if one.filename.startswith("docProps/") else part
                new.writestr(one.filename, _in_text(part, mapping) if one.filename.endswith(".xml") else part)
    except (*BROKEN, RuntimeError):  # broken, of a rare make, locked
        return None
    return target.getvalue()
