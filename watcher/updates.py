"""A new file for a portfolio: who stays keeps hits and judgements, who is new is screened, who is gone is erased."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from sources.errors import UsageError
from store import portfolios
from store.audit import record_action
from store.carrying import carry_judgements
from store.hits import record_hits
from store.known import revision
from store.portfolios import Exchange, exchange, exchange_of, portfolio_named
from store.uploads import being_screened
from watcher.desk import Desk
from watcher.pipeline import tell
from watcher.portfolios import (
    ByRecord,
    against_register,
    day_of,
    keep_questions,
    records_of,
    screening_of,
    settle,
    told,
)
from watcher.screening.run import hit_of
from watcher.screening.upload import Upload


class _Prepared(NamedTuple):
    change: Exchange
    candidates: ByRecord


def update_portfolio(
    desk: Desk,
    name: str,
    file_name: str,
    upload: Upload,
    *,
    at: datetime,
    who: str = "watcher",
    edition: int | None = None,
) -> dict[str, int]:
    """Exchange the file, and report what newly matches; how many were added, kept, gone, and hits found.

    Raises UsageError when there is no portfolio of that name, or its file is not of the `edition` that was looked at.
    """
    counts: dict[str, int] = {}
    problems = told(upload.problems)

    def screen(session: Session) -> _Prepared:
        change = exchange_of(session, portfolio_named(session, name).id, records_of(upload))
        new = {record["row"] for record in change.added}
        asking = (one for one in upload.counterparties if one.row in new)
        return _Prepared(change, against_register(session, desk, asking, day_of(at)))

    def write(session: Session, seen: int, prepared: _Prepared) -> None:
        change, candidates = prepared
        portfolio = portfolio_named(session, name)
        check_screened(session, portfolio.id or 0)
        if edition not in (None, portfolio.edition):
            raise UsageError("文件刚刚在另一处更换过", meaning="没有再次更换", action="请核对现在的文件，需要时重新选择文件")
        portfolio.file_name, portfolio.columns, portfolio.problems = file_name, list(upload.columns), problems
        exchange(session, portfolio, change)
        ids = portfolios.counterparty_ids(session, portfolio.id)
        hits = [hit_of(ids[row], one) for row, found in candidates.items() for one in found]
        turned = record_hits(session, screening_of(session, desk, portfolio.id, at, seen, whole=False), hits)
        carry_judgements(session, portfolio.id or 0)
        counts.update(_counts(change, hits))
        record_action(session, who, "portfolio updated", {"portfolio": portfolio.id, **counts}, at)
        tell(session, desk, (), at, turned)
        counts["id"] = portfolio.id or 0

    settle(desk, screen, write, stands=lambda session: (revision(session), portfolios.stamp(session)))
    keep_questions(desk, counts.pop("id"))
    return counts


def check_screened(session: Session, id_: int) -> None:
    """Raise UsageError while a worker goes through the records in their order: under it none may be numbered anew."""
    if being_screened(session, [id_]):
        raise UsageError("筛查尚未完成", meaning="没有更换文件", action="请等筛查完成后再更换")


def _counts(change: Exchange, hits: Sequence[object]) -> dict[str, int]:
    return {"added": len(change.added), "kept": len(change.kept), "gone": len(change.gone), "hits": len(hits)}
