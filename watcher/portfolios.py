"""Portfolios: stored with their first screening, screened again when the rules change, and removed."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, TypeVar

from sqlmodel import Session

from alerts import wording
from alerts.subscriptions import subscribe
from store import portfolios
from store.audit import record_action
from store.carrying import carry_judgements
from store.companies import known_companies
from store.coverage import coverage
from store.database import reading, writing
from store.hits import FoundHit, grades, outdated, record_hits
from store.known import revision
from store.listings import listed_by
from store.members import add_member
from store.tables.portfolios import Portfolio, Screening
from watcher.desk import Desk
from watcher.pipeline import ATTEMPTS, tell
from watcher.screening.index import screen_many
from watcher.screening.listed import ALGORITHM, Candidate, Counterparty
from watcher.screening.records import UNTOLD, Problem
from watcher.screening.run import grade_anew, hit_of
from watcher.screening.upload import Upload

log = logging.getLogger(__name__)

MOST_PROBLEMS = 2_000  # kept in words; whatever could not be screened stands among the records anyway

Found = TypeVar("Found")
ByRecord = dict[int, Sequence[Candidate]]


def add_portfolio(
    desk: Desk,
    name: str,
    file_name: str,
    upload: Upload,
    *,
    at: datetime,
    who: str = "watcher",
    to: Sequence[str] = (),
    members: Sequence[int] = (),
) -> Portfolio:
    """Store a portfolio with its first screening, and subscribe addresses to it: each gets one report, no storm.

    `members` are the accounts that see it; what was judged of the same pairs, where all who see it see that, holds here too.
    """
    problems = told(upload.problems)
    portfolio = Portfolio(name=name, file_name=file_name, columns=list(upload.columns), problems=problems, added_at=at)

    def screen(session: Session) -> ByRecord:
        return against_register(session, desk, upload.counterparties, day_of(at))

    def write(session: Session, seen: int, candidates: ByRecord) -> None:
        portfolios.add_portfolio(session, portfolio, records_of(upload))
        ids = portfolios.counterparty_ids(session, portfolio.id)
        hits = [hit_of(ids[row], one) for row, found in candidates.items() for one in found]
        record_hits(session, screening_of(session, desk, portfolio.id, at, seen), hits)
        for account in members:
            add_member(session, portfolio.id or 0, account, at)
        carry_judgements(session, portfolio.id or 0)
        counts = {"portfolio": portfolio.id, "counterparties": len(ids), "problems": len(upload.problems)}
        record_action(session, who, "portfolio added", counts, at)
        for address in to:
            subscribe(session, name, address, at, who=who)

    settle(desk, screen, write, stands=revision)
    keep_questions(desk, portfolio.id or 0)
    return portfolio


def keep_questions(desk: Desk, id_: int) -> None:
    """Prepare what the counterparties of a portfolio ask of new listings, so that the next look need not."""
    with reading(desk.engine) as session:
        stamp = portfolios.file_stamps(session).get(id_)
        if stamp is not None:
            desk.shelf.questions(session, id_, stamp)


def rescreen(desk: Desk, *, at: datetime, stopping: Callable[[], bool] = lambda: False) -> int:
    """Screen again what was last screened by other rules, and return how many portfolios that were."""
    with reading(desk.engine) as session:
        ids = outdated(session, ALGORITHM)
    done = 0
    for id_ in ids:
        if stopping():
            break
        _screen_again(desk, id_, at)
        log.info("portfolio %d was screened again by %s", id_, ALGORITHM)
        done += 1
    return done


def _screen_again(desk: Desk, id_: int, at: datetime) -> None:
    """Bring all hits of a portfolio up to date; one that is not found any more stays, and says so."""

    def screen(session: Session) -> list[FoundHit]:
        if id_ not in outdated(session, ALGORITHM):  # another worker was faster, or it was removed
            return []
        rows = portfolios.to_screen(session, id_)
        ids = {row: one for one, row, *_ in rows}
        asking = (Counterparty(row, name, code, (), number) for _, row, name, code, number in rows)
        candidates = against_register(session, desk, asking, day_of(at))
        found = [hit_of(ids[row], one) for row, several in candidates.items() for one in several]
        pairs = {(hit.counterparty_id, hit.company_id) for hit in found}
        known = grades(session, portfolio_id=id_)
        gone = {pair: grade for pair, grade in known.items() if pair not in pairs}
        companies = known_companies(session, sorted({company for _, company in gone}))
        return [*found, *grade_anew(session, gone, companies)]

    def write(session: Session, seen: int, found: list[FoundHit]) -> None:
        if id_ in outdated(session, ALGORITHM):
            turned = record_hits(session, screening_of(session, desk, id_, at, seen), found)
            tell(session, desk, (), at, turned)

    settle(desk, screen, write, stands=lambda session: (revision(session), portfolios.stamp(session)))


def remove_portfolio(desk: Desk, name: str, *, at: datetime, who: str) -> int:
    """Erase a portfolio with all that was kept of it; only the count stays, in the audit, and is returned."""
    with writing(desk.engine) as session:
        number = erase(session, name, at=at, who=who)
    with reading(desk.engine) as session:
        desk.shelf.keep_portfolios(session, portfolios.file_stamps(session))
    return number


def erase(session: Session, name: str, *, at: datetime, who: str) -> int:
    """The same in a session, without what lies on disk. The caller commits."""
    id_ = portfolios.portfolio_named(session, name).id
    number = portfolios.remove_portfolio(session, name)
    record_action(session, who, "portfolio removed", {"portfolio": id_, "counterparties": number}, at)
    return number


def settle(
    desk: Desk,
    screen: Callable[[Session], Found],
    write: Callable[[Session, int, Found], None],
    *,
    stands: Callable[[Session], object],
) -> None:
    """Screen, then write in a transaction of its own if what the screening stood on still stands; else once more."""
    for attempt in range(1, ATTEMPTS + 1):
        seen, before, found = _screened(desk, screen, stands)
        with writing(desk.engine) as session:
            if stands(session) != before:
                if attempt < ATTEMPTS:
                    continue
                seen, _, found = _screened(desk, screen, stands)  # while nobody else can write
            write(session, seen, found)
            return


def _screened(
    desk: Desk, screen: Callable[[Session], Found], stands: Callable[[Session], object]
) -> tuple[int, object, Found]:
    with reading(desk.engine) as session:
        return revision(session), stands(session), screen(session)


def day_of(at: datetime) -> date:
    """The day in Asia/Shanghai."""
    return at.astimezone(wording.SHANGHAI).date()


def against_register(session: Session, desk: Desk, asking: Iterable[Counterparty], day: date) -> ByRecord:
    """The candidates of each record that has some, among all who stood on an adverse list by that day."""
    index = desk.shelf.register(session)
    found = {one.row: candidates for one, candidates in screen_many(index, asking) if candidates}
    listed = listed_by(session, day, {one.listed.id for candidates in found.values() for one in candidates})
    return {row: [one for one in candidates if one.listed.id in listed] for row, candidates in found.items()}


def screening_of(
    session: Session, desk: Desk, portfolio_id: int | None, at: datetime, seen: int, *, whole: bool = True
) -> Screening:
    """A screening of a portfolio at the revision that was seen; `whole` where all its counterparties were screened."""
    cover = coverage(session, desk.sources).as_json()
    return Screening(
        portfolio_id=portfolio_id or 0, at=at, revision=seen, algorithm=ALGORITHM, whole=whole, coverage=cover
    )


def records_of(upload: Upload) -> Iterator[dict[str, Any]]:
    """The records of a file as the table has them."""
    for screened, group in ((True, upload.counterparties), (False, upload.unscreened)):
        for one in group:
            yield record_of(one, screened)


def told(problems: Sequence[Problem], more: int = 0) -> list[dict[str, Any]]:
    """What is odd about a file as the table has it: the first of it, and how many more there are."""
    untold = more + max(0, len(problems) - MOST_PROBLEMS)
    rest = [Problem(0, "", str(untold), UNTOLD)] if untold else []
    return [asdict(one) for one in (*problems[:MOST_PROBLEMS], *rest)]


def record_of(one: Counterparty, screened: bool) -> dict[str, Any]:
    """A record of a file as the table has it."""
    return {
        "row": one.row,
        "name": one.name,
        "code": one.code,
        "code_is_number": one.code_is_number,
        "own": [list(pair) for pair in one.extra],
        "screened": screened,
    }
