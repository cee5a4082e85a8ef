"""What stands in one cell of a list: a name, several reasons, several former names; lines broken in it are joined."""

import re
from functools import lru_cache

COMPANY_END = re.compile(
    r"(?:公司|企业|合伙|合作社|事务所|中心|典当行|商行|银行"
    r"|支行|分行|营业部|经营部|代表处|交易所|信用社|联社|基金|集团|商店)(?:[(（][^()（）]{1,30}[)）])?[*＊①-⑳\d]?$|合伙[)）]$"
)
_STANDS_ALONE = re.compile(r".{0,4}(?:失联|空壳|异常)")
_LIST_NUMBER = re.compile(r"^(?:[(（]\d{1,4}[)）]|\d{1,4}[、．]|\d{1,4}\.(?!\d))\s*")
NOTHING = frozenset(("", "-", "--", "—", "——", "/", "\\", "无", "N/A", "*"))
FAILED = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|名称[?？])", re.IGNORECASE)
"""The mark of a formula that gave nothing: a cell with it says nothing, and a name is not known."""
AUTHORITY = re.compile(r"[\u4e00-\u9fff]{2,30}(?:局|厅|委|办|政府|办公室|委员会|工作部|服务中心|促进中心|专班)")
_SIGNATURE = re.compile(r"(?:\d{4}|[〇零一二三四五六七八九]{4})年\d?.{1,3}月(?:.{1,3}日)?")


def joined(text: str) -> str:
    """Return a text whose lines were broken in its cell as one line; a blank stays only between Latin words."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    whole = ""
    for line in lines:
        latin = whole[-1:].isascii() and line[:1].isascii() and whole[-1:].isalpha() and line[:1].isalpha()
        whole += (" " if whole and latin else "") + line
    return whole


def name_in(text: str) -> str:
    """Return the name without the number of a list before it."""
    name = joined(text)
    rest = _LIST_NUMBER.sub("", name)
    return rest if rest else name


def _signs(text: str) -> bool:
    """True for the signature and the date below a list, which stand in whatever column is last."""
    return bool(AUTHORITY.fullmatch(text) or _SIGNATURE.fullmatch("".join(text.split())))


@lru_cache(maxsize=1024)  # a list gives the same few reasons over and over
def reasons_in(text: str) -> tuple[str, ...]:
    """Split a cell that holds several reasons: by semicolons, by numbered lines, by lines of one known word each.

    A signature and a date below the list are none.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    numbered = any(_LIST_NUMBER.match(line) for line in lines)
    if numbered or all(_STANDS_ALONE.fullmatch(line) for line in lines):
        pieces = _regrouped(lines) if numbered else lines
    else:
        pieces = [joined(text)]
    parts = (_LIST_NUMBER.sub("", part.strip()) for piece in pieces for part in re.split(r"[；;]", piece))
    return tuple(part for part in parts if part not in NOTHING and not FAILED.fullmatch(part) and not _signs(part))


def _regrouped(lines: list[str]) -> list[str]:
    pieces: list[str] = []
    for line in lines:
        if pieces and not _LIST_NUMBER.match(line):
            pieces[-1] = joined(pieces[-1] + "\n" + line)
        else:
            pieces.append(line)
    return pieces


def former_names_in(text: str) -> list[str]:
    """Split a cell that holds several former names; a line break inside a name does not split it."""
    names: list[str] = []
    for line in re.split(r"[\n；;、，,]", text):
        if names and not COMPANY_END.search(names[-1]):
            names[-1] = joined(names[-1] + "\n" + line)
        else:
            names.append(line.strip())
    return [_LIST_NUMBER.sub("", name) for name in names if name not in NOTHING]
