"""Counterparties of a portfolio who stand on positive lists (典型案例, 监管名单): equal by code or name, nothing alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from sources.records import Polarity
from store import portfolios
from store.companies import known_companies
from store.listings import Entry, entries
from store.tables.portfolios import CounterpartyRow, Portfolio
from store.tables.register import Listing, SeriesRow
from watcher.desk import Desk
from watcher.screening.grading import grade
from watcher.screening.layers import read, read_asking
from watcher.screening.listed import Grade, ListedCompany
from watcher.screening.run import counterparty, listed

MOST_PRAISED = 200


@dataclass(frozen=True, slots=True)
class Praised:
    """A counterparty with the company that it equals and where that is named."""

    counterparty: CounterpartyRow
    company: ListedCompany
    reason: str
    listings: tuple[Entry, ...]


def praised(session: Session, desk: Desk, portfolio: Portfolio, day: date) -> list[Praised]:
    """The counterparties whom a positive list names, in the order of the file."""
    several = [listed(one) for one in known_companies(session, _positive(session))]
    if not several:
        return []
    asked = desk.shelf.questions(session, portfolio.id or 0, portfolios.file_stamp(portfolio))
    met = asked.pairs(several)
    rows = {row.id: row for row in portfolios.counterparties_of(session, {id_ for id_, _ in met})}
    equal = []
    for id_, number in met:
        verdict = grade(read(several[number]), read_asking(counterparty(rows[id_])))
        if verdict.grade is Grade.MATCH:
            equal.append((rows[id_], several[number], verdict.reason))
    equal = sorted(equal, key=lambda one: one[0].row)[:MOST_PRAISED]
    listings = _listings(session, [company.id for _, company, _ in equal], day)
    return [Praised(row, company, reason, tuple(listings.get(company.id, ()))) for row, company, reason in equal]


def _positive(session: Session) -> list[str]:
    query = select(Listing.company_id).distinct().join(SeriesRow, col(SeriesRow.key) == Listing.series_key)
    query = query.where(SeriesRow.polarity == Polarity.POSITIVE, col(Listing.superseded_at).is_(None))
    return sorted(session.exec(query))


def _listings(session: Session, companies: Sequence[str], day: date) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries(session, companies=set(companies)):
        if entry.series.polarity == Polarity.POSITIVE and entry.listing.valid_from <= day:
            found.setdefault(entry.company.id, []).append(entry)
    return found
