"""Another name for a portfolio."""

from datetime import datetime

from sqlmodel import Session, select

from sources.errors import UsageError
from store.audit import record_action
from store.tables.portfolios import Portfolio
from watcher.screening.upload import portfolio_name

_UNCHANGED = "名称没有改变"


def rename_portfolio(session: Session, before: str, name: str, *, at: datetime, who: str) -> Portfolio:
    """Rename the portfolio that has this name; the audit keeps none of both. Raises UsageError. The caller commits."""
    name = portfolio_name(name)
    found = session.exec(select(Portfolio).where(Portfolio.name == before)).first()
    if found is None:
        raise UsageError(f"没有名为“{before}”的关注名单", meaning=_UNCHANGED, action="它可能刚刚被移除或改名，请重新打开页面")
    if name == before:
        raise UsageError("名称与原来相同", meaning=_UNCHANGED)
    if session.exec(select(Portfolio.id).where(Portfolio.name == name)).first() is not None:
        raise UsageError(f"已有名为“{name}”的关注名单", meaning=_UNCHANGED, action="请换一个名称")
    found.name = name
    session.add(found)
    session.flush()
    record_action(session, who, "portfolio renamed", {"portfolio": found.id}, at)
    return found
