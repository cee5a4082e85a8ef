"""Screen stored counterparties against listed companies: from rows of the store to hits and back."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlmodel import Session

from store.companies import known_companies
from store.directory import KnownCompany
from store.listings import entries
from store.portfolios import FoundHit
from store.tables.portfolios import CounterpartyRow
from watcher.screening.index import Index, screen_many
from watcher.screening.listed import Candidate, Counterparty, ListedCompany


def listed(company: KnownCompany) -> ListedCompany:
    """A company of the register as screening takes it."""
    former = tuple(sorted(name.printed for name in company.names if name.printed != company.name))
    return ListedCompany(id=company.id, name=company.name, code=company.code, former_names=former)


def counterparty(row: CounterpartyRow) -> Counterparty:
    """A stored counterparty as screening takes it."""
    own = tuple((head, cell) for head, cell in row.own)
    return Counterparty(row.row, row.name, row.code, own, row.code_is_number)


def register_index(session: Session, as_of: date) -> Index:
    """The index over every company that stood on an adverse list by that day; who left is shown as such, not hidden."""
    companies = {one.company.id for one in entries(session, adverse=True) if one.listing.valid_from <= as_of}
    return Index([listed(company) for company in known_companies(session, sorted(companies))])


def find_hits(companies: Iterable[KnownCompany], rows: Sequence[CounterpartyRow]) -> tuple[FoundHit, ...]:
    """All hits of these counterparties on these companies."""
    index = Index([listed(company) for company in companies])
    screened = [row for row in rows if row.screened]
    found = screen_many(index, map(counterparty, screened))
    return tuple(hit for row, (_, candidates) in zip(screened, found, strict=True) for hit in hits_of(row, candidates))


def hits_of(row: CounterpartyRow, candidates: Iterable[Candidate]) -> list[FoundHit]:
    """The candidates as hits of a stored counterparty."""
    return [
        FoundHit(row.id or 0, candidate.listed.id, candidate.grade.value, candidate.score, candidate.reason)
        for candidate in candidates
    ]

