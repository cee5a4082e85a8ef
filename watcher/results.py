"""Stored portfolios as results: hits as they were found, with the register and the coverage of today."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from alerts.facts import facts_by_company
from store import portfolios
from store.companies import known_companies
from store.coverage import coverage
from store.database import reading
from store.hits import hits
from store.tables.portfolios import CounterpartyRow, Portfolio, Screening
from watcher.desk import Desk
from watcher.screening.listed import Candidate
from watcher.screening.report import ResultRow, result_rows
from watcher.screening.run import candidate, counterparty, listed
from watcher.screening.upload import Problem, Upload
from watcher.screenings import Screened, screened_upload


@dataclass(frozen=True, slots=True)
class StoredHit:
    """A hit as it was found, by which screening, and the adverse listings behind it (none where it is on none)."""

    counterparty: CounterpartyRow
    candidate: Candidate
    screening: Screening
    facts: tuple[Mapping[str, str], ...]

    @property
    def rows(self) -> list[ResultRow]:
        """One line of a result for each listing."""
        asking = counterparty(self.counterparty)
        upload = Upload(counterparties=(asking,), unscreened=(), problems=(), columns=())
        return result_rows(upload, {asking.row: (self.candidate,)}, {self.candidate.listed.id: self.facts})


def stored_hits(
    session: Session, portfolio_id: int | None, *, as_of: date, among: Collection[int] | None = None
) -> list[StoredHit]:
    """The hits of a portfolio, or of some of its counterparties (by id), the surest first; nothing else of it is read."""
    found = hits(session, portfolio_id=portfolio_id, among=among)
    ids = {hit.company_id for hit, _, _ in found}
    companies = {one.id: listed(one) for one in known_companies(session, sorted(ids))}
    facts = facts_by_company(session, as_of, ids)
    return [
        StoredHit(row, candidate(hit, companies[hit.company_id]), screening, tuple(facts.get(hit.company_id, ())))
        for hit, row, screening in found
    ]


def portfolio_result(desk: Desk, portfolio: Portfolio, *, as_of: date) -> Screened:
    """A whole portfolio as a result, every record of it."""
    with reading(desk.engine) as session:
        rows = portfolios.counterparties(session, portfolio.id)
        hits = stored_hits(session, portfolio.id, as_of=as_of)
        cover = coverage(session, desk.sources)
    candidates: dict[int, list[Candidate]] = {}
    for hit in hits:
        candidates.setdefault(hit.counterparty.row, []).append(hit.candidate)
    upload = Upload(
        counterparties=tuple(counterparty(row) for row in rows if row.screened),
        unscreened=tuple(counterparty(row) for row in rows if not row.screened),
        problems=tuple(Problem(**problem) for problem in portfolio.problems),
        columns=tuple(portfolio.columns),
    )
    return screened_upload(upload, candidates, cover, {hit.candidate.listed.id: hit.facts for hit in hits})
