"""Which encoding a text is in: by its mark, by what it decodes as, and by the characters that company names use.

GB18030 and Big5 take each other's bytes often enough; the wrong one then gives characters that hardly anybody writes.
"""

import codecs
from functools import cache

from sources.names.folding import fold_characters

_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MARKS = frozenset("（）、，。·《》“”‘’：；！？—…　【】〔〕「」『』％／－＋")
_USUAL = 0.6  # so many characters of a right reading are usual ones; measured: 0.8 and more, of a wrong one under 0.5
_APART = 0.25  # and so much more usual than the other reading; less is a doubt


class Doubtful(ValueError):
    """More than one encoding is possible, or none; the message says which."""


def encoding_of(sample: bytes) -> str:
    """The codec of a text by a sample from where its characters begin. Raises Doubtful when it cannot be told."""
    marked = next((codec for mark, codec in _BYTE_ORDER_MARKS if sample.startswith(mark)), None)
    if marked:
        return marked
    if b"\0" in sample:
        readings = {codec: _decoded(sample, codec) or "" for codec in ("utf-16-le", "utf-16-be")}
        wide = {codec: usual(text) for codec, text in readings.items() if "\n" in text or "\r" in text}
        best = max(wide, key=wide.__getitem__, default="")
        if best and wide[best] > _USUAL:
            return best
    if _decoded(sample, "utf-8") is not None:
        return "utf-8"
    return _national(sample)


def _national(sample: bytes) -> str:
    """GB18030 or Big5, whichever gives characters that are usual."""
    readings = {codec: text for codec in ("gb18030", "big5hkscs") if (text := _decoded(sample, codec)) is not None}
    shares = {codec: usual(text) for codec, text in readings.items()}
    if not shares:
        raise Doubtful("既不是 UTF-8、UTF-16，也不是 GB18030 或 Big5 编码的文本")
    best = max(shares, key=shares.__getitem__)
    others = [share for codec, share in shares.items() if codec != best]
    if shares[best] < _USUAL:
        raise Doubtful("的编码无法判断，不像 UTF-8、UTF-16、GB18030 或 Big5 中的任何一种")
    if any(shares[best] - other < _APART for other in others):
        raise Doubtful("的编码无法判断，可能是 GB18030，也可能是 Big5")
    return best


def _decoded(sample: bytes, codec: str) -> str | None:
    """The text, without the character that the end of the sample cuts; None where the bytes are not of this encoding."""
    try:
        return codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return None


def usual(text: str) -> float:
    """The share of usual characters in a text: ASCII that can be seen or breaks lines, common characters, and marks.

    Where other characters than ASCII occur, they alone are counted.
    """
    wide = [character for character in text if character > "\x7f"]
    if wide:
        return sum(map(_is_usual, wide)) / len(wide)
    return sum(one.isprintable() or one in "\t\r\n" for one in text) / max(1, len(text))


@cache
def _is_usual(character: str) -> bool:
    """One of the 3,755 common characters of GB 2312 in either script, or a mark of Chinese text."""
    if character in _MARKS:
        return True
    try:
        code = fold_characters(character).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7
