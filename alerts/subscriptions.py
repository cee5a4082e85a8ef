"""Who wants to hear of what: added, changed, silenced for a while, removed; each with a word in the audit."""

import re
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from sqlmodel import Session, col, func, select

from alerts.channels.mail import mailbox_of
from alerts.channels.webhook_url import webhook_url
from alerts.report import report_to, report_widened
from alerts.timing import LONGEST_MUTE
from alerts.wishes import EVERYTHING_AT_ONCE, Wishes, widened, without_wishes
from sources.errors import UsageError
from store.audit import record_action
from store.outbox import withdraw
from store.portfolios import portfolio_named
from store.tables.outbox import Subscription
from store.tables.portfolios import Portfolio

_ADDRESS = re.compile(r"[^@\s<>,;\x00-\x20]+@[^@\s<>,;\x00-\x20]+\.[^@\s<>,;\x00-\x20]+|[^@\s<>,;]+@localhost")
_UNCHANGED = "未作任何改动"


def subscribe(
    session: Session,
    portfolio: str | None,
    address: str,
    at: datetime,
    *,
    channel: str = "mail",
    wishes: Wishes = EVERYTHING_AT_ONCE,
    who: str = "watcher",
) -> Subscription:
    """Add one receiver to a portfolio, who gets a report of what stands, or (None) to the operators. The caller commits.

    The same one twice is one subscription; other wishes than it has are for `change`, and a UsageError here.
    """
    address = _checked(channel, address)
    stated = wishes.as_columns()
    if portfolio is None:
        without_wishes(stated)
    owner = _watched(session, portfolio).id if portfolio is not None else None
    audience = "portfolio" if portfolio is not None else "operations"
    same = select(Subscription).where(Subscription.audience == audience, Subscription.portfolio_id == owner)
    mine = col(Subscription.address) == address if channel == "webhook" else func.lower(Subscription.address) == address.lower()
    found = session.exec(same.where(Subscription.channel == channel, mine)).first()
    if found is not None:
        if any(getattr(found, name) != value for name, value in stated.items()):
            action = f"请修改原有的那一项：在“订阅与投递”页面，或用 watcher subscriptions change {found.id}"
            raise UsageError(f"已有这项订阅（编号 {found.id}）", meaning=_UNCHANGED, action=action)
        return found
    row = Subscription(
        audience=audience,
        portfolio_id=owner,
        channel=channel,
        address=address,
        secret=token_urlsafe(24),
        added_at=at,
        told_at=at,
        **stated,
    )
    session.add(row)
    session.flush()
    whose = {} if owner is None else {"portfolio": owner}
    record_action(session, who, "subscription added", {"subscription": row.id, **whose, "channel": channel}, at)
    report_to(session, row, at)
    return row


def _watched(session: Session, name: str) -> Portfolio:
    """The portfolio of that name. Raises UsageError for one of which no change of the register is told."""
    found = portfolio_named(session, name)
    if not found.watched:
        raise UsageError(f"“{name}”只筛查过一次，尚未关注", meaning=_UNCHANGED, action="请先在网页上选择“从现在起关注”")
    return found


def change(session: Session, id: int, wishes: Wishes, *, at: datetime, who: str = "watcher") -> Subscription:
    """Change what is stated of one subscription. Who covers more by it gets a report of what stands there. The caller commits."""
    stated, row = wishes.as_columns(), subscription(session, id)
    if row.audience == "operations":
        without_wishes(stated)
    before = Subscription(**row.model_dump())
    _changed(session, id, stated, "subscription changed", at, who)
    if widened(before, row):
        report_widened(session, before, row, at)
    return row


def pause(session: Session, id: int, *, at: datetime, who: str = "watcher") -> Subscription:
    """Its news waits until it is resumed. The caller commits."""
    return _changed(session, id, {"paused": True}, "subscription paused", at, who)


def resume(session: Session, id: int, *, at: datetime, who: str = "watcher") -> Subscription:
    """End a pause and a mute: what waited is told in one message. The caller commits."""
    return _changed(session, id, {"paused": False, "muted_until": None}, "subscription resumed", at, who)


def unmute(session: Session, id: int, *, at: datetime, who: str = "watcher") -> Subscription:
    """End a mute alone: who was silenced by another stays so. The caller commits."""
    return _changed(session, id, {"muted_until": None}, "subscription resumed", at, who)


def mute(session: Session, id: int, *, days: int, at: datetime, who: str = "watcher") -> Subscription:
    """Its news waits for so many days. The caller commits."""
    if not 1 <= days <= LONGEST_MUTE.days:
        raise UsageError(f"不能静音 {days} 天", meaning=_UNCHANGED, action=f"可写 1 到 {LONGEST_MUTE.days} 天；更久请暂停（pause）")
    return _changed(session, id, {"muted_until": at + timedelta(days=days)}, "subscription muted", at, who)


def unsubscribe(session: Session, id: int, *, at: datetime, who: str = "watcher") -> None:
    """Remove one subscription with what it was still to be told. The caller commits."""
    row = subscription(session, id)
    withdraw(session, id)
    session.delete(row)
    record_action(session, who, "subscription removed", {"subscription": id}, at)


def subscription(session: Session, id: int) -> Subscription:
    """The subscription of that id. Raises UsageError when there is none."""
    row = session.get(Subscription, id)
    if row is None:
        raise UsageError(f"没有编号为 {id} 的订阅", action="用 watcher subscriptions list 查看编号")
    return row


def subscriptions(session: Session) -> list[tuple[Subscription, Portfolio | None]]:
    """All subscriptions with their portfolios; the operators' at the end."""
    query = select(Subscription, Portfolio).join(Portfolio, isouter=True)
    ordered = query.order_by(col(Subscription.audience).desc(), Portfolio.name, Subscription.address, col(Subscription.id))
    return [(one, portfolio) for one, portfolio in session.exec(ordered)]


def _changed(
    session: Session, id: int, values: dict[str, Any], action: str, at: datetime, who: str
) -> Subscription:
    row = subscription(session, id)
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    record_action(session, who, action, {"subscription": id, "of": sorted(values)}, at)
    return row


def _checked(channel: str, address: str) -> str:
    if channel == "webhook":
        return webhook_url(address)
    address = address.strip()
    if len(address) > 254 or not _ADDRESS.fullmatch(address) or not _writable(address):
        raise UsageError(f"邮箱地址“{address[:80]}”不正确", meaning="未添加订阅", action="请填写一个完整的地址，如 name@example.com")
    return address


def _writable(address: str) -> bool:
    """True when a mail can be addressed to it; otherwise every alert would be dead on arrival."""
    try:
        return bool(mailbox_of(address))
    except ValueError:
        return False
