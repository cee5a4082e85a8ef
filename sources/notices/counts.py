"""How many companies a list says that it names: 仍有18家公司, 等21家, 共82家; never numbers of cases, measures or months."""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from sources.notices.prose import enumerations
from sources.notices.sectors import sectors_in
from sources.notices.trade_sizes import SIZE, trade_runs
from sources.notices.wording import NUMERAL, compact, to_number

_COMPANIES = r"(?:[\u4e00-\u9fff]{0,12}?(?:公司|企业|机构|组织|典当行))"
# Parts that follow the first: 34家小额贷款公司、63家典当行和2家融资担保公司.
_MORE = rf"(?:{_COMPANIES}(?:[、和及]{NUMERAL}[家户]{_COMPANIES})+)?"
# Wordings of a list's own size, from the plainest to the loosest; the first that fits decides.
_OF_THE_LIST = (
    # 仍有18家公司属于…
    re.compile(rf"(?:仍有|尚有){SIZE}"),
    # 名单共82家, 名单内共有21家, 名单（共82家）
    re.compile(rf"(?:名单|名录)[》”内中上]*[（(]?(?:共计|共有|合计|共|计){SIZE}"),
)
_OF_AN_ACT = (
    # 将24家公司列入…, 拟将21家融资租赁企业纳入…, 将34家小额贷款公司、63家典当行列入…
    re.compile(
        rf"(?:将|对)(?:以下|下列|上述|本市|全市|全省)?{SIZE}{_COMPANIES}?[^。；]{{0,40}}?(?:列入|纳入|认定|移出|取消|注销|予以|公布|公示|公告)"
    ),
    # 拟取消75家小额贷款公司经营资格, 注销的3家
    re.compile(rf"(?:取消|注销|终止|督促)的?{SIZE}{_MORE}"),
    # 18家公司属于…, 24家企业被认定为…, 34家小额贷款公司、63家典当行退出…
    re.compile(rf"{SIZE}{_MORE}{_COMPANIES}?(?:属于|被?列入|被?纳入|被?认定|已?退出)"),
)
# What this notice publishes, beside what others did: 现公布12家, 本次公布第二批12家, 涉及企业12家, 名单（12家）.
_OF_THIS_NOTICE = (
    re.compile(rf"(?:现|本次|此次|本批)(?:予以|向社会)?(?:公布|公告|公示|发布)的?(?:第{NUMERAL}批)?[^，。；、\d]{{0,16}}?{SIZE}"),
    re.compile(rf"(?:(?<![^，。；\n])|本次|此次|本批|公告|公示|名单)共?涉及(?:企业|公司|机构|组织|典当行)?共?{SIZE}"),
    re.compile(rf"(?:名单|名录)[》”]?[（(]{SIZE}[）)]"),
)
# What was found or done, each with its own number: 停业整顿25家，取消业务资格46家; 疑似失联154家、空壳145家.
_BY_OUTCOME = re.compile(
    rf"(?:失联|空壳|停业整顿|取消|注销|吊销|除名)(?:[^，。；、\d]{{0,6}}资[格质])?[”类的企业公司]{{0,4}}{SIZE}"
    rf"|{SIZE}{_COMPANIES}?(?:予以|给予)?(?:停业整顿|取消|注销|吊销|除名)"
)
# 共有84家公司, 合计84家; looser than an enumeration's own count.
_TOTAL = re.compile(rf"(?:共计|共有|合计|总计|现有|共)[\u4e00-\u9fff]{{0,6}}?{SIZE}")
_OF_A_TRADE = re.compile(rf"(?:共计|共有|合计|总计|现有|共)([\u4e00-\u9fff]{{2,12}}?){SIZE}")
_WHOLE = re.compile(rf"(?:共计|合计|总计|共){SIZE}")
_FURTHER = re.compile(rf"[、和及][^、。；，]{{0,12}}?{SIZE}|{_COMPANIES}[、和及]{SIZE}")
# Part of a whole that was counted before: 其中3家; what earlier notices listed: 前期已将36家.
_ELSEWHERE = re.compile(rf"其中|(?:前期|此前|前{NUMERAL}批|第{NUMERAL}批至第{NUMERAL}批)[^，]*$")
# A whole trade and not a list: 全市共有商业保理公司120家.
_POPULATION = re.compile(r"[全我本][省市区县]|辖[区内]")
_OF_A_LIST = re.compile(r"名[单录]|公[示布告]|[本该]批|本次|失联|空壳|异常|非正常|违法|退出|取消|注销|终止|停业|吊销|除名|[ABC]级")
_SENTENCE_MARKS = "。；\n"
_LONGEST_SENTENCE = 1000


