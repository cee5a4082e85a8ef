"""One written form for a company's name: width, script, blanks, quotes, list numbers, notes and footnote marks.

What is folded away never tells two companies apart. The folded form is for comparing; people see the name as printed.
"""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

# Blanks, controls, zero-width and direction marks, variation selectors and tags: nothing that a reader can see.
_UNSEEN = re.compile(
    "[\\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]+"
)
# Footnote marks must go before NFKC turns them into plain digits. A ring in front is a list number.
# Both ends are stripped and not searched: a search for a run at the end takes the square of the longest run.
_RINGS = "".join(chr(code) for first, last in ("①⓿", "❶➓", "㉑㉟", "㊱㊿") for code in range(ord(first), ord(last) + 1))
_FOOTNOTES = f"{_RINGS}¹²³⁰⁴⁵⁶⁷⁸⁹*＊※★☆△▲●◆■#＃†‡"
_NUMERAL = "[0-9一二三四五六七八九十百]{1,4}"
_LIST_NUMBER = re.compile(
    rf"^(?:\({_NUMERAL}\)[、.]?|{_NUMERAL}、|[0-9]{{1,4}}(?:\.(?![0-9])|\))|NO\.[0-9]{{1,4}}[、.:]?)(?=.)"
)
_NOTE = re.compile(
    r"(?<=.)\((?:注?[0-9]{0,3}|筹|(?:以下)?(?:统称|简称|下称)[^()]*|"
    r"(?:现|原|已|拟|被|正在|疑似|公告|申请|企业)*"
    r"(?:筹建|筹备|注销|吊销|撤销|除名|失联|空壳|停业|歇业|清算|破产|解散|迁出|退出|移出|更名|存续|在业|开业|非正常经营|经营异常|取消)"
    r"[^()]*)\)$"
)
_LOOSE_ENDS = "、,;:。.!?"
_SIGNS = {
    **dict.fromkeys(map(ord, "〔【〖[{〈⟨"), "("),
    **dict.fromkeys(map(ord, "〕】〗]}〉⟩"), ")"),
    **dict.fromkeys(map(ord, "\"'“”‘’„‟「」『』《》«»`´＂＇〝〞"), ""),
    **dict.fromkeys(map(ord, "•・‧∙⋅●•･・"), "·"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
}
# 乾 stands in company names as qián in both scripts (乾元, 乾坤); only dried food is written 干.
_KEPT = frozenset("乾")
_PASSES = 8


@cache
def _table() -> dict[int, str]:
    """Traditional to simplified by single characters (the data of OpenCC), closed so that folding twice changes nothing.

    By characters and not by phrases: the same character must fold alike in every neighbourhood.
    """
    converter = OpenCC("t2s")
    characters = [
        chr(code)
        for start, end in ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x2FA20))
        for code in range(start, end)
    ]
    simple = dict(zip(characters, converter.convert("\n".join(characters)).split("\n"), strict=True))
    table = dict(_SIGNS)
    for character in characters:
        end = character
        for _ in range(_PASSES):
            end = simple.get(end, end)
        if end != character and character not in _KEPT:
            table[ord(character)] = end
    return table


def without_blanks(text: str) -> str:
    """The text without blanks, line breaks, control and zero-width characters."""
    return _UNSEEN.sub("", text)


def fold_characters(text: str) -> str:
    """Width (NFKC), case, blanks, quotes, kinds of brackets, and traditional to simplified characters."""
    folded = unicodedata.normalize("NFKC", without_blanks(text)).upper()
    return without_blanks(unicodedata.normalize("NFKC", folded)).translate(_table())


def aligned(text: str) -> str:
    """Every character folded by itself, so that places in the result are places in the text."""
    folded = (fold_characters(character) for character in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(folded, text, strict=True))


def _once(name: str) -> str:
    folded = fold_characters(without_blanks(name).lstrip(_RINGS).rstrip(_FOOTNOTES))
    folded = folded.strip(_LOOSE_ENDS) or folded
    for pattern in (_LIST_NUMBER, _NOTE):
        folded = pattern.sub("", folded) or folded
    return folded


@cache
def _plain() -> re.Pattern[str]:
    """Names of nothing but common simplified characters, with a pair of brackets inside: most names, folded already."""
    folded = _table()
    plain = "".join(chr(code) for code in range(0x4E00, 0x9FA6) if code not in folded)
    return re.compile(f"[{plain}]+(?:\\([{plain}]+\\)[{plain}]+)?")


def unmarked(name: str) -> str | None:
    """The name where nothing but the width of its brackets has to be folded; None for every other name."""
    narrow = name.replace("（", "(").replace("）", ")")
    return narrow if _plain().fullmatch(narrow) else None


def fold(name: str) -> str:
    """The comparable form of a name: characters folded, list number, footnote marks and trailing notes taken off.

    Idempotent. A string of nothing but marks may fold to the empty string.
    """
    if (narrow := unmarked(name)) is not None:
        return narrow
    for _ in range(_PASSES):
        folded = _once(name)
        if folded == name:
            break
        name = folded
    return name
