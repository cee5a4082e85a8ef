"""What commands say in Chinese."""

from collections.abc import Iterable

from alerts import wording
from sources.catalog import regulator
from sources.notices.layout import unknown_heads
from sources.notices.stages import Stage, stage_of
from sources.notices.vocabulary import UNKNOWN
from sources.records import Kind, LookState, Notice
from store.events import EventFact
from watcher.notice_words import KIND
from watcher.pipeline import Report

_SHOWN = 2  # names in one line


def reports(done: Iterable[Report]) -> str:
    """A collection or an import, for the terminal."""
    lines: list[str] = []
    for report in done:
        if report.source is not None:
            lines.append(f"■ {report.source}：{wording.look_state(report.state)}" + (f" — {report.closing.detail}" if report.closing.detail else ""))
        elif report.events and not report.changes:
            lines.append("■ 公告期")
        lines += [f"  · {notice(one)}" for one in report.notices]
        lines += [f"  → {' '.join(part for part in row if part)}" for row in events(report.events)]
        if report.source is None and not report.changes and not report.events:
            lines.append("  （无变化）")
        if report.mails:
            lines.append(f"  ✉ {report.mails} 封邮件已入发件箱")
    return "\n".join(lines) or "没有到期的来源。"


def events(facts: Iterable[EventFact]) -> list[tuple[str, str, str]]:
    """(event, list or source, names): one line for each kind of event on each list, with the first names."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for fact in facts:
        grouped.setdefault((fact.type, fact.series or fact.source or ""), []).append(str(fact.facts.get("name", "")))
    return [(wording.EVENT[kind], where, _names(names)) for (kind, where), names in grouped.items()]


def _names(names: list[str]) -> str:
    shown = "、".join(names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown} 等 {len(names)} 家"


def kind(one: Notice) -> str:
    """What sort of notice it is; of a list of unknown nature not more than that."""
    unknown = one.series is not None and one.series.list_type == UNKNOWN
    return "性质不明的名单" if unknown else KIND[one.kind.value]


def _other_issuer(one: Notice) -> str:
    """Who issued it where that is not the source's own regulator: a local office, the author of a reprinted text."""
    known = regulator(one.regulator)
    return f"，{one.issuer} 发布" if one.issuer and known and one.issuer not in known.names else ""


def notice(one: Notice) -> str:
    """One notice in one line: date, title, kind, size, and what is missing."""
    size = ""
    if one.kind.lists_companies:
        size = f"，{one.named} 家"
        if one.names_missing:
            size = "，" + wording.gap_size(one.declared, one.missing)
        if one.held:
            size += f"，{len(one.held)} 行待裁决"
        size += "，尚未认定" if stage_of(one) is Stage.PROPOSED else ""
        size += "".join(f"，{words}" for words in one.scope)
    day = one.published.iso if one.published else "日期未公布"
    if one.kind is Kind.PENALTY and one.rows:
        size = f"，当事人：{_names([row.name for row in one.rows])}"
    conflicts = f"，{len(one.conflicts)} 处矛盾" if one.conflicts else ""
    heads = unknown_heads(one.layout)
    unknown = f"，不认识的表头：{'、'.join(heads)}" if heads else ""
    unread = (known for known in one.attachments if known.trouble_state is LookState.UNREADABLE)
    troubles = "".join(f"；{known.name}：{known.trouble}" for known in unread)
    return f"[{day}] {one.title}（{kind(one)}{size}{_other_issuer(one)}{conflicts}{unknown}）{troubles}"
