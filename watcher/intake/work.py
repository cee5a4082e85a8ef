"""One upload becomes a portfolio and its first screening, some thousand records at a time.

Whatever was committed stays: a worker that comes after one that was lost goes on behind it, or, where the register has
changed since, screens from the first record so that the whole result is of one revision.
"""

import io
import logging
from collections.abc import Callable, Sequence

from sqlalchemy import Engine
from sqlmodel import Session, col, update

from sources.errors import FileRejected
from store.audit import record_action
from store.bulk import insert_rows
from store.carrying import carry_judgements
from store.companies import known_companies
from store.coverage import coverage
from store.database import reading, writing
from store.hits import FoundHit, record_hits
from store.known import revision
from store.listings import listed_by
from store.portfolios import remove_portfolio
from store.tables.portfolios import CounterpartyRow, Portfolio, Screening
from store.tables.uploads import UploadRow
from store.uploads import (
    MOST_ATTEMPTS,
    UploadLost,
    claim,
    content_of,
    grades_of,
    held,
    last_row,
    last_whole,
    let_go,
    to_screen_after,
)
from watcher.desk import Desk
from watcher.portfolios import MOST_PROBLEMS, day_of, record_of, told
from watcher.reading import Clock
from watcher.screening.forks import pieces
from watcher.screening.index import Index, screen_many
from watcher.screening.listed import ALGORITHM
from watcher.screening.records import Record
from watcher.screening.run import counterparty, grade_anew, hit_of
from watcher.screening.tabular import UPLOAD, Wanted
from watcher.screening.upload import reading as reading_file

log = logging.getLogger(__name__)
AT_ONCE = 2_500  # records in one transaction, which holds the write lock for a fifth of a second
_STANDS = "上一次完成的筛查结果仍在，其后名单库的变化没有全部比对"


class Stopping(Exception):
    """The process ends: what is begun goes on after its next start."""


def work_once(
    desk: Desk, *, clock: Clock, owner: str, stopping: Callable[[], bool] = lambda: False, at_once: int = AT_ONCE
) -> bool:
    """Take one upload and work on it to its end; False where none waits."""
    with writing(desk.engine) as session:
        mine = claim(session, owner, clock())
    if mine is None:
        return False
    try:
        if mine.attempts > MOST_ATTEMPTS:
            raise FileRejected(
                "筛查多次中断，已放弃", meaning="没有留下结果", action="请重新筛查；若再次发生，请管理员查看日志"
            )
        _Work(desk, mine, clock, stopping, at_once).go()
    except FileRejected as error:
        _fail(desk, mine, error, clock)
    except UploadLost:
        log.info("upload %s was taken over or removed", mine.id)
    except Stopping:
        _let_go(desk.engine, mine, clock, undone=True)
    except Exception:
        _let_go(desk.engine, mine, clock, undone=False)
        raise
    return True