def declared_counts(title: str, body: str) -> tuple[int, ...]:
    """The list's size as printed: nothing where none is printed, several values where the text contradicts itself."""
    flat = compact(title) + "\n" + compact(body)
    runs = [*trade_runs(flat)]
    sums = {place: run.whole for run in runs for place in run.numbers}
    if stated := _stated(_OF_THE_LIST, flat, sums) or _by_outcome(flat) or _stated(_OF_AN_ACT, flat, sums):
        return stated
    if wholes := tuple(dict.fromkeys(run.whole for run in runs if not _means_others(flat, run.first))):
        return wholes
    if own := next(filter(None, (_wholes(pattern, flat, sums) for pattern in _OF_THIS_NOTICE)), ()):
        return own
    closing = tuple(dict.fromkeys(listed.count for listed in enumerations(body) if listed.full_names))
    return closing or _wholes(_TOTAL, flat)


def register_size(title: str, body: str) -> tuple[int, ...]:
    """The size of a register of a whole trade, which is the list: 全市共有小额贷款公司222家 below 小额贷款公司名录."""
    flat, trade = compact(body), sectors_in(title)
    found = (match for match in _OF_A_TRADE.finditer(flat) if trade and sectors_in(match[1]) == trade)
    return tuple(dict.fromkeys(to_number(match[2]) for match in found if not _is_part(flat, match)))


def _stated(wordings: Iterable[re.Pattern[str]], flat: str, sums: Mapping[int, int]) -> tuple[int, ...]:
    """What the first wording that fits says, with the totals that stand beside it."""
    for pattern in wordings:
        if values := _wholes(pattern, flat, sums):
            return tuple(dict.fromkeys((*values, *_totals_beside(pattern, flat))))
    return ()


def _by_outcome(flat: str) -> tuple[int, ...]:
    """The sum of what one sentence counts by outcomes; nothing where it prints the total itself."""
    for sentence in re.split("[。\n]", flat):
        parts = [match for match in _BY_OUTCOME.finditer(sentence) if not _means_others(sentence, match)]
        if len(parts) > 1 and not _WHOLE.search(sentence):
            return (sum(to_number(match[1] or match[2]) for match in parts),)
    return ()


def declared_parts(title: str, body: str) -> tuple[int, ...]:
    """The parts of a size that is printed as a sum: 34, 63 and 2; nothing where it is one number."""
    flat = compact(title) + "\n" + compact(body)
    for pattern in (*_OF_THE_LIST, *_OF_AN_ACT):
        found = dict.fromkeys(_parts(match) for match in pattern.finditer(flat) if not _means_others(flat, match))
        if found:
            return next(iter(found)) if len(found) == 1 and len(next(iter(found))) > 1 else ()
    return ()


def _wholes(pattern: re.Pattern[str], flat: str, sums: Mapping[int, int] = MappingProxyType({})) -> tuple[int, ...]:
    """The different values that a wording gives, leaving out parts, earlier lists and whole trades.

    `sums` are those of the trades of which a number, by its place, is one: 督促小额贷款公司34家、典当行63家退出.
    """
    matches = (match for match in pattern.finditer(flat) if not _means_others(flat, match))
    return tuple(dict.fromkeys(sums.get(match.start(1)) or sum(_parts(match)) for match in matches))


def _totals_beside(pattern: re.Pattern[str], flat: str) -> Iterator[int]:
    """The totals printed in the same sentence as a sum, which its parts may not add up to: 34家、63家和2家，共98家."""
    for match in pattern.finditer(flat):
        if len(_parts(match)) > 1 and not _means_others(flat, match):
            ends = (flat.find(mark, match.end()) for mark in _SENTENCE_MARKS)
            end = min((end for end in ends if end >= 0), default=len(flat))
            totals = (one for one in _WHOLE.finditer(flat, match.start(), end) if not _means_others(flat, one))
            yield from (to_number(total[1]) for total in totals)


def _parts(match: re.Match[str]) -> tuple[int, ...]:
    """34家小额贷款公司、63家典当行和2家融资担保公司: 34, 63 and 2."""
    further = _FURTHER.findall(match.group(), match.end(1) - match.start()) if match.lastindex == 1 else []
    return (to_number(match[1]), *(to_number(one or other) for one, other in further))


def _is_part(flat: str, match: re.Match[str]) -> bool:
    """True for a part of a number before it, and for what earlier notices listed."""
    return _ELSEWHERE.search(flat, _sentence_begin(flat, match), match.start(1)) is not None


def _sentence_begin(flat: str, match: re.Match[str]) -> int:
    nearest = max(0, match.start() - _LONGEST_SENTENCE)
    return max(nearest, *(flat.rfind(mark, nearest, match.start()) + 1 for mark in _SENTENCE_MARKS))


def _means_others(flat: str, match: re.Match[str]) -> bool:
    begin = _sentence_begin(flat, match)
    if _is_part(flat, match):
        return True
    if not _POPULATION.search(flat, begin, match.start(1)):
        return False
    furthest = match.end() + _LONGEST_SENTENCE
    ends = (flat.find(mark, match.end(), furthest) for mark in "，" + _SENTENCE_MARKS)
    end = min((end for end in ends if end >= 0), default=furthest)
    return _OF_A_LIST.search(flat, begin, end) is None
