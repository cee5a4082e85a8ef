"""Commands about the outbox."""

import argparse

from alerts import wording
from alerts.channels.letter import Outcome
from alerts.channels.mail import Mail
from alerts.channels.smtp import SmtpChannel
from alerts.delivery import deliver
from sources.errors import UsageError
from store import outbox
from store.database import reading, writing
from store.workers import worker
from watcher.cli.context import Context
from watcher.cli.output import Exit, Result, table

MESSAGE_STATE = {"pending": "待发", "sending": "发送中", "sent": "已发", "dead": "被拒收"}


def outbox_list(context: Context, _arguments: argparse.Namespace) -> Result:
    """All mails and how far they are."""
    with reading(context.desk.engine) as session:
        found = outbox.messages(session)
    data = [
        {
            "id": one.id,
            "to": one.recipient,
            "subject": one.subject,
            "state": one.state,
            "attempts": one.attempts,
            "message_id": one.message_id,
            "error": one.last_error,
        }
        for one in found
    ]
    rows = [
        (str(one.id), MESSAGE_STATE[one.state], str(one.attempts), one.recipient, one.subject, one.last_error or "")
        for one in found
    ]
    return Result({"messages": data}, table(("编号", "状态", "次数", "收件人", "主题", "最近的错误"), rows))


def outbox_send(context: Context, _arguments: argparse.Namespace) -> Result:
    """Deliver what is due now."""
    channels = context.channels()
    if not channels:
        raise UsageError("没有设置邮件服务器", meaning="邮件仍在发件箱中，没有丢失", action="请设置 WATCHER_SMTP_URL，如 smtp+starttls://user:pass@mail.example.com")
    outcomes = deliver(context.desk.engine, channels, context.clock, owner=worker())
    data = {outcome.value: outcomes[outcome] for outcome in Outcome}
    text = f"已发 {outcomes[Outcome.SENT]}，稍后重试 {outcomes[Outcome.RETRY]}，被拒收 {outcomes[Outcome.DEAD]}"
    bad = outcomes[Outcome.RETRY] or outcomes[Outcome.DEAD]
    return Result(data, text, Exit.NEEDS_A_PERSON if bad else Exit.DONE)


def outbox_retry(context: Context, arguments: argparse.Namespace) -> Result:
    """Queue a refused mail again."""
    with writing(context.desk.engine) as session:
        if not outbox.retry(session, arguments.id, context.clock()):
            raise UsageError(f"没有编号为 {arguments.id} 的待发或被拒收邮件", action="用 watcher outbox list 查看")
    return Result({"id": arguments.id}, f"邮件 {arguments.id} 已重新排队")


def outbox_test(context: Context, arguments: argparse.Namespace) -> Result:
    """Send one test mail at once, to see that the server takes it."""
    settings = context.desk.settings
    if not settings.smtp_url:
        raise UsageError("没有设置邮件服务器", action="请设置 WATCHER_SMTP_URL")
    at = context.clock()
    delivery = SmtpChannel(settings.smtp_url, settings.mail_from).send(
        Mail(
            message_id=f"<test.{at.timestamp():.0f}@{context.desk.settings.mail_domain}>",
            recipient=arguments.address,
            subject="【测试】监管名单监测邮件",
            text=f"这是一封测试邮件，发送于 {wording.in_shanghai(at)}（北京时间）。",
            html=f"<p>这是一封测试邮件，发送于 {wording.in_shanghai(at)}（北京时间）。</p>",
            date=at,
        )
    )
    data = {"outcome": delivery.outcome.value, "code": delivery.code, "words": delivery.words}
    return Result(data, delivery.words, Exit.DONE if delivery.outcome is Outcome.SENT else Exit.NEEDS_A_PERSON)
