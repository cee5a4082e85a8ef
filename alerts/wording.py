"""The words that pages and mails share: statuses, events, grades, look states, times in Asia/Shanghai.

A listing is always worded as the authority's act ("列入疑似名单"), never as a fact about the company.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

STATUS = {
    "suspected": "列为疑似",
    "abnormal": "列为非正常经营",
    "disposed": "已公告处置",
    "positive": "正面名单",
}
_DISPOSED = {
    "注销": "已公告注销",
    "依职权注销": "已被依职权注销",
    "吊销": "已被吊销",
    "除名": "已被除名",
    "变更名称或范围退出": "已变更名称或范围退出",
    "列入经营异常名录": "已被列入经营异常名录",
    "取消试点资格": "已被取消试点资格",
    "停业整顿": "已被责令停业整顿",
    "暂停业务": "已被暂停业务",
}
_PROPOSED = "拟"  # the beginning of the type of a list whose act is only announced
EVENT = {
    "listed": "新列入名单",
    "standing": "已在名单中",
    "escalated": "由疑似转为非正常经营",
    "disposed": "公告处置（注销、吊销、取消资格等）",
    "removed": "公告移出名单",
    "left": "新一期名单中不再出现",
    "amended": "登记内容有变",
    "renamed": "名称变更",
    "corrected": "更正",
    "names_arrived": "缺失名单已取得",
    "baseline": "名单首次收录（基线）",
    "late_edition": "补录较早一期",
    "deadline_near": "公告期将满",
    "deadline_passed": "公告期届满，结果尚未公布",
    "unmatched": "不再命中",
    "source_degraded": "来源无法正常查看",
    "source_recovered": "来源恢复",
}
GRADE = {"match": "匹配", "review": "需复核", "clear": "无命中"}
VERDICT = {"same": "同一企业", "different": "不同企业", "unsure": "不确定"}
DIFFERENT_BY = {"namesake": "同名不同主体", "place": "地区不符", "trade": "行业不符", "other": "其他"}
LOOK_STATE = {
    "ok": "正常",
    "not_modified": "正常（无变化）",
    "ok_empty": "正常（本无内容）",
    "blocked_script": "被脚本验证拦截",
    "blocked_firewall": "被防火墙拦截",
    "blocked_place": "被地域限制拦截",
    "blocked_robots": "网站的 robots.txt 不允许",
    "wrong_page": "返回了错误页面",
    "gone": "页面不存在",
    "unreachable": "无法连接",
    "tls": "证书或加密连接有误",
    "unreadable": "内容无法读取",
    "quarantined": "内容存疑，已隔离待裁决",
    "failed": "失败",
}
NEVER_LOOKED = "尚未查看"


def in_shanghai(moment: datetime) -> str:
    """2023-07-20 09:00, in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def look_state(state: str | None) -> str:
    """The words for how a look ended."""
    return LOOK_STATE[state] if state else NEVER_LOOKED


def deadline(nominal: date | None, working: date | None) -> str:
    """2023-07-29（遇休息日顺延至 2023-07-31）; empty where no period is printed."""
    if nominal is None:
        return ""
    if working is None:
        return f"{nominal}（工作日历未覆盖，请自行核对）"
    return str(nominal) if working == nominal else f"{nominal}（遇休息日顺延至 {working}）"


def status(
    listed_as: str, nominal: date | None, working: date | None, day: date, *, proposal: str | None = None
) -> str:
    """The status of a listing on `day`; what a notice period means for it is derived from the date asked.

    `proposal` is what stands in place of 列为疑似 where an act is only announced.
    """
    end = working or nominal
    words = proposal or STATUS[listed_as]
    if listed_as != "suspected" or end is None:
        return words
    return words + ("（公告期内）" if day <= end else "（公告期已满，结果未公布）")


def disposed(disposition: str, day: str) -> str:
    """已被取消试点资格（2023-07-18）: what an exit list or a row says became of a company; the day as precise as printed."""
    return f"{_DISPOSED.get(disposition, f'已公告{disposition}')}（{day}）"


def proposed(list_type: str) -> str | None:
    """拟取消资格, where the list announces an act that is still to come; None for any other."""
    return list_type if list_type.startswith(_PROPOSED) else None


def gap_size(declared: int | None, missing: int | None) -> str:
    """公告称 18 家，缺 18 家; 家数未公布."""
    return "家数未公布，名称全缺" if declared is None else f"公告称 {declared} 家，缺 {missing} 家"
