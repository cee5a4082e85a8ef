"""Bytes to text: Chinese sites declare one encoding and send another, so every declaration is put to the test."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator

from charset_normalizer import from_bytes

from sources.errors import ReadingError
from sources.records import LookState

_BOMS = (
    (BOM_UTF8, "utf-8"),
    (b"\x84\x31\x95\x33", "gb18030"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
)

# gb2312 and gbk are always read as gb18030 (as browsers do): under those labels sites send 镕, 㛃 and 𠮷 all the same.
_CODECS = {
    "utf8": "utf-8",
    "ascii": "utf-8",
    "usascii": "utf-8",
    "gb2312": "gb18030",
    "gb231280": "gb18030",
    "gbk": "gb18030",
    "xgbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "big5hkscs": "big5hkscs",
}
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
_META_WITHIN = 4096
_SAMPLE = 65536
# A page cut in the middle of a character is still UTF-8; more damage than this means that it never was.
_STRAY = 0.01
_MOSTLY = 0.8


def decode(content: bytes, content_type: str | None = None) -> str:
    """Return the text of the bytes; `content_type` is the HTTP header.

    Order: byte order mark, header, meta tag, UTF-8, detection; each must decode strictly to be believed.
    Raises ReadingError (unreadable) when nothing fits.
    """
    for mark, codec in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(codec, errors="replace")
    for codec in _codecs(content, content_type):
        text = _strictly(content, codec)
        if text is not None:
            return text
    for codec in ("utf-8", "gb18030"):
        text = content.decode(codec, errors="replace")
        if _barely_broken(text):
            return text
    raise ReadingError("内容的编码无法识别，原件已留存", state=LookState.UNREADABLE)


def _codecs(content: bytes, content_type: str | None) -> Iterator[str]:
    yield from _declared(content, content_type)
    yield "utf-8"
    yield _detected(content)  # dear, and seldom needed


def _declared(content: bytes, content_type: str | None) -> tuple[str, ...]:
    head = content[:_META_WITHIN]
    labels = [
        _CHARSET.search((content_type or "").encode("ascii", errors="replace")),
        _XML_ENCODING.search(head),
        _CHARSET.search(head),
    ]
    codecs = (_codec(match[1].decode()) for match in labels if match)
    return tuple(dict.fromkeys(codec for codec in codecs if codec))


def _strictly(content: bytes, codec: str) -> str | None:
    if b"\0" in content:
        return None
    # Chinese UTF-8 often decodes as gb18030 without an error, into other characters; the reverse is next to impossible.
    if codec != "utf-8" and _is_chinese_utf8(content):
        return None
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_chinese_utf8(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return any("\u3000" <= character <= "\u9fff" for character in text)


def _barely_broken(text: str) -> bool:
    beyond_ascii = sum(character > "\x7f" for character in text)
    return "\0" not in text and text.count("\ufffd") <= max(2, beyond_ascii * _STRAY)


def _detected(content: bytes) -> str:
    # The sample is cut behind a line, so that no character is cut in two.
    sample = content[:_SAMPLE]
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    # charset-normalizer takes short GB texts for Big5; the frequent characters of GB 2312 stand together, so count them.
    if _frequent(sample.decode("gb18030", errors="ignore")) >= _MOSTLY:
        return "gb18030"
    best = from_bytes(sample).best()
    return _codec(best.encoding) or "gb18030" if best else "gb18030"


def _frequent(text: str) -> float:
    """Return the share of the first level of GB 2312 (lead bytes B0 to D7) among the ideographs."""
    codes = [character.encode("gb18030") for character in text if "\u4e00" <= character <= "\u9fff"]
    frequent = sum(len(code) == 2 and 0xB0 <= code[0] <= 0xD7 and code[1] >= 0xA1 for code in codes)
    return frequent / len(codes) if codes else 0.0


def _codec(label: str) -> str | None:
    return _CODECS.get(re.sub(r"[-_]", "", label.lower()))
