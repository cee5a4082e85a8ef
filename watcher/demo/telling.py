"""Tell what the story came to: as data for scripts, and as a text worth reading."""

from dataclasses import asdict
from typing import Any

from alerts import wording
from store.events import EventFact
from watcher.cli import shapes, words
from watcher.cli.output import table
from watcher.cli.screening import problem_words
from watcher.demo.story import PORTFOLIO, RECEIVER, Day
from watcher.screening.listed import Grade


def as_data(days: list[Day]) -> dict[str, Any]:
    """The whole story as one JSON document."""
    return {"days": [_day_data(day) for day in days]}


def _day_data(day: Day) -> dict[str, Any]:
    return {
        "at": day.at.isoformat(),
        "looks": [{"source": one.source, "state": one.state, "detail": one.closing.detail} for one in day.reports if one.source],
        "notices": sum(len(one.notices) for one in day.reports),
        "lists": [asdict(one) for one in day.coverage.lists],
        "gaps": [asdict(one) for one in day.coverage.gaps],
        "events": [shapes.event(fact) for fact in _facts(day)],
        "hits": [asdict(row) for row in day.result.rows if row.grade is not Grade.CLEAR],
        "problems": [asdict(problem) for problem in day.result.problems],
        "mails": [
            {"to": mail.recipients[0], "subject": mail.subject, "message_id": mail.message_id, "text": mail.text}
            for mail in day.mails
        ],
    }


def as_text(days: list[Day]) -> str:
    """The whole story, for a newcomer at a terminal."""
    head = (
        "监管名单与公告监测 · 演示\n"
        "本机上的四个监管网站（http 与 https）和一个邮件服务器；除天津公布的典型案例外，企业均为虚构。\n"
        f"关注名单“{PORTFOLIO}”已上传（GB18030 编码的 CSV），{RECEIVER} 已订阅。"
    )
    return "\n\n".join([head, *(_day_text(number, day) for number, day in enumerate(days, start=1))])


def _day_text(number: int, day: Day) -> str:
    parts = [
        f"━━━ 第 {number} 天 · {wording.in_shanghai(day.at)}（北京时间） ━━━",
        _problems(day) if number == 1 else "",
        "【巡查】\n" + words.reports(day.reports),
        "【名单库】\n" + _register(day),
        "【变更事件】\n" + _events(day),
        "【命中】\n" + _hits(day),
        f"【邮件】{len(day.mails)} 封已送达\n" + "\n".join(_mail(one) for one in day.mails),
    ]
    return "\n\n".join(part for part in parts if part)


def _problems(day: Day) -> str:
    lines = [f"  {problem_words(one)}" for one in day.result.problems]
    return f"【上传】{day.result.records} 条记录，其中有问题的：\n" + "\n".join(lines)


def _register(day: Day) -> str:
    rows = [
        (one.title, "正面" if one.polarity == "positive" else "风险", f"{one.listed} 家在列", one.edition or "—")
        for one in day.coverage.lists
    ]
    lines = [table(("名单", "性质", "在列", "最新一期"), rows)]
    lines += [
        f"缺口：{gap.title} — {wording.gap_size(gap.declared, gap.missing)}（{gap.words}）" for gap in day.coverage.gaps
    ]
    lines += [f"看不到：{one.title} — {wording.look_state(one.state)}" for one in day.coverage.blind]
    return "\n".join(lines)


def _facts(day: Day) -> list[EventFact]:
    return [fact for one in day.reports for fact in one.events]


def _events(day: Day) -> str:
    titles = {one.series: one.title for one in day.coverage.lists} | {one.id: one.title for one in day.coverage.sources}
    rows = [(event, titles.get(where, where), names) for event, where, names in words.events(_facts(day))]
    return table(("事件", "名单或来源", "企业"), rows)


def _hits(day: Day) -> str:
    lines = []
    for row in day.result.rows:
        if row.grade is Grade.CLEAR:
            continue
        facts = row.facts or {}
        lines.append(
            f"  [{wording.GRADE[row.grade]} {row.score}] 第 {row.row} 条 {row.name}\n"
            f"      名单所载：{row.matched_name} {row.matched_uscc}\n"
            f"      {facts.get('list', '')} · {facts.get('status', '')} · {facts.get('published', '')}\n"
            f"      依据：{row.reason}"
        )
    clear = len({row.row for row in day.result.rows if row.grade is Grade.CLEAR})
    return "\n".join([*lines, f"  其余 {clear} 条记录无命中（以已覆盖的名单为限）。"])


def _mail(mail: Any) -> str:
    body = "\n".join("  │ " + line for line in mail.text.strip().splitlines())
    return f"\n  ✉ {mail.subject}\n  │ 收件人 {mail.recipients[0]}  {mail.message_id}\n{body}"
