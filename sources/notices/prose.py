"""Company names enumerated in running text, and the short names that refer back to them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sources.notices.wording import NUMERAL, compact, to_number

_FORM = r"(?:有限责任公司|股份有限公司|有限公司|集团公司|[（(](?:有限合伙|普通合伙)[）)])"
# One name: what stands between two separators and ends in a legal form; brackets of either width belong to it.
_NAME = re.compile(rf"[\u4e00-\u9fffA-Za-z0-9（）()·&＆\-]{{2,60}}?{_FORM}(?:[\u4e00-\u9fff]{{2,12}}分公司)?")
_WHOLE_NAME = re.compile(_NAME.pattern + "$")
# What leads into the first name: 案例入选企业分别为…, 名单如下：…
_LEAD_IN = re.compile(
    r"^.*(?:分别为|分别是|依次为|名单为|企业为|公司为|包括|如下|关于|同意|取消|终止|注销|吊销|撤销|列入|纳入|移出|认定|督促|责令|不予|准予|设立|鉴于|由于|经查|收到|时任|曾任|担任|现将|拟将|其中|以及|股东为?)"
)
# Two names in one breath: 地方金融控股公司某市投资控股有限公司.
_OTHER_COMPANY = re.compile(
    r"^.*(?<!有限)(?<!责任)(?<!集团)公司(?=[\u4e00-\u9fff（）()]{2,60}公司)(?![\u4e00-\u9fff]{0,12}分公司$)"
)
_LEAD_IN_CHARACTER = re.compile(r"^[将对由向是有]")
# …有限公司等21家: closes the enumeration before it.
_CLOSING = re.compile(rf"等(?P<count>{NUMERAL})[家户]")
_SENTENCE_MARKS = "。；;：:\n"
_TITLE_MARKS = re.compile(r"《[^》]{0,300}》")
_SEPARATORS = re.compile(r"[、，,]|(?<=公司)[和及与]")
# What may stand behind a trade name in a full name: a place in brackets, or words for the trade.
_AFTER_TRADE_NAME = re.compile(
    r"^(?:国际)?(?:[（(]|商业保理|保理|融资租赁|租赁|小额贷款|典当|融资担保|担保|投资|资产|国际)"
)


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Items closed by a count: 甲公司、乙公司等2家. `complete` means that the names are as many as the count says."""

    items: tuple[str, ...]
    count: int

    @property
    def complete(self) -> bool:
        """True when 等 closes the list and does not mean "and others"."""
        return len(set(self.items)) == len(self.items) == self.count

    @property
    def full_names(self) -> bool:
        """True when every item is a whole company name, not a short one."""
        return bool(self.items) and all(_WHOLE_NAME.match(item) for item in self.items)


def enumerations(text: str) -> tuple[Enumeration, ...]:
    """Every enumeration that a count closes, in order; names are kept as printed, without blanks."""
    flat, found, begin = compact(text), [], 0
    for match in _CLOSING.finditer(flat):
        begin = max(begin, *(flat.rfind(mark, begin, match.start()) + 1 for mark in _SENTENCE_MARKS))
        pieces = [piece for piece in _SEPARATORS.split(flat[begin : match.start()]) if piece]
        if items := _clean_items(pieces):
            found.append(Enumeration(items, to_number(match["count"])))
        begin = match.end()
    return tuple(found)


def company_names(text: str) -> tuple[str, ...]:
    """Every full company name in running text, each once; titles in 《》 are not names."""
    names = (_without_lead_in(match.group()) for match in _NAME.finditer(_TITLE_MARKS.sub("，", compact(text))))
    return tuple(dict.fromkeys(name for name in names if _WHOLE_NAME.match(name)))


def resolve_short_names(short_names: Iterable[str], names: Iterable[str]) -> Mapping[str, str | None]:
    """The one full name that each short name stands for, or None where none or several fit.

    The longest goes first and takes its name out, so that 中合明智 is gone before 中合 is looked up.
    """
    left = list(names)
    found: dict[str, str | None] = {}
    for short in sorted(short_names, key=len, reverse=True):
        fitting = [name for name in left if short in name]
        exact = [name for name in fitting if _AFTER_TRADE_NAME.match(name[name.index(short) + len(short) :])]
        chosen = exact if len(exact) == 1 else fitting
        found[short] = chosen[0] if len(chosen) == 1 else None
        if found[short]:
            left.remove(chosen[0])
    return found


def _clean_items(pieces: list[str]) -> tuple[str, ...]:
    """The items of one enumeration: the sentence that leads into the first is cut off, with whatever stands before."""
    cut = next((index for index in reversed(range(len(pieces))) if _LEAD_IN.match(pieces[index])), 0)
    return tuple(filter(None, (_without_lead_in(piece) for piece in pieces[cut:])))


def _without_lead_in(text: str) -> str:
    return _LEAD_IN_CHARACTER.sub("", _OTHER_COMPANY.sub("", _LEAD_IN.sub("", text)))
