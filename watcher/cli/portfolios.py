"""Commands about portfolios and the hits found in them."""

import argparse
from pathlib import Path

from alerts import wording
from store import portfolios
from store.database import reading, writing
from watcher.accounts.administration import account_of
from watcher.cli.context import Context
from watcher.cli.output import Exit, Result, table
from watcher.cli.screening import read_upload, result
from watcher.pipeline import queue_due
from watcher.portfolios import add_portfolio, remove_portfolio
from watcher.renaming import rename_portfolio
from watcher.results import portfolio_result
from watcher.screening.upload import portfolio_name
from watcher.updates import update_portfolio


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
    with reading(context.desk.engine) as session:
        members = [account_of(session, one).id or 0 for one in arguments.member]
    file_name = Path(arguments.file).name
    stored = add_portfolio(context.desk, name, file_name, upload, at=at, who=context.who, to=arguments.to, members=members)
    queue_due(context.desk, at)
    done = portfolio_result(context.desk, stored, as_of=at.astimezone(wording.SHANGHAI).date())
    return result(done, fail_on_hit=False)


def update(context: Context, arguments: argparse.Namespace) -> Result:
    """Exchange the file of a portfolio: who is new is screened, who is gone is erased."""
    upload = read_upload(arguments.file, arguments.name_column)
    at = context.clock()
    counts = update_portfolio(
        context.desk, arguments.name, Path(arguments.file).name, upload, at=at, who=context.who
    )
    queue_due(context.desk, at)
    words = f"新增 {counts['added']} 家，保留 {counts['kept']} 家，移除 {counts['gone']} 家；新增命中或需复核 {counts['hits']} 条"
    bad = Exit.NEEDS_A_PERSON if upload.problems else Exit.DONE
    return Result(counts | {"problems": len(upload.problems)}, f"关注名单“{arguments.name}”已更新：{words}。", bad)


def rename(context: Context, arguments: argparse.Namespace) -> Result:
    """Give a portfolio another name; everything of it stays."""
    with writing(context.desk.engine) as session:
        stored = rename_portfolio(session, arguments.name, arguments.new, at=context.clock(), who=context.who)
    return Result({"name": stored.name}, f"关注名单“{arguments.name}”已改名为“{stored.name}”。")


def remove(context: Context, arguments: argparse.Namespace) -> Result:
    """Erase a portfolio; only the count stays, in the audit."""
    number = remove_portfolio(context.desk, arguments.name, at=context.clock(), who=context.who)
    return Result({"removed": number}, f"已移除关注名单“{arguments.name}”及其 {number} 家交易对手。")
