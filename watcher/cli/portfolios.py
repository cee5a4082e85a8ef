"""Commands about portfolios and the hits found in them."""

import argparse
from dataclasses import asdict
from pathlib import Path

from alerts import wording
from store import portfolios
from store.audit import record_action
from store.database import reading, writing
from watcher.cli.context import Context
from watcher.cli.output import Result, table
from watcher.cli.screening import read_upload, result
from watcher.portfolios import add_portfolio, portfolio_result
from watcher.screening.listed import Grade
from watcher.screening.upload import portfolio_name


def listing(context: Context, _arguments: argparse.Namespace) -> Result:
    """All portfolios."""
    with reading(context.desk.engine) as session:
        found = portfolios.portfolios(session)
    data = [{"name": one.name, "counterparties": number, "added_at": one.added_at.isoformat()} for one, number in found]
    rows = [(one.name, str(number), wording.in_shanghai(one.added_at)) for one, number in found]
    return Result({"portfolios": data}, table(("关注名单", "家数", "上传时间"), rows))


def add(context: Context, arguments: argparse.Namespace) -> Result:
    """Store a file as a portfolio and screen it."""
    name = portfolio_name(arguments.name)
    upload = read_upload(arguments.file, arguments.name_column)
    at = context.clock()
    stored = add_portfolio(context.desk, name, Path(arguments.file).name, upload, at=at, who=context.who)
    done = portfolio_result(context.desk, stored, as_of=at.astimezone(wording.SHANGHAI).date())
    return result(done, fail_on_hit=False)


def remove(context: Context, arguments: argparse.Namespace) -> Result:
    """Erase a portfolio; only the count stays, in the audit."""
    with writing(context.desk.engine) as session:
        number = portfolios.remove_portfolio(session, arguments.name)
        record_action(session, context.who, "portfolio removed", {"counterparties": number}, context.clock())
    return Result({"removed": number}, f"已移除关注名单“{arguments.name}”及其 {number} 家交易对手。")


def hits(context: Context, _arguments: argparse.Namespace) -> Result:
    """All stored hits with the listings behind them."""
    with reading(context.desk.engine) as session:
        stored = [portfolio for portfolio, _ in portfolios.portfolios(session)]
    today = context.clock().astimezone(wording.SHANGHAI).date()
    found = [
        (one.name, row)
        for one in stored
        for row in portfolio_result(context.desk, one, as_of=today).rows
        if row.grade is not Grade.CLEAR
    ]
    data = [{"portfolio": name, **asdict(row)} for name, row in found]
    rows: list[tuple[str, ...]] = [
        (name, row.name, wording.GRADE[row.grade], row.matched_name, (row.facts or {}).get("list", ""), row.reason)
        for name, row in found
    ]
    return Result({"hits": data}, table(("关注名单", "交易对手", "结论", "名单所载", "名单", "依据"), rows))
