"""Who sees which portfolio."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from store.tables.accounts import Account, Member
from store.tables.portfolios import Portfolio


def sees(session: Session, account_id: int, portfolio_id: int) -> bool:
    """Whether this account is a member of the portfolio."""
    return session.get(Member, (portfolio_id, account_id)) is not None


def seen_by(session: Session, account_id: int) -> list[int]:
    """The portfolios that an account sees, by their ids."""
    query = select(Member.portfolio_id).where(Member.account_id == account_id)
    return list(session.exec(query.order_by(col(Member.portfolio_id))))


def members(session: Session, portfolio_id: int) -> Sequence[Account]:
    """Who sees a portfolio."""
    query = select(Account).join(Member).where(Member.portfolio_id == portfolio_id)
    return session.exec(query.order_by(Account.key)).all()


def add_member(session: Session, portfolio_id: int, account_id: int, at: datetime) -> bool:
    """Let an account see a portfolio; False where it did. The caller commits."""
    if sees(session, account_id, portfolio_id):
        return False
    session.add(Member(portfolio_id=portfolio_id, account_id=account_id, added_at=at))
    session.flush()
    return True


def remove_member(session: Session, portfolio_id: int, account_id: int) -> bool:
    """Hide a portfolio from an account; False where it did not see it. The caller commits."""
    found = session.get(Member, (portfolio_id, account_id))
    if found is None:
        return False
    session.delete(found)
    session.flush()
    return True


def members_of(session: Session, portfolio_ids: Sequence[int]) -> dict[int, list[Account]]:
    """Who sees each of these portfolios."""
    query = select(Member.portfolio_id, Account).join(Account).where(col(Member.portfolio_id).in_(portfolio_ids))
    found: dict[int, list[Account]] = {id_: [] for id_ in portfolio_ids}
    for portfolio_id, account in session.exec(query.order_by(Account.key)):
        found[portfolio_id].append(account)
    return found


def without_members(session: Session) -> list[int]:
    """Portfolios that nobody sees: they came by the command line."""
    query = select(Portfolio.id).where(col(Portfolio.id).not_in(select(Member.portfolio_id)))
    return [id_ or 0 for id_ in session.exec(query.order_by(col(Portfolio.id)))]
