"""Tokens: what a program shows instead of a password; each may do less than its account, and ends."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from alerts.wording import SHANGHAI
from sources.errors import UsageError
from store.accounts import tokens
from store.audit import record_action
from store.tables.accounts import AccessToken
from watcher.accounts.keys import TOKEN, key_hash, new_key
from watcher.accounts.visitors import Role, Scope, Visitor

USUAL, LONGEST = timedelta(days=365), timedelta(days=5 * 366)
LONGEST_NAME = 40
_MOST = 50  # of one account that are good
_NOTHING = "没有建立令牌"


def issue(
    session: Session, owner: Visitor, name: str, scopes: Iterable[str], last_day: str, *, at: datetime
) -> tuple[AccessToken, str]:
    """A new token of his, and the secret, which is not kept. Raises UsageError. The caller commits."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(f"请填写用途，不超过 {LONGEST_NAME} 个字符，不含不可见的字符", meaning=_NOTHING)
    mine = [one for one in tokens(session, [owner.account]) if is_good(one, at)]
    if any(one.name == name for one in mine):
        raise UsageError(f"已有名为“{name}”的令牌", meaning=_NOTHING, action="请换一个名称，或先撤销它")
    if len(mine) >= _MOST:
        raise UsageError(f"一个账号最多有 {_MOST} 个令牌", meaning=_NOTHING, action="请先撤销不再使用的")
    secret = new_key(TOKEN)
    token = AccessToken(
        account_id=owner.account,
        name=name,
        secret_hash=key_hash(secret),
        scopes=_scopes(scopes, owner.role),
        added_at=at,
        ends_at=_end(last_day, at),
    )
    session.add(token)
    session.flush()
    record_action(session, owner.who, "token made", {"token": token.id, "scopes": token.scopes}, at)
    return token, secret


def revoke(session: Session, token: AccessToken, *, at: datetime, who: str) -> None:
    """Good for nothing from now on. Raises UsageError where it is so already. The caller commits."""
    if token.revoked_at is not None:
        raise UsageError(f"令牌“{token.name}”已经撤销", meaning="没有改动任何内容")
    token.revoked_at = at
    session.add(token)
    record_action(session, who, "token revoked", {"token": token.id, "account": token.account_id}, at)


def is_good(token: AccessToken, at: datetime) -> bool:
    """Whether it lets a program in, as far as it alone decides that."""
    return token.revoked_at is None and (token.ends_at is None or token.ends_at > at)


def _scopes(wanted: Iterable[str], role: Role) -> list[str]:
    """In the order that they have everywhere."""
    asked = set(wanted)
    chosen = [one.value for one in Scope if one in asked and role.may(one.least)]
    if not chosen or len(chosen) < len(asked):
        raise UsageError("请选择令牌可以做什么，不能超出自己的角色", meaning=_NOTHING)
    return chosen


def _end(last_day: str, at: datetime) -> datetime:
    """The last second of that day in Shanghai."""
    try:
        day = date.fromisoformat(last_day)
    except ValueError:
        raise UsageError("请填写到期日，如 2027-06-30", meaning=_NOTHING) from None
    today = at.astimezone(SHANGHAI).date()
    if not today <= day <= today + LONGEST:
        raise UsageError("到期日应在今天之后、五年之内", meaning=_NOTHING)
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC) + timedelta(days=1, seconds=-1)
