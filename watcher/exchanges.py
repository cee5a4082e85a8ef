"""A new file for a portfolio in two steps: what it would change is shown, then somebody confirms it."""

from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import NamedTuple

from sources.errors import UsageError
from store import exchanges
from store.database import reading, writing
from store.portfolios import counterparties_of, exchange_of
from store.tables.exchanges import StagedFile
from store.tables.portfolios import Portfolio
from store.uploads import upload_behind
from watcher.desk import Desk
from watcher.portfolios import records_of
from watcher.screening.preview import preview
from watcher.screening.tabular import Wanted
from watcher.screening.upload import Upload, read_portfolio
from watcher.updates import check_screened, update_portfolio

KEPT = timedelta(days=1)  # as long as nobody confirms
_NAMED = 20  # of those who come, and of those who go


class Prospect(NamedTuple):
    """What a file would change: numbers, and the first names of both sides."""

    added: int
    kept: int
    gone: int
    comes: tuple[str, ...]
    goes: tuple[str, ...]
    problems: int
    unscreened: int


def propose(
    desk: Desk, portfolio: Portfolio, file_name: str, content: bytes, *, at: datetime, who: str
) -> tuple[str, Wanted]:
    """Keep the file: by which key it is confirmed, and how it is read if nobody says otherwise, which is as its first one was.

    Raises FileRejected for one that cannot be used, UsageError where the portfolio is being screened or gone.
    """
    id_, key = portfolio.id or 0, token_urlsafe(12)
    with writing(desk.engine) as session:
        if session.get(Portfolio, id_) is None:
            raise _stale()
        check_screened(session, id_)
        waits = StagedFile(
            portfolio_id=id_,
            key=key,
            edition=portfolio.edition,
            who=who,
            file_name=file_name,
            content=content,
            added_at=at,
        )
        exchanges.stage(session, waits)
        first = upload_behind(session, id_)
    if first is None:
        return key, Wanted()
    columns = Wanted(name_column=first.name_column, code_column=first.code_column)
    for wanted in (columns, replace(columns, codec=first.codec)):
        if preview(content, file_name, wanted).refused is None:
            return key, wanted
    return key, Wanted()


def proposed(desk: Desk, portfolio: Portfolio, key: str) -> StagedFile:
    """The file that waits under this key. Raises UsageError where it is another one by now, or none."""
    with reading(desk.engine) as session:
        file = exchanges.staged(session, portfolio.id or 0, key)
    if file is None:
        raise _stale()
    return file


def prospect(desk: Desk, file: StagedFile, wanted: Wanted) -> Prospect:
    """What it would change. Raises FileRejected where it cannot be read in this way."""
    upload = _read(file, wanted)
    with reading(desk.engine) as session:
        change = exchange_of(session, file.portfolio_id, records_of(upload))
        goes = tuple(one.name for one in counterparties_of(session, change.gone[:_NAMED]))
    comes = tuple(str(one["name"]) for one in change.added[:_NAMED])
    numbers = len(change.added), len(change.kept), len(change.gone)
    return Prospect(*numbers, comes, goes, len(upload.problems), len(upload.unscreened))


def confirm(
    desk: Desk, portfolio: Portfolio, file: StagedFile, wanted: Wanted, *, at: datetime, who: str
) -> dict[str, int]:
    """Let the file that was proposed take the place: how many were added, kept, gone, and hits found.

    Raises UsageError where the portfolio has had another one meanwhile, FileRejected where it cannot be read.
    """
    upload = _read(file, wanted)
    counts = update_portfolio(desk, portfolio.name, file.file_name, upload, at=at, who=who, edition=file.edition)
    with writing(desk.engine) as session:
        exchanges.discard(session, file.portfolio_id)
    return counts


def forget(desk: Desk, at: datetime) -> int:
    """Erase the files that nobody confirmed; how many."""
    with reading(desk.engine) as session:
        old = exchanges.forgotten(session, at - KEPT)
    if old:
        with writing(desk.engine) as session:
            for id_ in exchanges.forgotten(session, at - KEPT):
                exchanges.discard(session, id_)
    return len(old)


def _read(file: StagedFile, wanted: Wanted) -> Upload:
    return read_portfolio(
        file.content, file.file_name, name_column=wanted.name_column, codec=wanted.codec, code_column=wanted.code_column
    )


def _stale() -> UsageError:
    return UsageError(
        "这份文件已经处理过，或被另一份文件取代",
        meaning="关注名单没有因此改动",
        action="请核对现在的文件，需要时重新选择文件",
    )
