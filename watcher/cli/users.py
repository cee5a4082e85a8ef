"""Commands about accounts; they work without anybody being logged in, so they also help where the administrator is lost."""

import argparse
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from alerts import wording
from store import accounts
from store.database import reading, writing
from store.tables.accounts import Account
from watcher.accounts import administration
from watcher.accounts.links import GOOD_FOR
from watcher.accounts.visitors import Role
from watcher.cli.context import Context
from watcher.cli.output import Result, table


def listing(context: Context, _arguments: argparse.Namespace) -> Result:
    """All accounts."""
    with reading(context.desk.engine) as session:
        known, held = accounts.accounts(session), accounts.holdings(session, context.clock())
    data = [_data(one, held.get(one.id or 0, accounts.Holding())) for one in known]
    rows = [
        (one.name, Role(one.role).words, _state(one), str(facts["browsers"]), str(facts["tokens"]), str(facts["portfolios"]))
        for one, facts in zip(known, data, strict=True)
    ]
    return Result({"users": data}, table(("用户名", "角色", "状态", "浏览器", "令牌", "关注名单"), rows))


def add(context: Context, arguments: argparse.Namespace) -> Result:
    """A new account, and the link by which its owner chooses a password."""
    with writing(context.desk.engine) as session:
        account, path = administration.add(
            session, arguments.name, Role(arguments.role), at=context.clock(), who=context.who
        )
    return _link(context, account, path, f"已添加{Role(account.role).words}“{account.name}”。")


def role(context: Context, arguments: argparse.Namespace) -> Result:
    """Another role."""
    wanted = Role(arguments.role)

    def change(session: Session, account: Account) -> None:
        administration.change_role(session, account, wanted, at=context.clock(), who=context.who)

    return _changed(context, arguments, change, f"现在是{wanted.words}")


def disable(context: Context, arguments: argparse.Namespace) -> Result:
    """Nobody comes in by it any more."""

    def change(session: Session, account: Account) -> None:
        administration.disable(session, account, at=context.clock(), who=context.who)

    return _changed(context, arguments, change, "已停用，已登录的浏览器和令牌随即失效")


def enable(context: Context, arguments: argparse.Namespace) -> Result:
    """Let it in again."""

    def change(session: Session, account: Account) -> None:
        administration.enable(session, account, at=context.clock(), who=context.who)

    return _changed(context, arguments, change, "已启用")


def link(context: Context, arguments: argparse.Namespace) -> Result:
    """Another link, for who forgot the password."""
    with writing(context.desk.engine) as session:
        account = administration.account_of(session, arguments.name)
        path = administration.new_link(session, account, at=context.clock(), who=context.who)
    return _link(context, account, path, f"“{account.name}”的新链接：")


def _changed(
    context: Context, arguments: argparse.Namespace, change: Callable[[Session, Account], None], said: str
) -> Result:
    with writing(context.desk.engine) as session:
        account = administration.account_of(session, arguments.name)
        change(session, account)
    return Result(_data(account), f"“{account.name}”{said}。")


def _link(context: Context, account: Account, path: str, said: str) -> Result:
    public = context.desk.settings.public_url
    until = context.clock() + GOOD_FOR
    where = "" if public else "\n（接在网页的地址之后，如 http://127.0.0.1:8000；设置 public_url 后会显示完整的网址）"
    text = f"{said}\n{public}{path}{where}\n只显示这一次，{wording.in_shanghai(until)} 前有效；拿到链接的人就能以此账号进入。"
    return Result(_data(account) | {"link": public + path, "until": until.isoformat()}, text)


def _data(one: Account, held: accounts.Holding | None = None) -> dict[str, Any]:
    facts = {"name": one.name, "role": one.role, "active": one.active, "has_password": one.password is not None}
    if held is None:
        return facts
    seen = held.seen_at.isoformat() if held.seen_at else None
    return facts | {"browsers": held.browsers, "seen_at": seen, "tokens": held.tokens, "portfolios": held.portfolios}


def _state(one: Account) -> str:
    if not one.active:
        return "已停用"
    return "有效" if one.password else "尚未设置密码"
