"""Whom users watch."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from sources.errors import UsageError
from store.chunks import Among, chunks
from store.news import forget
from store.tables.portfolios import CounterpartyRow, Portfolio, Screening

_AT_ONCE = 5_000  # rows inserted by one statement


def add_portfolio(session: Session, portfolio: Portfolio, counterparties: Iterable[Mapping[str, Any]]) -> None:
    """Store an uploaded file under a new name, with its records as the table has them. The caller commits."""
    name = portfolio.name
    if session.exec(select(Portfolio).where(Portfolio.name == name)).first() is not None:
        raise UsageError(f"关注名单“{name}”已存在", meaning="未作任何改动", action="请换一个名称")
    session.add(portfolio)
    session.flush()
    _insert(session, portfolio, counterparties)


def _insert(session: Session, portfolio: Portfolio, counterparties: Iterable[Mapping[str, Any]]) -> None:
    rows = iter(counterparties)
    while some := list(islice(rows, _AT_ONCE)):
        session.connection().execute(insert(CounterpartyRow), [{**row, "portfolio_id": portfolio.id} for row in some])


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a new file makes of the counterparties: records as the table has them, and ids."""

    kept: tuple[tuple[int, Mapping[str, Any]], ...]
    gone: tuple[int, ...]
    added: tuple[Mapping[str, Any], ...]


def exchange_of(session: Session, portfolio_id: int | None, records: Iterable[Mapping[str, Any]]) -> Exchange:
    """Who stays, goes and comes: a counterparty is the same where name and code are, as often as the file has it."""
    standing: defaultdict[tuple[Any, ...], deque[int]] = defaultdict(deque)
    for row in counterparties(session, portfolio_id):
        standing[row.name, row.code, row.code_is_number].append(row.id or 0)
    kept, added = [], []
    for record in records:
        same = standing[record["name"], record["code"], record["code_is_number"]]
        if same:
            kept.append((same.popleft(), record))
        else:
            added.append(record)
    return Exchange(tuple(kept), tuple(id_ for several in standing.values() for id_ in several), tuple(added))


def exchange(session: Session, portfolio: Portfolio, change: Exchange) -> None:
    """Give a stored portfolio its new counterparties; who is gone is erased with all that was kept. The caller commits."""
    forget(session, change.gone)
    session.connection().execute(delete(CounterpartyRow).where(Among(CounterpartyRow.id, change.gone)))
    known = {row.id: row for row in counterparties(session, portfolio.id)}
    for id_, record in change.kept:
        for name, value in record.items():
            if getattr(known[id_], name) != value:
                setattr(known[id_], name, value)
    portfolio.edition += 1
    session.add(portfolio)
    session.flush()
    _insert(session, portfolio, change.added)


def portfolio_named(session: Session, name: str) -> Portfolio:
    """The portfolio of that name. Raises UsageError, naming those that exist."""
    found = session.exec(select(Portfolio).where(Portfolio.name == name)).first()
    if found is None:
        names = "、".join(session.exec(select(Portfolio.name).order_by(Portfolio.name))) or "（尚无）"
        raise UsageError(f"没有名为“{name}”的关注名单", action=f"现有：{names}")
    return found


def portfolios(session: Session) -> list[tuple[Portfolio, int]]:
    """All portfolios with the number of their counterparties."""
    counted = (
        select(Portfolio, func.count(col(CounterpartyRow.id)))
        .join(CounterpartyRow, isouter=True)
        .group_by(col(Portfolio.id))
        .order_by(Portfolio.name)
    )
    return [(portfolio, number) for portfolio, number in session.exec(counted)]


def names_of(session: Session, ids: Iterable[int]) -> list[tuple[int, str]]:
    """These portfolios by id and name, in the order of their names."""
    query = select(Portfolio.id, Portfolio.name).where(Among(Portfolio.id, ids)).order_by(Portfolio.name)
    return [(id_ or 0, name) for id_, name in session.exec(query)]


