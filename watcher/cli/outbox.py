"""Commands about messages: how far they are, what they say, trying them again."""

import argparse
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from alerts import wording
from alerts.channels.letter import Delivery, Outcome
from alerts.delivery import as_text, deliver
from sources.errors import UsageError
from store import deliveries, outbox
from store.database import reading, writing
from store.tables.delivery import DeliveryAttempt
from store.tables.outbox import Message
from store.workers import worker
from watcher.cli.context import Context
from watcher.cli.output import Exit, Result, table
from watcher.resending import resend, resend_refused, send_test

STATE = {"pending": "待发", "sending": "发送中", "sent": "已发", "dead": "被拒收"}
_OUTCOME = {"sent": "已发", "retry": "稍后重试", "dead": "被拒收", "away": "服务器不可用"}


def listing(context: Context, arguments: argparse.Namespace) -> Result:
    """All messages, or some, and how far they are."""
    with reading(context.desk.engine) as session:
        found = outbox.messages(session, *arguments.state, most=arguments.limit)
        away = deliveries.servers_away(session)
    rows = [
        (str(one.id), STATE[one.state], str(one.attempts), one.recipient, one.subject, _next(one), one.last_error or "")
        for one in found
    ]
    text = table(("编号", "状态", "次数", "收件人", "主题", "下次投递", "最近的错误"), rows)
    waiting = [f"{one.server or '邮件服务器'} 自 {wording.in_shanghai(one.since)} 起不可用：{one.words}" for one in away]
    servers = [
        {"channel": one.channel, "server": one.server, "since": _iso(one.since), "next_try": _iso(one.next_try_at), "error": one.words}
        for one in away
    ]
    return Result({"messages": [_facts(one) for one in found], "away": servers}, "\n".join((text, *waiting)))


def show(context: Context, arguments: argparse.Namespace) -> Result:
    """One message as it was sent, or as it would be sent now, and what became of each attempt."""
    with reading(context.desk.engine) as session:
        message = session.get(Message, arguments.id)
        if message is None:
            raise _unknown(arguments.id)
        text, attempts = as_text(session, message), deliveries.attempts_of(session, arguments.id)
    made = [
        {"at": _iso(one.at), "outcome": one.outcome, "code": one.code, "words": one.words} for one in attempts
    ]
    heads = (
        f"主题：{message.subject}",
        f"收件人：{message.recipient}",
        f"状态：{STATE[message.state]}{'，下次投递 ' + _next(message) if _next(message) else ''}",
        f"Message-ID：{message.message_id}",
    )
    return Result(_facts(message) | {"text": text, "tries": made}, "\n".join((*heads, _tries(attempts), "", text)))


def send(context: Context, _arguments: argparse.Namespace) -> Result:
    """Deliver what is due now, also through servers that were away."""
    channels = context.channels()
    with writing(context.desk.engine) as session:
        deliveries.ask_again(session, context.clock())
    outcomes = deliver(context.desk.engine, channels, context.clock, owner=worker())
    if "mail" not in channels and not outcomes:
        raise UsageError("没有设置邮件服务器", meaning="邮件仍在发件箱中，没有丢失", action="请设置 WATCHER_SMTP_URL，如 smtp+starttls://user:pass@mail.example.com")
    data = {outcome.value: outcomes[outcome] for outcome in Outcome}
    text = f"已发 {outcomes[Outcome.SENT]}，稍后重试 {outcomes[Outcome.RETRY]}，被拒收 {outcomes[Outcome.DEAD]}"
    bad = outcomes[Outcome.RETRY] or outcomes[Outcome.DEAD]
    return Result(data, text, Exit.NEEDS_A_PERSON if bad else Exit.DONE)


def retry(context: Context, arguments: argparse.Namespace) -> Result:
    """Queue a refused or waiting message again, or all refused ones."""
    at = context.clock()
    with writing(context.desk.engine) as session:
        if arguments.dead:
            many = resend_refused(session, at=at, who=context.who)
            return Result({"retried": many}, f"{many} 条被拒收的消息已重新排队")
        if not resend(session, arguments.id, at=at, who=context.who):
            raise _unknown(arguments.id, "待发或被拒收的")
    return Result({"id": arguments.id}, f"消息 {arguments.id} 已重新排队")


def test(context: Context, arguments: argparse.Namespace) -> Result:
    """Send one test mail at once, to see that the server takes it: 0 taken, 1 refused, 3 the server was no use."""
    delivery = send_test(context.desk, arguments.address, at=context.clock(), who=context.who)
    data = {"outcome": delivery.outcome.value, "code": delivery.code, "words": delivery.words}
    return Result(data, delivery.words, _exit(delivery))


def _exit(delivery: Delivery) -> Exit:
    if delivery.outcome is Outcome.SENT:
        return Exit.DONE
    return Exit.COULD_NOT_RUN if delivery.everybody else Exit.NEEDS_A_PERSON


def _facts(one: Message) -> dict[str, Any]:
    return {
        "id": one.id,
        "channel": one.channel,
        "to": one.recipient,
        "kind": one.kind,
        "subject": one.subject,
        "state": one.state,
        "attempts": one.attempts,
        "message_id": one.message_id,
        "created": _iso(one.created_at),
        "sent": _iso(one.sent_at),
        "next_attempt": _iso(one.next_attempt_at) if one.state == "pending" else None,
        "code": one.last_code,
        "error": one.last_error,
    }


def _tries(attempts: Sequence[DeliveryAttempt]) -> str:
    rows = [(wording.in_shanghai(one.at), _OUTCOME[one.outcome], str(one.code or ""), one.words) for one in attempts]
    return table(("时间", "结果", "应答", "说明"), rows) if rows else "尚未投递"


def _next(one: Message) -> str:
    return wording.in_shanghai(one.next_attempt_at) if one.state == "pending" else ""


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _unknown(id: int, which: str = "") -> UsageError:
    return UsageError(f"没有编号为 {id} 的{which}消息", meaning="没有执行", action="用 watcher outbox list 查看")
