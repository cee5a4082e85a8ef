"""Messages queued for tests of how they leave."""

from datetime import datetime

from store.database import reading, writing
from store.outbox import Draft, messages, put
from store.tables.outbox import Message
from watcher.desk import Desk

SENDER = "watcher@example.com"


def queue(desk: Desk, at: datetime, *recipients: str, channel: str = "mail", each: int = 1) -> None:
    """Queue so many messages for each of these receivers."""
    with writing(desk.engine) as session:
        for number in range(each):
            for recipient in recipients:
                name = "".join(filter(str.isalnum, recipient.partition("@")[0])) + (f".{number}" if number else "")
                draft = Draft(
                    dedupe_key=recipient + (f" {number}" if number else ""),
                    message_id=f"<w.{name}@example.com>",
                    channel=channel,
                    recipient=recipient,
                    kind="alert",
                    subject="【新增命中】1 家交易对手 · 大连市金融发展局",
                    content={"portfolio": "客户", "coverage": {"gaps": [], "blind": []}},
                )
                assert put(session, draft, at)


def stored(desk: Desk) -> dict[str, Message]:
    """The messages by receiver."""
    with reading(desk.engine) as session:
        return {one.recipient: one for one in messages(session)}
