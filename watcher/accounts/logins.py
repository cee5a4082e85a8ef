"""Coming in: by name and password, staying by a cookie, and being kept waiting after too many wrong ones."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import Engine
from sqlmodel import Session

from sources.errors import UsageError, WatcherError
from store import accounts
from store.accounts import account_named, key_of, login_of, token_of
from store.audit import record_action
from store.database import reading, writing
from store.tables.accounts import AccessToken, Account, LoginFailure, LoginSession
from watcher.accounts import passwords
from watcher.accounts.keys import key_hash, new_key
from watcher.accounts.visitors import Role, Scope, Visitor

IDLE, LONGEST = timedelta(hours=12), timedelta(days=7)  # a login ends after half a day without use, and after a week
_NOTED = timedelta(minutes=10)  # that it was used is written down no more often
_COUNTED = timedelta(minutes=15)
_MOST_BOTH, _MOST_ACCOUNT, _MOST_ADDRESS = 5, 50, 30  # wrong ones meanwhile; another address is not shut out by the first


class Refused(WatcherError):
    """A log-in that was not granted."""


class Waiting(Refused):
    """Too many wrong ones: the password was not even looked at."""


def log_in(engine: Engine, name: str, password: str, *, address: str, browser: str, at: datetime) -> str:
    """The key of a new login, for a cookie. Raises Refused or Crowded; neither says whether the name exists."""
    typed, place = key_hash(key_of(name)), _place(address)
    with reading(engine) as session:
        _may_try(session, typed, place, at)
        account = account_named(session, name)
    with passwords.at_the_door():
        tried = _counted(engine, typed, place, at)
        if not passwords.fits(password, account.password if account else None) or account is None or not account.active:
            raise _wrong()
    renewed = passwords.hashed(password) if passwords.outdated(account.password or "") else None
    with writing(engine) as session:
        kept = session.get(Account, account.id)
        if kept is None or not kept.active or kept.password != account.password:  # since it was looked at
            raise _wrong()
        _forgiven(session, tried)
        kept.password = renewed or kept.password
        key = begin(session, account.id or 0, browser=browser, at=at)
        record_action(session, account.name, "logged in", {"address": address}, at)
    return key


def _wrong() -> Refused:
    return Refused("用户名或密码不正确", meaning="没有登录", action="请检查后重试；忘记密码时请管理员发一个新的链接")


def _place(address: str) -> str:
    """What counts as one address: of IPv6 the 64 bits that one customer is given; IPv4 may come within it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:100]
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address


def _may_try(session: Session, typed: str, place: str, at: datetime) -> None:
    both, of_account, of_place = accounts.failures(session, typed, place, at - _COUNTED)
    if both >= _MOST_BOTH or of_account >= _MOST_ACCOUNT or of_place >= _MOST_ADDRESS:
        raise Waiting("密码错误的次数太多", meaning="没有核对密码", action=f"请 {_COUNTED // timedelta(minutes=1)} 分钟后再试")


def _counted(engine: Engine, typed: str, place: str, at: datetime) -> int:
    """Count a try as a wrong one before it is looked at, so that many at one moment are no more than one by one; its number."""
    with writing(engine) as session:
        _may_try(session, typed, place, at)
        accounts.forget_failures(session, at - _COUNTED)
        tried = LoginFailure(account=typed, address=place, at=at)
        session.add(tried)
        session.flush()
        return tried.id or 0


def _forgiven(session: Session, tried: int) -> None:
    """It was the right one. The caller commits."""
    counted = session.get(LoginFailure, tried)
    if counted is not None:
        session.delete(counted)


def begin(session: Session, account_id: int, *, browser: str, at: datetime) -> str:
    """A new login and its key. The caller commits."""
    key = new_key()
    accounts.forget_ended(session, at)
    session.add(
        LoginSession(
            account_id=account_id,
            secret_hash=key_hash(key),
            browser="".join(one for one in browser if one.isprintable())[:200],
            began_at=at,
            seen_at=at,
            ends_at=at + IDLE,
        )
    )
    session.flush()
    return key


def visitor(engine: Engine, key: str, at: datetime, *, used: bool = True) -> Visitor | None:
    """Who shows this key of a login; None where it is no longer good. It goes on by being `used`."""
    with reading(engine) as session:
        found = login_of(session, key_hash(key), at)
    if found is None:
        return None
    login, account = found
    if used and at - login.seen_at >= _NOTED:
        with writing(engine) as session:
            row = session.get(LoginSession, login.id)
            if row is not None:
                row.seen_at, row.ends_at = at, min(at + IDLE, row.began_at + LONGEST)
    return Visitor(account.id or 0, account.name, Role(account.role), login=login.id)


def program(engine: Engine, key: str, at: datetime) -> Visitor | None:
    """Which program shows this token; None where it is no longer good."""
    with reading(engine) as session:
        found = token_of(session, key_hash(key), at)
    if found is None:
        return None
    token, account = found
    if token.used_at is None or at - token.used_at >= _NOTED:
        with writing(engine) as session:
            used = session.get(AccessToken, token.id)
            if used is not None:
                used.used_at = at
    scopes = frozenset(Scope(one) for one in token.scopes if one in set(Scope))
    return Visitor(account.id or 0, account.name, Role(account.role), token=token.name, scopes=scopes)


def log_out(engine: Engine, who: Visitor, *, at: datetime) -> None:
    """End the login of this browser."""
    with writing(engine) as session:
        found = session.get(LoginSession, who.login)
        if found is not None:
            session.delete(found)
            record_action(session, who.who, "logged out", {}, at)


def change_password(engine: Engine, who: Visitor, old: str, new: str, *, at: datetime) -> None:
    """Choose another password; every other browser is logged out. Raises UsageError; Refused where he guesses the old one."""
    own = f"account {who.account}"  # whoever found a browser open is no further than at the door
    with reading(engine) as session:
        _may_try(session, own, own, at)
        account = session.get_one(Account, who.account)
    with passwords.at_the_door():
        tried = _counted(engine, own, own, at)
        if not passwords.fits(old, account.password):
            raise UsageError("现在的密码不正确", meaning="密码没有改变", action="请重新填写")
    with writing(engine) as session:
        _forgiven(session, tried)
    passwords.check(new, account.name)
    kept = passwords.hashed(new)
    with writing(engine) as session:
        changed = session.get_one(Account, who.account)
        if changed.password != account.password:
            raise UsageError("密码刚刚在别处改过", meaning="密码没有改变", action="请用新的密码登录")
        changed.password = kept
        accounts.end_links(session, who.account)
        accounts.end_logins(session, who.account, but=who.login)
        record_action(session, who.who, "password changed", {}, at)
