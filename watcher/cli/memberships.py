"""Who sees a portfolio, from the command line."""

import argparse

from sqlmodel import Session

from store.database import reading, writing
from store.members import members
from store.portfolios import portfolio_named
from store.tables.portfolios import Portfolio
from watcher.accounts.administration import account_of
from watcher.accounts.membership import hide_from, let_see
from watcher.accounts.visitors import Role
from watcher.cli.context import Context
from watcher.cli.output import Result, table


def change(context: Context, arguments: argparse.Namespace) -> Result:
    """Let accounts see a portfolio, or no more; then who does."""
    at = context.clock()
    if arguments.add or arguments.remove:
        with writing(context.desk.engine) as session:
            portfolio = portfolio_named(session, arguments.name)
            for name in arguments.add:
                let_see(session, portfolio, account_of(session, name), at=at, who=context.who)
            for name in arguments.remove:
                hide_from(session, portfolio, account_of(session, name), at=at, who=context.who)
    with reading(context.desk.engine) as session:
        return _members(session, portfolio_named(session, arguments.name))


def _members(session: Session, portfolio: Portfolio) -> Result:
    found = members(session, portfolio.id or 0)
    data = [{"name": one.name, "role": one.role, "active": one.active} for one in found]
    rows = [(one.name, Role(one.role).words, "有效" if one.active else "已停用") for one in found]
    return Result({"portfolio": portfolio.name, "members": data}, table(("成员", "角色", "状态"), rows))
