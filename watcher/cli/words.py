"""What commands say in Chinese."""

from collections.abc import Iterable

from alerts import wording
from sources.records import Notice
from watcher.pipeline import Report

CONFLICT_STATE = {"open": "待裁决", "accepted": "已采纳", "rejected": "已驳回"}
FIELD = {
    "sector": "行业",
    "batch": "批次",
    "issuer": "发布机构",
    "title": "标题",
    "number": "文号",
    "date": "日期",
    "count": "家数",
    "attachment": "附件",
    "company": "企业",
}
KIND = {
    "policy": "政策",
    "news": "资讯",
    "statistics": "统计",
    "positive_list": "正面名单",
    "flagged_list": "非正常经营等名单",
    "suspected_list": "疑似名单",
    "removal": "移出公告",
    "exit_list": "退出名单",
    "penalty": "处罚",
    "rules": "规则",
}


def reports(done: Iterable[Report]) -> str:
    """A collection or an import, for the terminal."""
    lines: list[str] = []
    for report in done:
        if report.source is not None:
            lines.append(f"■ {report.source}：{wording.look_state(report.state)}" + (f" — {report.closing.detail}" if report.closing.detail else ""))
        lines += [f"  · {notice(one)}" for one in report.notices]
        for event in report.events:
            parts = (wording.EVENT[event.type], event.facts.get("name"), event.series or event.source)
            lines.append("  → " + " ".join(part for part in parts if part))
        if report.source is None and not report.changes:
            lines.append("  （无变化）")
        if report.mails:
            lines.append(f"  ✉ {report.mails} 封邮件已入发件箱")
    return "\n".join(lines) or "没有到期的来源。"


def notice(one: Notice) -> str:
    """One notice in one line: date, title, kind, size, and what is missing."""
    size = ""
    if one.kind.lists_companies:
        size = f"，{one.named} 家"
        if one.names_missing:
            size = "，" + wording.gap_size(one.declared, one.missing)
        if one.held:
            size += f"，{len(one.held)} 行待裁决"
    day = one.published.iso if one.published else "日期未公布"
    conflicts = f"，{len(one.conflicts)} 处矛盾" if one.conflicts else ""
    return f"[{day}] {one.title}（{KIND[one.kind.value]}{size}{conflicts}）"
