"""What a person does to the queue of messages: try one again, or all that were refused, and send one to see that it works."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime

from sqlmodel import Session

from alerts import wording
from alerts.channels.letter import Delivery
from alerts.channels.mail import Mail, mailbox_of
from sources.errors import UsageError
from store import deliveries, outbox
from store.audit import record_action
from store.database import writing
from watcher.channels import smtp_of
from watcher.desk import Desk

_LONGEST = 320  # characters of an address with a name before it
_NOT_SENT = "没有发送测试邮件"


def resend(session: Session, id: int, *, at: datetime, who: str) -> bool:
    """Queue a refused or waiting message again at once; False where there is none. The caller commits."""
    deliveries.ask_again(session, at)
    if not outbox.retry(session, id, at):
        return False
    record_action(session, who, "message queued again", {"message": id}, at)
    return True


def resend_refused(session: Session, *, at: datetime, who: str, among: Sequence[int] | None = None) -> int:
    """The same for every refused one, or those with these numbers; how many. The caller commits."""
    deliveries.ask_again(session, at)
    many = outbox.retry_dead(session, at, among)
    if many:
        record_action(session, who, "messages queued again", {"messages": many}, at)
    return many


def send_test(desk: Desk, address: str, *, at: datetime, who: str) -> Delivery:
    """Send one mail at once, and say what the server said. Raises UsageError without a server or for no address."""
    smtp = smtp_of(desk.settings)
    if smtp is None:
        raise UsageError("没有设置邮件服务器", meaning=_NOT_SENT, action="请设置 WATCHER_SMTP_URL")
    try:
        if len(address) > _LONGEST:
            raise ValueError
        mailbox_of(address)
    except ValueError:
        raise UsageError("邮箱地址不正确", meaning=_NOT_SENT, action="请填写一个完整的地址，如 name@example.com") from None
    words = f"这是一封测试邮件，发送于 {wording.in_shanghai(at)}（北京时间）。"
    mail = Mail(
        message_id=f"<test.{at.timestamp():.6f}@{desk.settings.mail_domain}>",
        recipient=address,
        subject="【测试】监管名单监测邮件",
        text=words,
        html=f"<p>{words}</p>",
        date=at,
    )
    with closing(smtp):
        delivery = smtp.send(mail)
    with writing(desk.engine) as session:
        record_action(session, who, "test mail sent", {"outcome": delivery.outcome.value, "code": delivery.code}, at)
    return delivery
