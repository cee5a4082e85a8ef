"""Files on their way to a screening: kept for a preview, taken by one worker at a time, known by numbers at the end.

A worker holds a lease and renews it with everything that it writes; who comes back after another has taken over finds
a higher number of attempts, and what he did is dropped.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, or_, select

from store.chunks import Among
from store.tables.accounts import Member
from store.tables.portfolios import CounterpartyRow, Hit, Portfolio, Screening
from store.tables.uploads import UploadRow
from store.workers import has_ended

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 3
WAITING = ("waiting", "screening")  # states in which a worker has something to do


class UploadLost(Exception):
    """Another worker has taken it over, or it was removed: nothing of this attempt may be written."""


def _without_content() -> object:
    return defer(UploadRow.content, raiseload=True)  # type: ignore[arg-type]


def upload_of(session: Session, id_: int, account_id: int) -> UploadRow | None:
    """An upload of this account, without its bytes."""
    query = select(UploadRow).where(UploadRow.id == id_, UploadRow.account_id == account_id)
    return session.exec(query.options(_without_content())).first()  # type: ignore[arg-type]


def upload_numbered(session: Session, id_: int) -> UploadRow | None:
    """An upload of anybody, without its bytes."""
    query = select(UploadRow).where(UploadRow.id == id_)
    return session.exec(query.options(_without_content())).first()  # type: ignore[arg-type]


def content_of(session: Session, id_: int) -> bytes | None:
    """The bytes of an upload; None where they are not kept any more."""
    return session.exec(select(UploadRow.content).where(UploadRow.id == id_)).first()


def uploads_of(session: Session, account_id: int) -> Sequence[UploadRow]:
    """What somebody uploaded and is not screened yet, the newest first, without bytes; nothing of portfolios that are hidden from him."""
    seen = col(UploadRow.portfolio_id).in_(select(Member.portfolio_id).where(Member.account_id == account_id))
    query = select(UploadRow).where(UploadRow.account_id == account_id, UploadRow.state != "done")
    query = query.where(or_(col(UploadRow.portfolio_id).is_(None), seen))
    return session.exec(query.options(_without_content()).order_by(col(UploadRow.id).desc()).limit(20)).all()  # type: ignore[arg-type]


def waiting_for_owner(session: Session, account_id: int) -> int:
    """How many files somebody uploaded and has not gone on with."""
    query = select(func.count()).select_from(UploadRow)
    return session.exec(query.where(UploadRow.account_id == account_id, UploadRow.state == "preview")).one()


def upload_behind(session: Session, portfolio_id: int) -> UploadRow | None:
    """The upload that became this portfolio, without its bytes."""
    query = select(UploadRow).where(UploadRow.portfolio_id == portfolio_id).options(_without_content())  # type: ignore[arg-type]
    return session.exec(query.order_by(col(UploadRow.id).desc())).first()


def being_screened(session: Session, portfolios: Collection[int]) -> set[int]:
    """Those of these portfolios that are not screened to their end: nothing of them can be called clear."""
    query = select(UploadRow.portfolio_id).where(col(UploadRow.state).in_(WAITING))
    return {id_ for id_ in session.exec(query.where(Among(UploadRow.portfolio_id, portfolios))) if id_ is not None}


def claim(session: Session, owner: str, now: datetime) -> UploadRow | None:
    """Take the oldest upload that nobody works on, and whose worker was not lost too often. The caller commits."""
    query = select(UploadRow).where(col(UploadRow.state).in_(WAITING)).order_by(col(UploadRow.id))
    for row in session.exec(query.options(_without_content())):  # type: ignore[arg-type]
        if row.lease_until is not None and row.lease_until >= now and not has_ended(row.lease_owner or ""):
            continue
        row.state, row.attempts = "screening", row.attempts + 1
        row.lease_owner, row.lease_until = owner, now + LEASE
        session.add(row)
        session.flush()
        return row
    return None


def held(session: Session, mine: UploadRow, now: datetime) -> UploadRow:
    """The row as it stands, with its lease renewed. Raises UploadLost, and nothing must be committed, if it is not ours."""
    query = select(UploadRow).where(UploadRow.id == mine.id).options(_without_content())  # type: ignore[arg-type]
    row = session.exec(query).first()
    if row is None or (row.state, row.attempts) != ("screening", mine.attempts):
        raise UploadLost
    row.lease_until = now + LEASE
    session.add(row)
    return row


def let_go(row: UploadRow, *, undone: bool) -> None:
    """Give the lease back; what was stopped on purpose was no attempt. The caller commits."""
    row.lease_owner = row.lease_until = None
    row.attempts -= undone


def last_row(session: Session, portfolio_id: int) -> int:
    """The last record of a portfolio that is stored."""
    query = select(CounterpartyRow.row).where(CounterpartyRow.portfolio_id == portfolio_id)
    return session.exec(query.order_by(col(CounterpartyRow.row).desc()).limit(1)).first() or 0


def to_screen_after(session: Session, portfolio_id: int, row: int, most: int) -> Sequence[CounterpartyRow]:
    """The counterparties of the next records."""
    query = select(CounterpartyRow).where(CounterpartyRow.portfolio_id == portfolio_id, CounterpartyRow.row > row)
    return session.exec(query.order_by(col(CounterpartyRow.row)).limit(most)).all()


def last_whole(session: Session, portfolio_id: int) -> Screening | None:
    """The last screening of a portfolio against the whole register."""
    query = select(Screening).where(Screening.portfolio_id == portfolio_id, col(Screening.whole))
    return session.exec(query.order_by(col(Screening.id).desc())).first()


def grades_of(session: Session, counterparties: Sequence[CounterpartyRow]) -> dict[tuple[int, str], str]:
    """The grades of what is known of these counterparties of one portfolio, by counterparty and company."""
    if not counterparties:
        return {}
    query = select(Hit.counterparty_id, Hit.company_id, Hit.grade).join(CounterpartyRow)
    query = query.where(CounterpartyRow.portfolio_id == counterparties[0].portfolio_id)
    query = query.where(CounterpartyRow.row >= counterparties[0].row, CounterpartyRow.row <= counterparties[-1].row)
    return {(one, company): grade for one, company, grade in session.exec(query)}


def old_uploads(session: Session, before: datetime) -> list[int]:
    """Files that nobody went on with since then, and the words about those that failed, by their ids."""
    query = select(UploadRow.id).where(col(UploadRow.state).in_(("preview", "failed")), UploadRow.added_at < before)
    return [id_ or 0 for id_ in session.exec(query)]


def forget_uploads(session: Session, ids: Sequence[int]) -> None:
    """Erase them. The caller commits."""
    session.connection().execute(delete(UploadRow).where(Among(UploadRow.id, ids)))


def expired(session: Session, before: datetime) -> list[str]:
    """The names of portfolios that are not watched, were last screened before then, and wait for no worker."""
    recent = select(Screening.portfolio_id).where(Screening.at >= before)
    busy = select(UploadRow.portfolio_id).where(
        col(UploadRow.state).in_(WAITING), col(UploadRow.portfolio_id).is_not(None)
    )
    query = select(Portfolio.name).where(col(Portfolio.watched).is_(False), Portfolio.added_at < before)
    query = query.where(col(Portfolio.id).not_in(recent), col(Portfolio.id).not_in(busy))
    return list(session.exec(query.order_by(col(Portfolio.id))))
