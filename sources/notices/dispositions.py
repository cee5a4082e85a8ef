"""What became of a company, as the title of an exit list or a cell of its row says: 注销, 吊销, 取消试点资格 …"""

import re
from collections.abc import Mapping
from functools import lru_cache

from sources.notices.dates import date_in_cell
from sources.notices.rows import CAPTION, SECTION
from sources.notices.vocabulary import PROPOSED
from sources.notices.wording import compact
from sources.records import Disposition, Kind, Notice

_WORDS = (
    (Disposition.DEREGISTERED_EX_OFFICIO, re.compile(r"依(?:法依)?职权[^，。；]{0,4}注销")),
    (Disposition.REVOKED, re.compile(r"吊销")),
    (Disposition.STRUCK_OFF, re.compile(r"除名")),
    (Disposition.LICENCE_CANCELLED, re.compile(r"(?:取消|终止|注销)[^，。；]{0,12}(?:试点|资格|资质)")),
    (Disposition.ABNORMAL_REGISTER, re.compile(r"[列纳]入[^，。；]{0,8}(?:经营异常|异常经营)名录")),
    (Disposition.CHANGED, re.compile(r"变更[^，。；]{0,12}(?:名称|范围|业务)|(?:名称|范围)[^，。；]{0,6}变更|更名|改名")),
    (Disposition.RECTIFYING, re.compile(r"(?:责令|限期)?停业整顿")),
    (Disposition.SUSPENDED, re.compile(r"暂停(?:$|[^，。；]{0,8}(?:业务|经营|营业|试点|资格))")),
    (Disposition.DEREGISTERED, re.compile(r"注销(?!中|申请|流程|程序|手续)")),
)
# What is only planned, asked for or denied: 拟注销, 未注销, 正在办理注销, 责令变更名称.
_NOT_YET = re.compile(r"(?:[未拟待将应须需可]|不予|不得|正在|尽快|督促|责令|要求|限期|承诺|计划|建议|通知其)[^，。；、]{0,6}$")
# Columns that say it plainly, and those that may.
_OUTCOME = re.compile(
    rf"处置|处理|检查结果|退出(?:原因|方式|类型|情形|情况)|取消原因|注销原因|(?:登记|工商|企业|经营|业务)状态|^(?:状态|备注|{SECTION}|{CAPTION})$"
)
_OF_LICENCES = ("取消资格", "注销资质", "终止试点")  # types of exit lists
_LICENCE = re.compile(r"资格|资质|许可|试点")
_WHEN = re.compile(r"(?:处置|处理|退出|注销|吊销|取消|除名|变更|撤销|终止).{0,4}(?:日期|时间)")


@lru_cache(maxsize=10_000)
def disposition_in(text: str) -> Disposition | None:
    """The disposition that these words state as done; 吊销未注销 is 吊销."""
    flat = compact(text)
    for disposition, words in _WORDS:
        if any(not _NOT_YET.search(flat, 0, match.start()) for match in words.finditer(flat)):
            return disposition
    return None


def outcome_of(cells: Mapping[str, str]) -> tuple[str | None, str | None]:
    """(disposition, its date as precise as printed) from the columns of a row; None where it states none."""
    disposition = when = None
    for head, text in cells.items():
        sort = _sort_of(head)
        if sort == "outcome":
            disposition = disposition or disposition_in(text)
        elif sort == "when":
            when = when or date_in_cell(text)
    return disposition, when.iso if when else None


@lru_cache(maxsize=1_000)
def _sort_of(head: str) -> str | None:
    return "when" if _WHEN.search(head) else "outcome" if _OUTCOME.search(head) else None


def act_of(notice: Notice) -> str | None:
    """What an exit list does to everyone on it, where their rows say nothing else; None for a proposal or another list.

    A disposition, or the list's own word where it is none of those (退出行业, 撤销许可).
    """
    if notice.kind is not Kind.EXIT_LIST or notice.series is None or notice.series.list_type.startswith(PROPOSED):
        return None
    if notice.series.list_type in _OF_LICENCES and _LICENCE.search(notice.title):
        return Disposition.LICENCE_CANCELLED
    return disposition_in(notice.title) or notice.series.list_type
