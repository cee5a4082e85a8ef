"""Screening whole files: against the register (stored or not), or one file against another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlmodel import Session

from alerts import wording
from alerts.news import publisher
from store import portfolios
from store.audit import record_action
from store.coverage import Coverage, coverage
from store.database import reading, writing
from store.known import known_companies, revision
from store.listings import Entry, entries
from store.tables.portfolios import CounterpartyRow, Portfolio
from watcher.desk import Desk
from watcher.pipeline import ATTEMPTS
from watcher.screening.index import Index, screen_many
from watcher.screening.listed import ALGORITHM, Candidate, Grade, ListedCompany
from watcher.screening.report import ResultRow, result_rows
from watcher.screening.run import counterparty, hits_of, listed, register_index
from watcher.screening.upload import Problem, Upload


@dataclass(frozen=True, slots=True)
class Screened:
    """The result of one screening: at least a row per record, what was wrong with records, and what it could not see."""

    rows: tuple[ResultRow, ...]
    columns: tuple[str, ...]  # the user's own
    problems: tuple[Problem, ...]
    coverage: Coverage | None  # None when two files were compared
    records: int

    @property
    def hits(self) -> int:
        """How many rows are a match or a review."""
        return sum(row.grade is not Grade.CLEAR for row in self.rows)


def screen_against_register(desk: Desk, upload: Upload, *, as_of: date) -> Screened:
    """Screen without storing anything."""
    with reading(desk.engine) as session:
        index = register_index(session, as_of)
        cover = coverage(session, desk.sources)
        facts = _facts(session, as_of)
    return _screened(upload, _candidates(index, upload), cover, facts)


def screen_against_file(upload: Upload, listed: Upload) -> Screened:
    """Compare two files without touching the database."""
    companies = [
        ListedCompany(str(one.row), one.name, one.code, code_is_number=one.code_is_number) for one in listed.counterparties
    ]
    index = Index(companies)
    return _screened(upload, _candidates(index, upload), None, None)


def _candidates(index: Index, upload: Upload) -> dict[int, Sequence[Candidate]]:
    return {one.row: found for one, found in screen_many(index, upload.counterparties)}


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
    return seen, _candidates(index, upload)


def portfolio_result(desk: Desk, portfolio: Portfolio, *, as_of: date) -> Screened:
    """The stored hits of a portfolio as a result, with the register and the coverage of today."""
    with reading(desk.engine) as session:
        rows = portfolios.counterparties(session, portfolio.id)
        found = portfolios.hits(session, portfolio_id=portfolio.id)
        companies = {one.id: one for one in known_companies(session, sorted({hit.company_id for hit, _ in found}))}
        cover = coverage(session, desk.sources)
        facts = _facts(session, as_of)
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
    return _screened(upload, candidates, cover, facts)


def _screened(
    upload: Upload,
    candidates: Mapping[int, Sequence[Candidate]],
    cover: Coverage | None,
    facts: Mapping[str, Sequence[Mapping[str, str]]] | None,
) -> Screened:
    rows = tuple(result_rows(upload, candidates, facts))
    records = len(upload.counterparties) + len(upload.unscreened)
    return Screened(rows, upload.columns, upload.problems, cover, records)


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


def _facts(session: Session, as_of: date) -> dict[str, list[dict[str, str]]]:
    """The adverse listings of each company by the columns of a report, ended ones included: they are worth a word."""
    found: dict[str, list[dict[str, str]]] = {}
    for entry in entries(session, adverse=True):
        if entry.listing.valid_from <= as_of:
            found.setdefault(entry.company.id, []).append(facts_of(entry, as_of))
    return found


def facts_of(entry: Entry, as_of: date) -> dict[str, str]:
    """What a report says of one listing (FACT_COLUMNS), and where it can be read: file, table, row, sha256."""
    listing, notice = entry.listing, entry.notice
    return {
        "list": entry.series.title,
        "regulator": publisher(notice),
        "sector": entry.series.sector,
        "status": status(entry, as_of),
        "deadline": notice.deadline.isoformat() if notice.deadline else "",
        "published": notice.published or "",
        "source": notice.url or "",
        "as_of": listing.valid_from.isoformat(),
        "deadline_words": wording.deadline(notice.deadline, notice.deadline_working),
        "file": str(listing.place.get("url") or ""),
        "table": str(listing.place.get("table") or ""),
        "row": str(listing.place.get("row") or ""),
        "sha256": listing.sha256 or "",
    }


def status(entry: Entry, as_of: date) -> str:
    """The status of a listing on a day, in words; how and when it ended, if it did."""
    listing, notice = entry.listing, entry.notice
    if listing.valid_to is not None and listing.valid_to <= as_of:
        return f"{wording.EVENT[listing.ended_by or 'left']}（{listing.valid_to}）"
    return wording.status(listing.status, notice.deadline, notice.deadline_working, as_of)
