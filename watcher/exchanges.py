"""A new file for a portfolio in two steps: what it would change is shown, then somebody confirms it."""

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import NamedTuple

from sources.errors import UsageError
from store import exchanges
from store.database import reading, writing
from store.portfolios import counterparties_of, exchange_of
from store.tables.exchanges import StagedFile
from store.tables.portfolios import Portfolio
from watcher.desk import Desk
from watcher.portfolios import records_of
from watcher.screening.upload import Upload, read_portfolio
from watcher.updates import update_portfolio

KEPT = timedelta(days=1)  # as long as nobody confirms
_NAMED = 20  # of those who come, and of those who go


class Prospect(NamedTuple):
    """What a file would change: numbers, and the first names of both sides."""

    key: str
    file_name: str
    added: int
    kept: int
    gone: int
    comes: tuple[str, ...]
    goes: tuple[str, ...]
    problems: int
    unscreened: int


def propose(
    desk: Desk, portfolio: Portfolio, file_name: str, content: bytes, *, at: datetime, who: str
) -> Prospect:
    """Keep the file, and say what it would change. Raises FileRejected for one that cannot be used."""
    upload = read_portfolio(content, file_name)
    id_, key = portfolio.id or 0, token_urlsafe(12)
    with writing(desk.engine) as session:
        if session.get(Portfolio, id_) is None:
            raise _stale()
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
    return _prospect(desk, id_, key, file_name, upload)


def confirm(desk: Desk, portfolio: Portfolio, key: str, *, at: datetime, who: str) -> dict[str, int]:
    """Let the file that was proposed take the place: how many were added, kept, gone, and hits found.

    Raises UsageError where it is not that file any more, or the portfolio has had another one meanwhile.
    """
    id_ = portfolio.id or 0
    with reading(desk.engine) as session:
        file = exchanges.staged(session, id_, key)
    if file is None:
        raise _stale()
    upload = read_portfolio(file.content, file.file_name)
    counts = update_portfolio(desk, portfolio.name, file.file_name, upload, at=at, who=who, edition=file.edition)
    with writing(desk.engine) as session:
        exchanges.discard(session, id_)
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


def _prospect(desk: Desk, id_: int, key: str, file_name: str, upload: Upload) -> Prospect:
    with reading(desk.engine) as session:
        change = exchange_of(session, id_, records_of(upload))
        goes = tuple(one.name for one in counterparties_of(session, change.gone[:_NAMED]))
    comes = tuple(str(one["name"]) for one in change.added[:_NAMED])
    numbers = len(change.added), len(change.kept), len(change.gone)
    return Prospect(key, file_name, *numbers, comes, goes, len(upload.problems), len(upload.unscreened))


def _stale() -> UsageError:
    return UsageError(
        "这份文件已经处理过，或被另一份文件取代",
        meaning="关注名单没有因此改动",
        action="请核对现在的文件，需要时重新选择文件",
    )