def newest(session: Session, *, before: int | None = None, limit: int) -> list[tuple[Portfolio, int]]:
    """Some portfolios, the newest first, those before the one of that number, each with how many it watches."""
    query = select(Portfolio).order_by(col(Portfolio.id).desc()).limit(limit)
    found = session.exec(query if before is None else query.where(col(Portfolio.id) < before)).all()
    of = CounterpartyRow.portfolio_id
    counted = select(of, func.count(col(CounterpartyRow.id))).where(col(of).in_([one.id for one in found])).group_by(col(of))
    numbers = dict(session.exec(counted).all())
    return [(one, numbers.get(one.id or 0, 0)) for one in found]


def file_stamps(session: Session) -> dict[int, str]:
    """By its id when each watched portfolio was added, which file it has: what was prepared for another is of no use."""
    query = select(Portfolio.id, Portfolio.added_at, Portfolio.edition).where(col(Portfolio.watched))
    return {id_ or 0: _stamp(at, edition) for id_, at, edition in session.exec(query)}


def file_stamp(portfolio: Portfolio) -> str:
    """The same of one portfolio, watched or not."""
    return _stamp(portfolio.added_at, portfolio.edition)


def _stamp(added_at: datetime, edition: int) -> str:
    return f"{added_at.isoformat()} {edition}"


def remove_portfolio(session: Session, name: str) -> int:
    """Erase a portfolio with its names, hits, subscriptions and mails; returns how many names it held. The caller commits."""
    portfolio = portfolio_named(session, name)
    held = select(func.count(col(CounterpartyRow.id))).where(CounterpartyRow.portfolio_id == portfolio.id)
    number = session.exec(held).one()
    session.delete(portfolio)
    session.flush()
    return number


def counterparties(session: Session, portfolio_id: int | None) -> list[CounterpartyRow]:
    """The counterparties of one portfolio."""
    query = select(CounterpartyRow).where(CounterpartyRow.portfolio_id == portfolio_id)
    return list(session.exec(query.order_by(col(CounterpartyRow.row))))


def to_screen(session: Session, portfolio_id: int | None) -> list[tuple[int, int, str, str | None, bool]]:
    """What screening asks of the counterparties of one portfolio: id, record, name, code, whether that was a number."""
    names = ("id", "row", "name", "code", "code_is_number")
    query = select_columns(*(getattr(CounterpartyRow, name) for name in names))
    query = query.where(col(CounterpartyRow.portfolio_id) == portfolio_id, col(CounterpartyRow.screened))
    rows = session.connection().execute(query.order_by(col(CounterpartyRow.row)))
    return [(id_, row, name, code, is_number) for id_, row, name, code, is_number in rows]


def counterparties_of(session: Session, ids: Iterable[int]) -> Iterator[CounterpartyRow]:
    """The counterparties with these ids, some hundred in memory at a time."""
    for some in chunks(sorted(ids)):
        yield from session.exec(select(CounterpartyRow).where(Among(CounterpartyRow.id, some)))


def counterparty_ids(session: Session, portfolio_id: int | None) -> dict[int, int]:
    """The ids of the counterparties of one portfolio by their records."""
    query = select(CounterpartyRow.row, CounterpartyRow.id).where(CounterpartyRow.portfolio_id == portfolio_id)
    return {row: id_ or 0 for row, id_ in session.exec(query)}


def portfolios_of(session: Session, counterparty_ids: Iterable[int]) -> dict[int, int]:
    """The portfolio of each of these counterparties."""
    found: dict[int, int] = {}
    for some in chunks(sorted(set(counterparty_ids))):
        query = select(CounterpartyRow.id, CounterpartyRow.portfolio_id).where(Among(CounterpartyRow.id, some))
        found |= {id_ or 0: portfolio for id_, portfolio in session.exec(query)}
    return found


def stamp(session: Session) -> tuple[int, int, int]:
    """Changes with every portfolio added or removed and every screening: what was prepared before must be done again."""
    newest, number = session.exec(select(func.max(Portfolio.id), func.count(col(Portfolio.id)))).one()
    return newest or 0, number, session.exec(select(func.max(Screening.id))).one() or 0