class _Work:
    """An upload with who works on it."""

    def __init__(
        self, desk: Desk, mine: UploadRow, clock: Clock, stopping: Callable[[], bool], at_once: int
    ) -> None:
        self.desk, self.mine, self.clock, self.stopping, self.at_once = desk, mine, clock, stopping, at_once
        self.portfolio = mine.portfolio_id or 0

    def go(self) -> None:
        """Read, then screen. Raises FileRejected, UploadLost and Stopping."""
        if self.mine.records is None:
            self._read()
        self._screen()

    def _go_on(self) -> None:
        if self.stopping():
            raise Stopping

    def _read(self) -> None:
        """Store the records of the file, those that an earlier attempt has not stored."""
        mine = self.mine
        with reading(self.desk.engine) as session:
            content, done = content_of(session, mine.id or 0) or b"", last_row(session, self.portfolio)
        wanted = Wanted(UPLOAD, mine.name_column, mine.codec, mine.code_column)
        with reading_file(io.BytesIO(content), mine.file_name, wanted, most_problems=MOST_PROBLEMS) as read:
            count = 0
            for some in pieces(read.records, self.at_once):
                self._go_on()
                count += len(some)
                self._store([one for one in some if one.counterparty.row > done])
        with writing(self.desk.engine) as session:
            row = held(session, mine, self.clock())
            portfolio = session.get_one(Portfolio, self.portfolio)
            portfolio.columns, portfolio.problems = list(read.columns), told(read.problems.first, read.problems.more)
            row.records, row.content = count, None
            mine.records = count

    def _store(self, records: Sequence[Record]) -> None:
        with writing(self.desk.engine) as session:
            held(session, self.mine, self.clock())
            rows = [record_of(one.counterparty, one.screened) for one in records]
            insert_rows(session, CounterpartyRow, rows, portfolio_id=self.portfolio)

    def _screen(self) -> None:
        """Screen what is left, all of it as the register stands in one moment."""
        with reading(self.desk.engine) as session:
            index = self.desk.shelf.register(session)
            screening, done = self._begun(session)
            while some := to_screen_after(session, self.portfolio, done, self.at_once):
                self._go_on()
                found = _found(session, index, some, screening)
                done = some[-1].row
                self._write(screening, found, done)
                session.expunge_all()
        with writing(self.desk.engine) as session:
            row = held(session, self.mine, self.clock())
            carry_judgements(session, self.portfolio)
            row.state, row.ended_at = "done", self.clock()
            let_go(row, undone=False)
            facts = {"portfolio": self.portfolio, "records": row.records, "revision": screening.revision}
            record_action(session, "watcher", "screening done", facts, self.clock())

    def _begun(self, session: Session) -> tuple[Screening, int]:
        """The screening to go on with and the last record that it has; where the register is another now a new one.

        That is stored with its first records.
        """
        last, done = last_whole(session, self.portfolio), self.mine.screened
        if last and done and (last.revision, last.algorithm) == (revision(session), ALGORITHM):
            session.expunge(last)  # the transactions that write take it up
            return last, done
        cover = coverage(session, self.desk.sources).as_json()
        screening = Screening(
            portfolio_id=self.portfolio,
            at=self.clock(),
            revision=revision(session),
            algorithm=ALGORITHM,
            whole=True,
            coverage=cover,
        )
        if last and done:  # it did not get to its end, and never will
            with writing(self.desk.engine) as own:
                held(own, self.mine, self.clock()).screened = 0
                own.execute(update(Screening).where(col(Screening.id) == last.id).values(whole=False))
        return screening, 0

    def _write(self, screening: Screening, found: Sequence[FoundHit], done: int) -> None:
        with writing(self.desk.engine) as session:
            row = held(session, self.mine, self.clock())
            record_hits(session, screening, found)
            row.screened = done


def _found(
    session: Session, index: Index, some: Sequence[CounterpartyRow], screening: Screening
) -> list[FoundHit]:
    """The hits of some records; of those known before that are none any more, their grade of today."""
    day, ids = day_of(screening.at), {one.row: one.id or 0 for one in some}
    asking = (counterparty(one)._replace(extra=()) for one in some if one.screened)
    met = [(one.row, candidates) for one, candidates in screen_many(index, asking, processes=1) if candidates]
    listed = listed_by(session, day, {one.listed.id for _, candidates in met for one in candidates})
    found = [hit_of(ids[row], one) for row, several in met for one in several if one.listed.id in listed]
    pairs = {(hit.counterparty_id, hit.company_id) for hit in found}
    gone = {pair: grade for pair, grade in grades_of(session, some).items() if pair not in pairs}
    companies = known_companies(session, sorted({company for _, company in gone}))
    return [*found, *(grade_anew(session, gone, companies) if gone else ())]


def _fail(desk: Desk, mine: UploadRow, error: FileRejected, clock: Clock) -> None:
    """Keep the words for its owner, and erase the file with what there is of the portfolio.

    One that was screened to its end before stays as that left it, with all that was judged.
    """
    with writing(desk.engine) as session:
        row = held(session, mine, clock())
        portfolio = session.get(Portfolio, row.portfolio_id) if row.portfolio_id else None
        stands = portfolio is not None and _screened_before(session, row)
        row.state, row.ended_at, row.content = "done" if stands else "failed", clock(), None
        row.what, row.meaning, row.action = error.what, _STANDS if stands else error.meaning, error.action
        let_go(row, undone=False)
        if portfolio is not None and not stands:
            row.portfolio_id = None
            session.flush()
            remove_portfolio(session, portfolio.name)
        record_action(session, "watcher", "screening failed", {"upload": row.id}, clock())


def _screened_before(session: Session, row: UploadRow) -> bool:
    """Whether an earlier screening of the portfolio got to its end; the one that is given up is whole no longer."""
    given_up = last_whole(session, row.portfolio_id or 0) if row.screened else None
    if given_up is not None:
        given_up.whole = False
        session.flush()
    return last_whole(session, row.portfolio_id or 0) is not None


def _let_go(engine: Engine, mine: UploadRow, clock: Clock, *, undone: bool) -> None:
    with writing(engine) as session:
        try:
            let_go(held(session, mine, clock()), undone=undone)
        except UploadLost:
            log.info("upload %s was taken over or removed", mine.id)
