"""What was found about one portfolio, as its page asks for it: counted, filtered, and read some at a time.

Hits are found by the screenings of the portfolio, not by its counterparties: those are a hundred times as many.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from sources.records import Polarity
from store.chunks import Among
from store.judgements import SETTLED, STANDS
from store.tables.judgements import Judgement
from store.tables.portfolios import CounterpartyRow, Hit, Portfolio, Screening
from store.tables.register import Company, Listing, SeriesRow

ADVERSE = [one.value for one in Polarity if one.adverse]
_JUDGED = func.coalesce(col(Judgement.verdict).in_(SETTLED), False)
_SUREST = (col(Hit.score).desc(), col(CounterpartyRow.row), col(Hit.id))
HIT_TABS = ("review", "match", "judged")  # the others hold records
ENDED = "ended"  # a status to filter by: on no list any more


@dataclass(frozen=True, slots=True)
class Counts:
    """How many hits stand in each tab, and records with none; `unscreened` could not be compared at all."""

    review: int = 0
    match: int = 0
    judged: int = 0
    clear: int = 0
    unscreened: int = 0
    records: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """What a person wants to see of a tab; empty: everything."""

    grade: str = ""
    list: str = ""
    regulator: str = ""
    status: str = ""
    text: str = ""


class Seen(NamedTuple):
    """A hit with whose it is and what a person has decided."""

    hit: Hit
    counterparty: CounterpartyRow
    screening: Screening
    judgement: Judgement | None


def hits_by_tab(session: Session, portfolios: Sequence[int]) -> Sequence[Any]:
    """(portfolio, tab, how many hits); the tab of one that is none any more is clear."""
    tab = case((_JUDGED, "judged"), else_=col(Hit.grade))
    query = columns(col(Screening.portfolio_id), tab, func.count()).select_from(Hit)
    query = query.join(Screening, col(Screening.id) == Hit.screening_id).join(Judgement, STANDS, isouter=True)
    query = query.where(Among(Screening.portfolio_id, portfolios))
    return session.connection().execute(query.group_by(col(Screening.portfolio_id), tab)).all()


def counts(session: Session, portfolio_id: int) -> Counts:
    """What stands in each tab."""
    by_tab = {tab: number for _, tab, number in hits_by_tab(session, [portfolio_id])}
    held = select(func.count()).select_from(CounterpartyRow).where(CounterpartyRow.portfolio_id == portfolio_id)
    without = held.where(~col(CounterpartyRow.screened))
    met = select(func.count(func.distinct(Hit.counterparty_id))).join(Screening)
    met = met.where(Screening.portfolio_id == portfolio_id, Hit.grade != "clear")
    records, unscreened = session.exec(held).one(), session.exec(without).one()
    return Counts(
        by_tab.get("review", 0),
        by_tab.get("match", 0),
        by_tab.get("judged", 0),
        records - unscreened - session.exec(met).one(),
        unscreened,
        records,
    )


def _in_tab(tab: str) -> ColumnElement[bool]:
    return _JUDGED if tab == "judged" else and_(col(Hit.grade) == tab, ~_JUDGED)


def hits_in(
    session: Session, portfolio_id: int, tab: str, wanted: Filter, *, start: int, most: int, day: date
) -> tuple[int, list[Seen]]:
    """How many hits of a tab (review, match, judged) are wanted, and some of them, the surest first."""
    query = _of_tab(portfolio_id, tab, wanted, day)
    number = session.connection().execute(columns(func.count()).select_from(query.subquery())).scalar_one()
    ids = session.connection().execute(query.order_by(*_SUREST).offset(start).limit(most)).scalars()
    return number, seen(session, list(ids))


def hit_ids_in(session: Session, portfolio_id: int, tab: str, wanted: Filter, day: date) -> list[int]:
    """All of them by their ids, in the same order."""
    query = _of_tab(portfolio_id, tab, wanted, day).order_by(*_SUREST)
    return list(session.connection().execute(query).scalars())


def _of_tab(portfolio_id: int, tab: str, wanted: Filter, day: date) -> Any:
    query = columns(col(Hit.id)).join(Screening, col(Screening.id) == Hit.screening_id)
    query = query.join(CounterpartyRow, col(CounterpartyRow.id) == Hit.counterparty_id)
    query = query.join(Judgement, STANDS, isouter=True)
    return query.where(col(Screening.portfolio_id) == portfolio_id, _in_tab(tab), *_wanted(wanted, day))


def seen(session: Session, ids: Sequence[int]) -> list[Seen]:
    """These hits in this order."""
    query = select(Hit, CounterpartyRow, Screening, Judgement).join(
        CounterpartyRow, col(CounterpartyRow.id) == Hit.counterparty_id
    )
    query = query.join(Screening, col(Screening.id) == Hit.screening_id).join(Judgement, STANDS, isouter=True)
    found = {row[0].id: Seen(*row) for row in session.exec(query.where(Among(Hit.id, ids)))}
    return [found[id_] for id_ in ids]


def _wanted(wanted: Filter, day: date) -> list[ColumnElement[bool]]:
    conditions = [col(Hit.grade) == wanted.grade] if wanted.grade else []
    if wanted.text:
        company = exists().where(col(Company.id) == Hit.company_id, _says(Company.name, Company.code, wanted.text))
        conditions.append(or_(_says(CounterpartyRow.name, CounterpartyRow.code, wanted.text), company))
    listed: list[Any] = []
    if wanted.list:
        listed.append(Listing.series_key == wanted.list)
    if wanted.regulator:
        listed.append(SeriesRow.regulator == wanted.regulator)
    if wanted.status and wanted.status != ENDED:
        listed += [Listing.status == wanted.status, _stands(day)]
    if listed:
        conditions.append(_on_a_list(*listed))
    if wanted.status == ENDED:
        conditions.append(~_on_a_list(_stands(day)))
    return conditions


def _stands(day: date) -> ColumnElement[bool]:
    return or_(col(Listing.valid_to).is_(None), col(Listing.valid_to) > day)


def _on_a_list(*conditions: Any) -> ColumnElement[bool]:
    on: Any = (Listing.company_id == Hit.company_id, Listing.series_key == SeriesRow.key, col(Listing.superseded_at).is_(None))
    return exists().where(*on, col(SeriesRow.polarity).in_(ADVERSE), *conditions)


def _says(name: Any, code: Any, text: str) -> ColumnElement[bool]:
    return or_(col(name).contains(text, autoescape=True), func.coalesce(col(code), "").contains(text.upper(), autoescape=True))


def lists_met(session: Session, portfolio_id: int) -> list[tuple[str, str, str]]:
    """The adverse lists that the hits of a portfolio stand on, or stood on: key, title, regulator."""
    query = columns(SeriesRow.key, SeriesRow.title, SeriesRow.regulator).distinct()  # type: ignore[call-overload]
    query = query.join(Listing, col(Listing.series_key) == SeriesRow.key).join(Hit, col(Hit.company_id) == Listing.company_id)
    query = query.join(Screening, col(Screening.id) == Hit.screening_id)
    query = query.where(col(Screening.portfolio_id) == portfolio_id, col(Listing.superseded_at).is_(None))
    query = query.where(col(SeriesRow.polarity).in_(ADVERSE)).order_by(SeriesRow.key)
    return [(key, title, regulator) for key, title, regulator in session.connection().execute(query)]


def clear_after(session: Session, portfolio_id: int, row: int, text: str, most: int) -> list[CounterpartyRow]:
    """The next records that were compared and met nobody, in the order of the file."""
    query = select(CounterpartyRow).where(CounterpartyRow.portfolio_id == portfolio_id, CounterpartyRow.row > row)
    met = exists().where(col(Hit.counterparty_id) == CounterpartyRow.id, col(Hit.grade) != "clear")
    query = query.where(col(CounterpartyRow.screened), ~met)
    if text:
        query = query.where(_says(CounterpartyRow.name, CounterpartyRow.code, text))
    return list(session.exec(query.order_by(col(CounterpartyRow.row)).limit(most)))


def clear_hits(session: Session, counterparties: Sequence[CounterpartyRow]) -> dict[int, list[Hit]]:
    """Hits of these that are none any more, by counterparty."""
    found: dict[int, list[Hit]] = {}
    ids = [one.id for one in counterparties]
    for hit in session.exec(select(Hit).where(col(Hit.counterparty_id).in_(ids)).order_by(col(Hit.id))):
        found.setdefault(hit.counterparty_id, []).append(hit)
    return found


def unscreened_after(session: Session, portfolio_id: int, row: int, most: int | None) -> list[CounterpartyRow]:
    """The next records that could not be compared; None: all of them."""
    query = select(CounterpartyRow).where(CounterpartyRow.portfolio_id == portfolio_id, CounterpartyRow.row > row)
    query = query.where(~col(CounterpartyRow.screened)).order_by(col(CounterpartyRow.row))
    return list(session.exec(query.limit(most)))


def of_record(session: Session, portfolio_id: int, row: int) -> tuple[CounterpartyRow | None, list[Seen]]:
    """One record with all its hits, clear ones too."""
    mine = CounterpartyRow.portfolio_id == portfolio_id, CounterpartyRow.row == row
    counterparty = session.exec(select(CounterpartyRow).where(*mine)).first()
    if counterparty is None:
        return None, []
    order = case((col(Hit.grade) == "match", 0), (col(Hit.grade) == "review", 1), else_=2)
    ids = select(Hit.id).where(Hit.counterparty_id == counterparty.id).order_by(order, col(Hit.score).desc())
    return counterparty, seen(session, [id_ or 0 for id_ in session.exec(ids)])


def newest_portfolios(session: Session, ids: Sequence[int], most: int) -> list[tuple[Portfolio, Counts]]:
    """Of these portfolios the newest, each with what stands in its tabs."""
    query = select(Portfolio).where(Among(Portfolio.id, ids)).options(defer(Portfolio.problems, raiseload=True))  # type: ignore[arg-type]
    found = session.exec(query.order_by(col(Portfolio.added_at).desc(), col(Portfolio.id).desc()).limit(most)).all()
    return [(one, counts(session, one.id or 0)) for one in found]
