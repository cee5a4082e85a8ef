"""How many companies a list says that it names: 仍有18家公司, 等21家, 共82家; never numbers of cases, measures or months."""

import re

from sources.notices.prose import enumerations
from sources.notices.wording import NUMERAL, compact, to_number

_COMPANIES = r"(?:[\u4e00-\u9fff]{0,12}?(?:公司|企业|机构|组织|典当行))"
# Wordings of a list's own size, from the plainest to the loosest; the first that fits decides.
_WORDINGS = (
    # 仍有18家公司属于…
    re.compile(rf"(?:仍有|尚有|现有)({NUMERAL})家"),
    # 名单共82家, 名单内共有21家, 名单（共82家）
    re.compile(rf"(?:名单|名录)[》”内中上]*[（(]?(?:共计|共有|合计|共|计)({NUMERAL})家"),
    # 将24家公司列入…, 拟将21家融资租赁企业纳入…
    re.compile(
        rf"(?:将|对)(?:以下|下列|上述|本市|全市|全省)?({NUMERAL})家{_COMPANIES}?[^。；]{{0,40}}?(?:列入|纳入|认定|移出|取消|注销|予以|公布|公示|公告)"
    ),
    # 18家公司属于…, 24家企业被认定为…
    re.compile(rf"({NUMERAL})家{_COMPANIES}(?:属于|被?列入|被?纳入|被?认定|已?退出)"),
)
# 共有84家公司, 合计84家; looser than an enumeration's own count.
_TOTAL = re.compile(rf"(?:共计|共有|合计|总计|共)[\u4e00-\u9fff]{{0,6}}?({NUMERAL})家")
# Part of a whole that was counted before: 其中3家.
_PART = "其中"
_SENTENCE_MARKS = "。；\n"


def declared_counts(title: str, body: str) -> tuple[int, ...]:
    """The list's size as printed: nothing where none is printed, several values where the text contradicts itself."""
    flat = compact(title) + "\n" + compact(body)
    for pattern in _WORDINGS:
        if values := _wholes(pattern, flat):
            return values
    closing = tuple(dict.fromkeys(listed.count for listed in enumerations(body) if listed.full_names))
    return closing or _wholes(_TOTAL, flat)


def _wholes(pattern: re.Pattern[str], flat: str) -> tuple[int, ...]:
    """The different values that a wording gives, leaving out parts of a whole."""
    matches = (match for match in pattern.finditer(flat) if not _is_part(flat, match.start()))
    return tuple(dict.fromkeys(to_number(match[1]) for match in matches))


def _is_part(flat: str, position: int) -> bool:
    sentence = max(flat.rfind(mark, 0, position) for mark in _SENTENCE_MARKS) + 1
    return _PART in flat[sentence:position]
