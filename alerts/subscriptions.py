"""Who wants to hear of which portfolio."""

import re
from datetime import datetime
from secrets import token_urlsafe

from sqlmodel import Session, select

from alerts.channels.mail import mailbox_of
from sources.errors import UsageError
from store.outbox import withdraw
from store.portfolios import portfolio_named
from store.tables.outbox import Subscription
from store.tables.portfolios import Portfolio

_ADDRESS = re.compile(r"[^@\s<>,;\x00-\x20]+@[^@\s<>,;\x00-\x20]+\.[^@\s<>,;\x00-\x20]+|[^@\s<>,;]+@localhost")


def subscribe(session: Session, portfolio: str, address: str, at: datetime) -> Subscription:
    """Add one receiver to a portfolio; the same one twice is one subscription. The caller commits."""
    if len(address) > 254 or not _ADDRESS.fullmatch(address) or not _writable(address):
        raise UsageError(f"邮箱地址“{address[:80]}”不正确", meaning="未添加订阅", action="请填写一个完整的地址，如 name@example.com")
    owner = portfolio_named(session, portfolio)
    standing = select(Subscription).where(Subscription.portfolio_id == owner.id, Subscription.address == address)
    found = session.exec(standing).first()
    if found is not None:
        return found
    row = Subscription(portfolio_id=owner.id, address=address, secret=token_urlsafe(24), added_at=at, told_at=at)
    session.add(row)
    session.flush()
    return row


def _writable(address: str) -> bool:
    """True when a mail can be addressed to it; otherwise every alert would be dead on arrival."""
    try:
        return bool(mailbox_of(address))
    except ValueError:
        return False


def unsubscribe(session: Session, id: int) -> None:
    """Remove one subscription. Raises UsageError when there is none with this id. The caller commits."""
    row = session.get(Subscription, id)
    if row is None:
        raise UsageError(f"没有编号为 {id} 的订阅", action="用 watcher subscriptions list 查看编号")
    withdraw(session, id)
    session.delete(row)


def subscriptions(session: Session) -> list[tuple[Subscription, Portfolio]]:
    """All subscriptions with their portfolios."""
    found = session.exec(select(Subscription, Portfolio).join(Portfolio).order_by(Portfolio.name, Subscription.address))
    return [(subscription, portfolio) for subscription, portfolio in found]
