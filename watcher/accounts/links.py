"""One-time links: the first administrator, whoever is invited, and whoever forgot the password choose it by one."""

from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from sources.errors import UsageError
from store import accounts
from store.accounts import account_named, key_of
from store.audit import record_action
from store.database import reading, writing
from store.members import add_member, without_members
from store.tables.accounts import AccessLink, Account
from watcher.accounts import passwords
from watcher.accounts.keys import key_hash, new_key
from watcher.accounts.logins import begin
from watcher.accounts.visitors import Role

PATH = "/welcome/"
GOOD_FOR = timedelta(days=1)
LONGEST_NAME = 40
_NO_PERSONS = ("watcher", "receiver")  # act too, as the audit calls them


def first_link(engine: Engine, at: datetime) -> str | None:
    """The path of a new link by which the first administrator comes in; None where there is one. Earlier links end."""
    with writing(engine) as session:
        return None if accounts.administrators(session) else link(session, None, at)


def link(session: Session, account_id: int | None, at: datetime) -> str:
    """The path of a new link for an account; earlier ones are good for nothing then. The caller commits."""
    key = new_key()
    accounts.end_links(session, account_id)
    session.add(AccessLink(secret_hash=key_hash(key), account_id=account_id, added_at=at, ends_at=at + GOOD_FOR))
    session.flush()
    return PATH + key


def invited(engine: Engine, key: str, at: datetime) -> tuple[bool, str]:
    """Whether a link is good, and whose name it is for; without a name, the first administrator's."""
    with reading(engine) as session:
        found = accounts.link_of(session, key_hash(key), at)
        if found is None:
            return False, ""
        if found.account_id is None:
            return not accounts.administrators(session), ""
        account = session.get_one(Account, found.account_id)
    return account.active, account.name


def account_name(text: str) -> str:
    """A name for an account. Raises UsageError for one that cannot be shown."""
    name = " ".join(text.split())
    if "令牌" in key_of(name) or key_of(name) in _NO_PERSONS:
        raise UsageError(
            f"用户名不能是 {'、'.join(_NO_PERSONS)}，也不能含有“令牌”", meaning="没有保存任何内容", action="审计以此区分人和程序，请换一个名称"
        )
    if name and len(name) <= LONGEST_NAME and name.isprintable() and key_of(name):
        return name
    raise UsageError(
        "用户名过长或含有不可见的字符" if name else "没有填写用户名",
        meaning="没有保存任何内容",
        action=f"请填写一个不超过 {LONGEST_NAME} 个字符的名称，如姓名或工号",
    )


def come_in(engine: Engine, key: str, name: str, password: str, *, browser: str, at: datetime) -> str | None:
    """Use a link: the key of a login, or None where it is not good any more. Raises UsageError for name or password."""
    good, invited_name = invited(engine, key, at)
    if not good:
        return None
    name = invited_name or account_name(name)
    passwords.check(password, name)
    kept = passwords.hashed(password)
    with writing(engine) as session:
        found = accounts.link_of(session, key_hash(key), at)
        if found is None:  # used meanwhile
            return None
        account = session.get(Account, found.account_id) if found.account_id else _first(session, name, at)
        if account is None or not account.active:
            return None
        account.password = kept
        accounts.end_links(session, found.account_id)
        accounts.end_logins(session, account.id or 0)
        record_action(session, account.name, "password chosen by link", {}, at)
        return begin(session, account.id or 0, browser=browser, at=at)


def _first(session: Session, name: str, at: datetime) -> Account | None:
    """The first administrator, who sees every portfolio that came by the command line; None where there is one already."""
    if accounts.administrators(session):
        return None
    account = account_named(session, name) or Account(name=name, key=key_of(name), role=Role.ADMIN, added_at=at)
    account.role, account.active = Role.ADMIN, True
    session.add(account)
    session.flush()
    record_action(session, account.name, "account added", {"account": account.id, "role": Role.ADMIN.value}, at)
    for portfolio in without_members(session):
        add_member(session, portfolio, account.id or 0, at)
    return account
