"""Letting people in and out: accounts added, their roles, and who may not come in any more. For the page and the command line.

Each function works in the session given, writes what it did to the audit, and leaves the commit to the caller. All raise
UsageError, in words, for what is not to be done: the last administrator stays one, and nothing is done twice.
"""

from datetime import datetime

from sqlmodel import Session

from sources.errors import UsageError
from store import accounts
from store.accounts import account_named, key_of
from store.audit import record_action
from store.tables.accounts import Account
from watcher.accounts.links import account_name, link
from watcher.accounts.visitors import Role

_UNCHANGED = "没有改动任何内容"


def account_of(session: Session, name: str) -> Account:
    """The account of that name."""
    found = account_named(session, name)
    if found is None:
        raise UsageError(f"没有名为“{name[:80]}”的账号", meaning=_UNCHANGED, action="用 watcher users list 查看全部账号")
    return found


def role_of(text: str) -> Role:
    """The role of that name."""
    try:
        return Role(text)
    except ValueError:
        known = "、".join(f"{one.value}（{one.words}）" for one in Role)
        raise UsageError("没有选择角色", meaning=_UNCHANGED, action=f"可用的角色：{known}") from None


def add(session: Session, name: str, role: Role, *, at: datetime, who: str) -> tuple[Account, str]:
    """A new account, and the path of the link by which its owner chooses a password."""
    name = account_name(name)
    found = account_named(session, name)
    if found is not None:
        state = "" if found.active else "，已停用"
        raise UsageError(f"已有名为“{found.name}”的账号{state}", meaning=_UNCHANGED, action="请换一个名称，或修改已有的账号")
    account = Account(name=name, key=key_of(name), role=role.value, added_at=at)
    session.add(account)
    session.flush()
    _record(session, who, "account added", account, at, role=role.value)
    return account, link(session, account.id, at)


def change_role(session: Session, account: Account, role: Role, *, at: datetime, who: str) -> None:
    """Another role, from his next request on."""
    if account.role == role:
        raise UsageError(f"“{account.name}”已经是{role.words}", meaning=_UNCHANGED)
    _keep_an_administrator(session, account)
    before, account.role = account.role, role.value
    session.add(account)
    _record(session, who, "role changed", account, at, role=role.value, before=before)


def disable(session: Session, account: Account, *, at: datetime, who: str) -> None:
    """Nobody comes in by it any more: its browsers are logged out, its tokens and links are good for nothing."""
    if not account.active:
        raise UsageError(f"“{account.name}”已经停用", meaning=_UNCHANGED)
    _keep_an_administrator(session, account)
    account.active = False
    session.add(account)
    accounts.end_logins(session, account.id or 0)
    accounts.end_links(session, account.id)
    _record(session, who, "account disabled", account, at)


def enable(session: Session, account: Account, *, at: datetime, who: str) -> None:
    """Let it in again, with the password and the tokens that it had."""
    if account.active:
        raise UsageError(f"“{account.name}”没有停用", meaning=_UNCHANGED)
    account.active = True
    session.add(account)
    _record(session, who, "account enabled", account, at)


def new_link(session: Session, account: Account, *, at: datetime, who: str) -> str:
    """The path of a link to choose another password by; the present one is good until then, earlier links are not."""
    if not account.active:
        raise UsageError(f"“{account.name}”已经停用，不能发链接", meaning=_UNCHANGED, action="请先启用")
    _record(session, who, "link made", account, at)
    return link(session, account.id, at)


def end_logins(session: Session, account: Account, login: int | None = None, *, at: datetime, who: str) -> int:
    """Log one browser of an account out, or all of them; how many they were."""
    known = [one for one in accounts.logins(session, account.id or 0, at) if login in (None, one.id)]
    if not known:
        raise UsageError("没有已登录的浏览器可以退出", meaning=_UNCHANGED, action="它可能刚刚退出，或已过期")
    for one in known:
        session.delete(one)
    _record(session, who, "logins ended", account, at, logins=len(known))
    return len(known)


def _keep_an_administrator(session: Session, account: Account) -> None:
    able = account.role == Role.ADMIN and account.active and account.password is not None
    if able and accounts.administrators(session) == 1:
        raise UsageError(
            f"“{account.name}”是最后一位管理员", meaning=_UNCHANGED, action="请先让另一位管理员设置好密码"
        )


def _record(session: Session, who: str, action: str, account: Account, at: datetime, **facts: str | int) -> None:
    record_action(session, who, action, {"account": account.id, **facts}, at)
