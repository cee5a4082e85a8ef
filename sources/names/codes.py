"""Reading a unified social credit code (统一社会信用代码, GB 32100-2015) as it stands in a list or a user's file.

Only a code whose check digit holds is ever a key. A damaged one is named as damaged, and nothing is guessed.
"""

import itertools
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from operator import mul

from sources.names.folding import without_blanks

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714: the organisation code in places 9 to 17
_LOOK_ALIKE = {"I": "1", "O": "0", "S": "5", "V": "UY", "Z": "2"}
_LABEL = re.compile(r"^(?:统一)?(?:社会)?信用代码(?:/注册号)?:")
_FLOAT = re.compile(r"^[0-9]+(?:\.[0-9]*)?(?:E[+-]?[0-9]+)?$")
_ABSENT = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "空", "暂无", "不详", "N/A", "NA", "NULL", "NONE", "NAN"}
)


class CodeState(StrEnum):
    """What a printed code is worth."""

    VALID = "valid"
    DAMAGED = "damaged"
    INVALID = "invalid"
    REGISTRATION_NUMBER = "registration_number"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class CodeReading:
    """A code as read. `value` is its normal form and only there when valid; `suggestion` is for a person to check."""

    state: CodeState
    value: str | None = None
    note: str = ""
    suggestion: str | None = None


_NO_CODE = CodeReading(CodeState.ABSENT)
_PLAIN = re.compile(f"[{ALPHABET}]{{18}}")


def check_character(body: str) -> str:
    """The check character for the first 17 characters (GB 32100, ISO 7064 style, modulus 31).

    Raises KeyError for a character outside the alphabet.
    """
    total = sum(map(mul, [_VALUES[character] for character in body], _WEIGHTS))
    return ALPHABET[(31 - total % 31) % 31]


def _holds(code: str) -> bool:
    # A row of one and the same character (000…0) satisfies the sum; people type it where they know no code.
    return (
        len(code) == 18
        and all(character in _VALUES for character in code)
        and len(set(code[:17])) > 1
        and check_character(code[:17]) == code[17]
    )


def _organisation_holds(code: str) -> bool:
    total = sum(
        _VALUES[character] * weight for character, weight in zip(code[8:16], _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[(11 - total % 11) % 11] == code[16]


def _suggestion(code: str) -> str | None:
    """The one valid code that look-alike letters may stand for; None when there is none or more than one."""
    if len(code) != 18 or not any(letter in _LOOK_ALIKE for letter in code):
        return None
    choices = itertools.product(*(_LOOK_ALIKE.get(character, character) for character in code))
    valid = [text for text in map("".join, itertools.islice(choices, 256)) if _holds(text)]
    return valid[0] if len(valid) == 1 else None


def _damage(text: str, is_number: bool) -> str | None:
    """How the characters were lost on the way, or None."""
    if "." in text or "+" in text or (is_number and "E" in text):
        return "信用代码被电子表格改成了科学计数或小数，末几位已丢失" if _FLOAT.match(text) else None
    if is_number and len(text) > 15:
        return "信用代码以数字格式存放，15 位之后已丢失"
    # Fifteen digits and zeros is what a spreadsheet leaves of a number; both check digits must speak against it.
    if (
        len(text) == 18
        and text.isdecimal()
        and text.endswith("000")
        and not (_holds(text) and _organisation_holds(text))
    ):
        return "信用代码末三位为 000，疑似被电子表格截断"
    if "*" in text:
        return "信用代码有被遮盖的字符"
    if len(text) in (16, 17):
        return f"信用代码只有 {len(text)} 位，应为 18 位"
    return None


def _wrong(text: str) -> CodeReading:
    """Why a text that is neither damaged nor a registration number is no code."""
    if len(text) == 9:
        return CodeReading(CodeState.INVALID, note="是 9 位组织机构代码，不是统一社会信用代码")
    if len(text) != 18:
        return CodeReading(CodeState.INVALID, note=f"信用代码应为 18 位，实为 {len(text)} 位")
    if len(set(text[:17])) == 1:
        return CodeReading(CodeState.INVALID, note="信用代码由同一字符组成，不是真实代码")
    suggestion = _suggestion(text)
    foreign = "".join(sorted(set(text) - set(ALPHABET)))
    if foreign:
        hint = f"，或为 {suggestion}，请核对" if suggestion else ""
        return CodeReading(CodeState.INVALID, note=f"信用代码含有不会出现的字符 {foreign}{hint}", suggestion=suggestion)
    return CodeReading(CodeState.INVALID, note="信用代码校验位不符")


def read_code(printed: str | None, is_number: bool = False) -> CodeReading:
    """Read a code as printed; `is_number` tells that the cell held a number. Never raises.

    Width, blanks, hyphens and lower case are folded. The rule is GB 32100-2015.
    """
    if not printed:
        return _NO_CODE
    if not is_number and _PLAIN.fullmatch(printed) and not printed.endswith("000") and _holds(printed):
        return CodeReading(CodeState.VALID, value=printed)
    text = without_blanks(unicodedata.normalize("NFKC", printed)).upper()
    text = _LABEL.sub("", text.removeprefix("'"))
    if text in _ABSENT:
        return _NO_CODE
    if is_number:
        text = text.removesuffix(".0")
    if note := _damage(text, is_number):
        return CodeReading(CodeState.DAMAGED, note=note)
    text = text.replace("-", "")
    if text.isascii() and text.isdecimal() and len(text) in (13, 15):
        return CodeReading(CodeState.REGISTRATION_NUMBER, note=f"是 {len(text)} 位工商注册号，不是统一社会信用代码")
    if _holds(text):
        return CodeReading(CodeState.VALID, value=text)
    return _wrong(text)
