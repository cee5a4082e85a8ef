"""What news says: kept once for all who hear of it, under a hash of its words."""

from collections.abc import Iterator

from sqlmodel import Session, col, func

from store.integrity.streams import columns, rows
from store.news import said_id
from store.tables.outbox import News, Said


def said_faults(session: Session) -> Iterator[str]:
    """Words that are no longer those that were written: a message not sent yet would tell them."""
    for id_, content in rows(session, columns(Said.id, Said.content)):
        if said_id(content) != id_:
            yield f"said {id_}：内容与其编号不符"


def unsaid(session: Session) -> int:
    """How many are left of which nobody hears any more, because his subscription or portfolio was removed."""
    left = columns(func.count()).select_from(Said).where(col(Said.id).not_in(columns(News.said_id)))
    return int(session.connection().execute(left).scalar_one())
