"""The result of a portfolio as its page shows it: one counterparty, its candidates, their listings, their evidence."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from sqlmodel import Session, col, select

from store import portfolios
from store.tables.portfolios import CounterpartyRow, Hit, Portfolio, Screening
from watcher.screening.listed import Grade
from watcher.screening.report import NOT_SCREENED, ResultRow

UNSCREENED = "unscreened"
TABS = (Grade.MATCH.value, Grade.REVIEW.value, Grade.CLEAR.value, UNSCREENED)  # in the order of urgency


@dataclass(frozen=True, slots=True)
class Found:
    """One listed company that a counterparty may be."""

    row: ResultRow
    listings: tuple[Mapping[str, str], ...]  # the facts of each, see watcher.facts.facts_of


@dataclass(frozen=True, slots=True)
class Checked:
    """One record of the file with everything found; `tab` is its most urgent grade, or unscreened."""

    row: ResultRow
    tab: str
    found: tuple[Found, ...]


def checked(rows: Iterable[ResultRow]) -> list[Checked]:
    """The records, the most urgent first and then as in the file."""
    found = [_checked(list(lines)) for _, lines in groupby(rows, key=lambda row: row.row)]
    return sorted(found, key=lambda one: (TABS.index(one.tab), -one.row.score, one.row.row))


def counts(records: Iterable[Checked]) -> dict[str, int]:
    """How many records each tab holds."""
    counted = Counter(one.tab for one in records)
    return {tab: counted[tab] for tab in TABS}


def _checked(lines: list[ResultRow]) -> Checked:
    first = min(lines, key=lambda row: (TABS.index(row.grade.value), -row.score))
    if first.grade is Grade.CLEAR:
        return Checked(first, UNSCREENED if first.reason == NOT_SCREENED else first.grade.value, ())
    companies = groupby(lines, key=lambda row: (row.matched_name, row.matched_uscc, row.grade, row.score, row.reason))
    found = []
    for _, group in companies:
        several = list(group)
        found.append(Found(several[0], tuple(row.facts for row in several if row.facts)))
    return Checked(first, first.grade.value, tuple(found))


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored portfolio on the start page."""

    portfolio: Portfolio
    records: int
    match: int
    review: int
    unscreened: int


def kept(session: Session) -> list[Kept]:
    """All stored portfolios with how many of their records were found or not screened, the newest first."""
    hits = select(CounterpartyRow.portfolio_id, CounterpartyRow.id, Hit.grade).join(Hit)
    best: dict[tuple[int, int | None], str] = {}
    for portfolio_id, counterparty, grade in session.exec(hits):
        key = (portfolio_id, counterparty)
        best[key] = min(best.get(key, grade), grade, key=TABS.index)
    counted = Counter((portfolio_id, grade) for (portfolio_id, _), grade in best.items())
    unscreened = Counter(session.exec(select(CounterpartyRow.portfolio_id).where(col(CounterpartyRow.screened).is_(False))))
    found = []
    for one, number in portfolios.portfolios(session):
        id_ = one.id or 0
        found.append(Kept(one, number, counted[id_, Grade.MATCH.value], counted[id_, Grade.REVIEW.value], unscreened[id_]))
    return sorted(found, key=lambda one: one.portfolio.added_at, reverse=True)


def first_screening(session: Session, portfolio: Portfolio) -> Screening | None:
    """The screening that was made with the upload: which register it saw, with which algorithm."""
    query = select(Screening).where(Screening.portfolio_id == portfolio.id).order_by(col(Screening.id))
    return session.exec(query.limit(1)).first()
