"""A file arrives, is looked at, and is sent on its way to be screened."""

from datetime import datetime
from pathlib import PurePosixPath

from sqlmodel import Session, select

from sources.errors import FileRejected, UsageError
from store.audit import record_action
from store.database import writing
from store.members import add_member
from store.tables.portfolios import Portfolio
from store.tables.uploads import UploadRow
from store.uploads import WAITING, last_row, upload_behind, upload_of, waiting_for_owner
from watcher.desk import Desk
from watcher.portfolios import day_of
from watcher.screening.tabular import Wanted
from watcher.screening.upload import LONGEST_PORTFOLIO_NAME, portfolio_name

_UNCHANGED = "未作任何改动"
MOST_WAITING = 20  # files of one account that nobody has looked at: they fill the database


def receive(desk: Desk, account: int, file_name: str, content: bytes, *, at: datetime) -> int:
    """Keep a file until its owner has looked at it; its number. Raises FileRejected where many of his wait for that."""
    with writing(desk.engine) as session:
        if waiting_for_owner(session, account) >= MOST_WAITING:
            raise FileRejected(
                f"已有 {MOST_WAITING} 份文件等待您确认", meaning="没有保存这份文件", action="请先开始筛查，或删除不再需要的文件"
            )
        name = _free_name(session, file_name, at)
        row = UploadRow(account_id=account, name=name, file_name=file_name, content=content, size=len(content), added_at=at)
        session.add(row)
        session.flush()
        return row.id or 0


def start(desk: Desk, id_: int, account: int, name: str, wanted: Wanted, *, at: datetime, who: str) -> int:
    """Send an upload to be screened under this name; the number of its portfolio, which only its owner sees.

    Raises UsageError for a name that is taken or cannot be shown, and where it was started before.
    """
    name = portfolio_name(name)
    with writing(desk.engine) as session:
        row = upload_of(session, id_, account)
        if row is None or row.state != "preview":
            raise _begun()
        if session.exec(select(Portfolio.id).where(Portfolio.name == name)).first() is not None:
            raise UsageError(f"关注名单“{name}”已存在", meaning=_UNCHANGED, action="请换一个名称")
        portfolio = Portfolio(name=name, file_name=row.file_name, columns=[], problems=[], added_at=at, watched=False)
        session.add(portfolio)
        session.flush()
        add_member(session, portfolio.id or 0, account, at)
        row.name, row.portfolio_id, row.state = name, portfolio.id, "waiting"
        row.codec, row.name_column, row.code_column = wanted.codec, wanted.name_column, wanted.code_column
        record_action(session, who, "screening started", {"portfolio": portfolio.id, "bytes": row.size}, at)
        return portfolio.id or 0


def again(desk: Desk, portfolio_id: int, *, at: datetime, who: str) -> None:
    """Screen a portfolio that is not watched against the register of today. Raises UsageError where that is under way."""
    with writing(desk.engine) as session:
        row, portfolio = upload_behind(session, portfolio_id), session.get(Portfolio, portfolio_id)
        if row is None or portfolio is None or portfolio.watched:
            action = "名单库有变化时会自动重新比对，不需要手动重新筛查"
            raise UsageError("这份名单已在关注中", meaning=_UNCHANGED, action=action)
        if row.state in WAITING:
            raise _begun()
        row.state, row.screened, row.attempts, row.ended_at = "waiting", 0, 0, None
        row.records = last_row(session, portfolio_id)  # its file may have been exchanged
        row.what = row.meaning = row.action = ""
        record_action(session, who, "screening started", {"portfolio": portfolio_id}, at)


def discard(desk: Desk, id_: int, account: int) -> None:
    """Erase an upload that its owner does not want screened; one that is being screened stays."""
    with writing(desk.engine) as session:
        row = upload_of(session, id_, account)
        if row is not None and row.state in ("preview", "failed"):
            session.delete(row)


def _begun() -> UsageError:
    return UsageError("这份文件已开始筛查", meaning=_UNCHANGED, action="可能是在另一个窗口中开始的，请查看进度")


def _free_name(session: Session, file_name: str, at: datetime) -> str:
    """A name for the portfolio: that of the file with the day, and a number where that is taken."""
    stem = " ".join(PurePosixPath(file_name).stem.split()) or "未命名"
    day = f" {day_of(at):%Y-%m-%d}"
    stem = stem.removesuffix(day)[: LONGEST_PORTFOLIO_NAME - len(day) - 5]
    taken = set(session.exec(select(Portfolio.name)))
    names = [stem + day, *(f"{stem}{day} {number}" for number in range(2, len(taken) + 3))]
    return next(one for one in names if one not in taken)
