"""What each subscription shall be told: written with the fact, once, and waiting until a message tells it."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import delete, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from store.bulk import insert_rows, update_rows
from store.chunks import Among
from store.tables.outbox import Message, News, Said
from store.tables.portfolios import Hit


class Whose(NamedTuple):
    """The hit that news is of, as it was then: what is said to its portfolio alone."""

    hit: int | None
    counterparty: str
    row: int
    grade: str
    reason: str


NOBODY = Whose(None, "", 0, "", "")  # of what concerns a whole list, or the watching itself


class Fresh(NamedTuple):
    """News for one subscription; `about` tells apart what one fact means to it (two counterparties)."""

    subscription: int
    event: str
    about: str
    grade: str
    content: Mapping[str, Any]  # alike, and one object, for all who hear of the fact
    kind: str = "register"  # or operations
    whose: Whose = NOBODY

    @property
    def id(self) -> str:
        """Stable: the same news of the same fact has the same id."""
        return sha256(f"{self.subscription}|{self.event}|{self.about}".encode()).hexdigest()[:32]

    @property
    def said(self) -> Mapping[str, Any]:
        """All that it says."""
        return _said(self.content, *self.whose)


def add_news(session: Session, fresh: Iterable[Fresh], at: datetime) -> None:
    """Write what is not written yet. The caller commits."""
    write_news(session, unwritten(session, fresh), at)


def unwritten(session: Session, fresh: Iterable[Fresh]) -> dict[str, Fresh]:
    """By its id what of this news is not written yet."""
    by_id = {one.id: one for one in fresh}
    known = set(session.exec(select(News.id).where(Among(News.id, by_id)))) if by_id else set()
    return {id_: one for id_, one in by_id.items() if id_ not in known} if known else by_id


def write_news(
    session: Session, new: Mapping[str, Fresh], at: datetime, messages: Mapping[str, int] = MappingProxyType({})
) -> None:
    """Write news that is not written yet, with the message that tells it where there is one already. The caller commits."""
    said = _write_said(session, [one.content for one in new.values()])
    rows = [
        {
            "id": id_,
            "subscription_id": one.subscription,
            "message_id": messages.get(id_),
            "hit_id": one.whose.hit,
            "kind": one.kind,
            "event": one.event,
            "grade": one.grade,
            "said_id": said[id(one.content)],
            "counterparty": one.whose.counterparty,
            "row": one.whose.row,
            "reason": one.whose.reason,
        }
        for id_, one in new.items()
    ]
    insert_rows(session, News, rows, added_at=at)


def said_id(content: Mapping[str, Any]) -> str:
    """A hash of what is said."""
    return sha256(json.dumps(dict(content), sort_keys=True).encode()).hexdigest()[:32]


def _write_said(session: Session, contents: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Keep each content once; under which id, by the object."""
    objects = {id(one): one for one in contents}
    ids = {key: said_id(one) for key, one in objects.items()}
    known = set(session.exec(select(Said.id).where(Among(Said.id, set(ids.values())))))
    new = {ids[key]: one for key, one in objects.items() if ids[key] not in known}
    insert_rows(session, Said, [{"id": id_, "content": dict(one)} for id_, one in new.items()])
    return ids


class Waiting(NamedTuple):
    """News that no message tells yet, without what it says."""

    id: str
    event: str
    grade: str
    added_at: datetime


Waits = defaultdict[tuple[int, str], list[Waiting]]  # by subscription and kind


def waiting(session: Session, subscriptions: Collection[int] | None = None) -> Waits:
    """By subscription and kind the news that no message tells yet, in the order in which it came."""
    wanted = (News.subscription_id, News.kind, News.id, News.event, News.grade, News.added_at)
    query = columns(*wanted).where(col(News.message_id).is_(None)).order_by(col(News.added_at), col(News.id))  # type: ignore[call-overload]
    if subscriptions is not None:
        query = query.where(Among(News.subscription_id, subscriptions))
    found: Waits = defaultdict(list)
    for subscription, kind, *told in session.connection().execute(query):
        found[subscription, kind].append(Waiting(*told))
    return found


def contents(session: Session, ids: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """What this news says, by its id."""
    query = columns(*_SAID).join(Said).where(Among(News.id, ids))
    return {id_: _said(*said) for id_, _, *said in session.connection().execute(query)} if ids else {}


_WHOSE = News.hit_id, News.counterparty, News.row, News.grade, News.reason
_SAID: tuple[Any, ...] = (News.id, News.message_id, Said.content, *_WHOSE)


def _said(
    content: Mapping[str, Any], hit: int | None, counterparty: str, row: int, grade: str, reason: str
) -> Mapping[str, Any]:
    if hit is None:
        return content
    return {**content, "hit": hit, "counterparty": counterparty, "row": row, "grade": grade, "reason": reason}


def told_by(session: Session, messages: Mapping[str, int]) -> None:
    """Which message tells each news, by its id. The caller commits."""
    update_rows(session, News, "message_id", messages)


def last_grades(session: Session, hits: Collection[int]) -> dict[tuple[int, int], str]:
    """By subscription and hit what it was told of it last, as a grade; who was told nothing is not among them."""
    query = select(News.subscription_id, News.hit_id, News.grade).where(Among(News.hit_id, sorted(hits)))
    found = session.exec(query.order_by(col(News.added_at), col(News.id)))
    return {(subscription, hit or 0): grade for subscription, hit, grade in found}


def news_of(session: Session, messages: Collection[int]) -> dict[int, list[Mapping[str, Any]]]:
    """By message what the news that it tells says, in the order in which it came."""
    query = columns(*_SAID).join(Said).where(Among(News.message_id, messages))
    found: defaultdict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for _, message, *said in session.connection().execute(query.order_by(col(News.added_at), col(News.id))):
        found[message].append(_said(*said))
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
