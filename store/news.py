"""What each subscription shall be told: written with the fact, once, and waiting until a message tells it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import delete, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from store.bulk import insert_rows, update_rows
from store.chunks import Among
from store.tables.outbox import Message, News
from store.tables.portfolios import Hit


@dataclass(frozen=True, slots=True)
class Fresh:
    """News for one subscription; `about` tells apart what one fact means to it (two counterparties)."""

    subscription: int
    event: str
    about: str
    grade: str
    content: Mapping[str, Any]
    kind: str = "register"  # or operations
    hit: int | None = None

    @property
    def id(self) -> str:
        """Stable: the same news of the same fact has the same id."""
        return sha256("|".join((str(self.subscription), self.event, self.about)).encode()).hexdigest()[:32]


def add_news(session: Session, fresh: Iterable[Fresh], at: datetime) -> set[int]:
    """Write what is not written yet; the subscriptions that have something new. The caller commits."""
    by_id = {one.id: one for one in fresh}
    known = set(session.exec(select(News.id).where(Among(News.id, by_id)))) if by_id else set()
    new = {id_: one for id_, one in by_id.items() if id_ not in known}
    rows = [
        {
            "id": id_,
            "subscription_id": one.subscription,
            "hit_id": one.hit,
            "kind": one.kind,
            "event": one.event,
            "grade": one.grade,
            "content": one.content,
        }
        for id_, one in new.items()
    ]
    insert_rows(session, News, rows, added_at=at)
    return {one.subscription for one in new.values()}


class Waiting(NamedTuple):
    """News that no message tells yet, without what it says."""

    id: str
    event: str
    grade: str
    added_at: datetime


def waiting(session: Session, subscriptions: Collection[int] | None = None) -> dict[tuple[int, str], list[Waiting]]:
    """By subscription and kind the news that no message tells yet, in the order in which it came."""
    wanted = (News.subscription_id, News.kind, News.id, News.event, News.grade, News.added_at)
    query = columns(*wanted).where(col(News.message_id).is_(None)).order_by(col(News.added_at), col(News.id))  # type: ignore[call-overload]
    if subscriptions is not None:
        query = query.where(Among(News.subscription_id, subscriptions))
    found: defaultdict[tuple[int, str], list[Waiting]] = defaultdict(list)
    for subscription, kind, *told in session.connection().execute(query):
        found[subscription, kind].append(Waiting(*told))
    return found


def contents(session: Session, ids: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """What this news says, by its id."""
    return dict(session.exec(select(News.id, News.content).where(Among(News.id, ids))).all()) if ids else {}


def told_by(session: Session, messages: Mapping[str, int]) -> None:
    """Which message tells each news, by its id. The caller commits."""
    update_rows(session, News, "message_id", messages)


def last_grades(session: Session, hits: Collection[int]) -> dict[tuple[int, int], str]:
    """By subscription and hit what it was told of it last, as a grade; who was told nothing is not among them."""
    query = select(News.subscription_id, News.hit_id, News.grade).where(Among(News.hit_id, sorted(hits)))
    found = session.exec(query.order_by(col(News.added_at), col(News.id)))
    return {(subscription, hit or 0): grade for subscription, hit, grade in found}


def news_of(session: Session, messages: Collection[int]) -> dict[int, list[News]]:
    """By message the news that it tells, in the order in which it came."""
    query = select(News).where(Among(News.message_id, messages)).order_by(col(News.added_at), col(News.id))
    found: defaultdict[int, list[News]] = defaultdict(list)
    for row in session.exec(query):
        found[row.message_id or 0].append(row)
    return found


def forget(session: Session, counterparties: Collection[int]) -> None:
    """Erase what tells of these counterparties, and the words of messages that named them. The caller commits.

    A message that was to tell of nobody else is dropped.
    """
    hits = select(Hit.id).where(Among(Hit.counterparty_id, counterparties))
    told = select(News.message_id).where(col(News.hit_id).in_(hits), col(News.message_id).is_not(None)).distinct()
    messages = list(session.exec(told))
    connection = session.connection()
    connection.execute(delete(News).where(col(News.hit_id).in_(hits)))
    connection.execute(update(Message).where(Among(Message.id, messages)).values(text=None))
    left = select(News.message_id).where(Among(News.message_id, messages))
    empty = Among(Message.id, messages), col(Message.state) != "sent", col(Message.id).not_in(left)
    connection.execute(delete(Message).where(*empty))
