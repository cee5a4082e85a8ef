"""Who sees which portfolio, changed: every change is in the audit, one's own too."""

from datetime import datetime

from sqlmodel import Session

from sources.errors import UsageError
from store.audit import record_action
from store.members import add_member, members, remove_member
from store.tables.accounts import Account
from store.tables.portfolios import Portfolio


def let_see(session: Session, portfolio: Portfolio, account: Account, *, at: datetime, who: str) -> None:
    """Make an account a member. Raises UsageError where it is one, or may not come in. The caller commits."""
    if not account.active:
        raise UsageError(f"“{account.name}”已经停用", meaning="没有改动任何内容", action="请先启用该账号")
    if not add_member(session, portfolio.id or 0, account.id or 0, at):
        raise UsageError(f"“{account.name}”已经是“{portfolio.name}”的成员", meaning="没有改动任何内容")
    record_action(session, who, "member added", {"portfolio": portfolio.id, "account": account.id}, at)


def hide_from(session: Session, portfolio: Portfolio, account: Account, *, at: datetime, who: str) -> None:
    """Make it a member no more. Raises UsageError where it is none, or the last one. The caller commits."""
    known = members(session, portfolio.id or 0)
    if len(known) == 1 and known[0].id == account.id:
        raise UsageError(
            f"“{account.name}”是“{portfolio.name}”的最后一名成员", meaning="没有改动任何内容", action="请先加入另一位"
        )
    if not remove_member(session, portfolio.id or 0, account.id or 0):
        raise UsageError(f"“{account.name}”不是“{portfolio.name}”的成员", meaning="没有改动任何内容")
    record_action(session, who, "member removed", {"portfolio": portfolio.id, "account": account.id}, at)
