"""What stands in the name column of a list and is no company of its own: remarks, totals, sub-headings; and what is two."""

import re
from collections.abc import Sequence

from sources.notices.cells import COMPANY_END
from sources.notices.heads import bare

_NOTE = re.compile(
    r"[（(]?(?:注|备注|说明|附注|合计|总计|共计|小计|以上|以下空白|填表|制表|填报|截至|截止|数据来源|来源|单位|联系人|联系电话|电话|传真|地址|邮箱)[：:\d共家：、，,）)]|[*＊※]|共\d+家"
)
_TOTAL = re.compile(r"[（(]?(?:合计|总计|共计|小计|注|备注|说明)[）)：:]?")
_FORM = r"(?:有限(?:责任)?公司|[（(](?:有限|普通)合伙[）)])"
_WHOLE = re.compile(rf"{_FORM}[*＊※]*$")
# A company with a mark before it, whose meaning a note below tells (*为兼营企业).
_MARK = re.compile(r"^[*＊※★☆▲△●]+(?!(?:为|表示|系|是|代表|标注|指|号))")
_SECTION = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}(?:[）)]|[、.．])?")
_SEVERAL = re.compile(rf"{_FORM}[\s、，,；;/|和及与]*.{{4,}}?{_FORM}$")
_CUT = re.compile(r"有限(?:责任)?公?$")
_BRANCH = re.compile(r"[^公司]{1,12}(?:分公司|支行|分行|营业部)")


def is_note(name: str) -> bool:
    """True for a remark or a total by its first words."""
    return _NOTE.match(name) is not None


def is_total(text: str) -> bool:
    """True for the word alone that stands left of a total or a remark."""
    return _TOTAL.fullmatch(bare(text)) is not None


def is_remark(name: str, texts: Sequence[str]) -> bool:
    """True for a remark or a total in a row of such texts; a company of a list may begin like one (以上家居有限公司)."""
    if is_total(texts[0]):
        return True
    whole = _WHOLE.search(name) is not None
    return is_note(name) and not (whole and (len(texts) > 1 or _MARK.match(name)))


def is_whole(name: str) -> bool:
    """True for what ends in a legal form, as no sub-heading does."""
    return _WHOLE.search(name) is not None


def is_section(name: str, number: str, texts: Sequence[str]) -> bool:
    """True for a sub-heading in the name column: 二、空壳企业, its numeral there or in the column of numbers."""
    if is_whole(name):
        return False
    if number:
        return len(texts) == 2 and _SECTION.fullmatch(number) is not None
    found = _SECTION.match(name)
    return len(texts) == 1 and found is not None and name[found.end() - 1] in "、.．）)"


def is_branch(name: str) -> bool:
    """True for the lower half of a branch's name: 东城分公司."""
    return _BRANCH.fullmatch(name) is not None


def holds_two(name: str) -> bool:
    """True for two companies in one cell; one in brackets is a former or a foreign name."""
    return _SEVERAL.search(name) is not None and COMPANY_END.search(name) is not None


def is_cut(name: str) -> bool:
    """True for a name whose end was lost, as at the foot of a page: 云江商业保理有限."""
    return _CUT.search(name) is not None


def unmarked(name: str) -> str:
    """The name without the marks of a footnote before it."""
    return _MARK.sub("", name) or name
