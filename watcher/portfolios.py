"""Portfolios: stored with their first screening, shown with the register and the coverage of today."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime

from alerts import wording
from store import portfolios
from store.audit import record_action
from store.companies import known_companies
from store.coverage import coverage
from store.database import reading, writing
from store.known import revision
from store.tables.portfolios import CounterpartyRow, Portfolio
from watcher.desk import Desk
from watcher.facts import facts_by_company
from watcher.pipeline import ATTEMPTS
from watcher.screening.listed import ALGORITHM, Candidate, Grade
from watcher.screening.run import counterparty, hits_of, listed, register_index
from watcher.screening.upload import Problem, Upload
from watcher.screenings import Screened, candidates_of, screened_upload


def add_portfolio(
    desk: Desk, name: str, file_name: str, upload: Upload, *, at: datetime, who: str = "watcher"
) -> Portfolio:
    """Store a portfolio together with its first screening: a report, not a storm of mails."""
    today, attempts = at.astimezone(wording.SHANGHAI).date(), 0
    while True:
        attempts += 1
        seen, candidates = _against_register(desk, upload, today)
        with writing(desk.engine) as session:
            if revision(session) != seen:
                if attempts < ATTEMPTS:
                    continue
                seen, candidates = _against_register(desk, upload, today)  # while nobody else can write
            problems = [asdict(problem) for problem in upload.problems]
            portfolio = Portfolio(
                name=name, file_name=file_name, columns=list(upload.columns), problems=problems, added_at=at
            )
            portfolios.add_portfolio(session, portfolio, _stored(upload))
            rows = portfolios.counterparties(session, portfolio.id)
            hits = [hit for row in rows for hit in hits_of(row, candidates.get(row.row, ()))]
            portfolios.record_hits(session, hits, at=at, revision=seen)
            cover = coverage(session, desk.sources).as_json()
            portfolios.record_screening(
                session, portfolio.id or 0, at=at, revision=seen, algorithm=ALGORITHM, coverage=cover
            )
            counts = {"counterparties": len(rows), "problems": len(problems)}
            record_action(session, who, "portfolio added", counts, at)
        return portfolio


def _against_register(desk: Desk, upload: Upload, as_of: date) -> tuple[int, dict[int, Sequence[Candidate]]]:
    """The revision that was screened against, and the candidates of each row."""
    with reading(desk.engine) as session:
        index, seen = register_index(session, as_of), revision(session)
    return seen, candidates_of(index, upload)


def portfolio_result(desk: Desk, portfolio: Portfolio, *, as_of: date) -> Screened:
    """The stored hits of a portfolio as a result, with the register and the coverage of today."""
    with reading(desk.engine) as session:
        rows = portfolios.counterparties(session, portfolio.id)
        found = portfolios.hits(session, portfolio_id=portfolio.id)
        companies = {one.id: one for one in known_companies(session, sorted({hit.company_id for hit, _ in found}))}
        cover = coverage(session, desk.sources)
        facts = facts_by_company(session, as_of)
    candidates: dict[int, list[Candidate]] = {}
    for hit, row in found:
        one = Candidate(listed(companies[hit.company_id]), Grade(hit.grade), hit.score, hit.reason)
        candidates.setdefault(row.row, []).append(one)
    upload = Upload(
        counterparties=tuple(counterparty(row) for row in rows if row.screened),
        unscreened=tuple(counterparty(row) for row in rows if not row.screened),
        problems=tuple(Problem(**problem) for problem in portfolio.problems),
        columns=tuple(portfolio.columns),
    )
    return screened_upload(upload, candidates, cover, facts)


def _stored(upload: Upload) -> Iterator[CounterpartyRow]:
    for screened, group in ((True, upload.counterparties), (False, upload.unscreened)):
        for one in group:
            yield CounterpartyRow(
                portfolio_id=0,  # set when the portfolio has its id
                row=one.row,
                name=one.name,
                code=one.code,
                code_is_number=one.code_is_number,
                own=[list(pair) for pair in one.extra],
                screened=screened,
            )
