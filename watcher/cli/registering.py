"""Commands about the register: search, show, lists, correct."""

import argparse
from collections import Counter
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from alerts import wording
from sources.errors import UsageError
from sources.names.keys import identity_key
from store.corrections import What
from store.coverage import Gap, gaps
from store.database import reading
from store.listings import entries
from store.lists import lists
from store.search import MOST_FOUND, search
from store.tables.register import Company
from store.timeline import timeline
from watcher.cli import histories
from watcher.cli.collecting import result_of
from watcher.cli.context import Context
from watcher.cli.entries import shown
from watcher.cli.output import Result, table
from watcher.corrections import correct, edition_of_notice
from watcher.misread import Wanted
from watcher.register import histories as held
from watcher.register.listings import listing

_SHOWN = 5


def register_search(context: Context, arguments: argparse.Namespace) -> Result:
    """Companies by code, name or part of a name, with what they are listed for."""
    known_at: datetime | None = arguments.known_at
    with reading(context.desk.engine) as session:
        found = search(session, arguments.text, MOST_FOUND + 1, known_at)
        more, found = len(found) > MOST_FOUND, found[:MOST_FOUND]
        ranks = {company.id: rank for rank, company in enumerate(found)}
        listed = entries(session, as_of=arguments.as_of, known_at=known_at, companies=list(ranks))
    listed.sort(key=lambda one: ranks[one.company.id])
    data: dict[str, Any] = {
        "companies": [{"id": one.id, "name": one.name, "code": one.code} for one in found],
        "listings": [listing(one) for one in listed],
        "more": more,
    }
    words = f"\n只列出 {MOST_FOUND} 家，还有更多；请写得更具体" if more else ""
    return Result(data, shown(listed) + words)


def register_show(context: Context, arguments: argparse.Namespace) -> Result:
    """One company's history in both times, with the evidence of every statement."""
    known_at: datetime | None = arguments.known_at
    as_of: date | None = arguments.as_of
    day = as_of or (known_at or context.clock()).astimezone(wording.SHANGHAI).date()
    with reading(context.desk.engine) as session:
        company = _company(search(session, arguments.company, known_at=known_at), arguments.company)
        told = timeline(session, company, as_of=as_of, known_at=known_at)
        listed = entries(session, as_of=as_of, known_at=known_at, companies=[company.id])
        data = {**held.data(told, day, known_at), "listings": [listing(one) for one in listed]}
        return Result(data, histories.text(told, listed, day, known_at))


def register_lists(context: Context, arguments: argparse.Namespace) -> Result:
    """Every list, or one: how many stood on it on a day, as known at a time, and of which no names were there."""
    series, known_at = arguments.series, arguments.known_at
    with reading(context.desk.engine) as session:
        found = lists(session, as_of=arguments.as_of, known_at=known_at, series=series)
        open_ = [one for one in gaps(session, known_at) if series is None or one.series == series]
    if series is not None and not found and not open_:
        raise UsageError(f"没有名单“{series}”", meaning="没有可显示的名单", action="用 watcher register lists 查看全部名单")
    missing = Counter(one.series for one in open_)
    rows = [
        (one.series, one.title, str(one.listed), one.edition or "", str(missing[one.series]) if missing[one.series] else "")
        for one in found
    ]
    data = {"lists": [asdict(one) for one in found], "gaps": [asdict(one) for one in open_]}
    return Result(data, "\n".join([table(("名单", "名称", "在列", "最近一期", "缺名称"), rows), *map(_gap, open_)]))


def _gap(one: Gap) -> str:
    count = "数目不明" if one.missing is None else f"{one.missing} 家"
    return f"! {one.title}：{one.words}（{count}）"


def register_correct(context: Context, arguments: argparse.Namespace) -> Result:
    """Correct what is held of one company on one list or in one notice, by name and with a reason; or take that back."""
    what, value = _correction(arguments)
    notice, series = None, arguments.series
    with reading(context.desk.engine) as session:
        company = _company(search(session, arguments.company), arguments.company)
        if arguments.notice is not None:
            notice, series = edition_of_notice(session, arguments.notice, company.id)
    wanted = Wanted(company.id, series, what, value, arguments.by or context.who, arguments.reason, notice)
    return result_of([correct(context.desk, wanted, clock=context.clock)])


def _correction(arguments: argparse.Namespace) -> tuple[What, str | None]:
    if arguments.not_listed:
        return What.NOT_LISTED, None
    if arguments.withdraw:
        return What.WITHDRAWN, None
    if arguments.name is not None:
        return What.NAME, arguments.name.strip()
    if arguments.code is not None:
        return What.CODE, arguments.code.strip()
    return What.SINCE, arguments.since.isoformat()


def _company(found: list[Company], asked: str) -> Company:
    """The company of that id, code or name, or the only one. Raises UsageError when there is none, or a choice."""
    if not found:
        raise UsageError(
            f"名单库中没有“{asked}”", meaning="没有可显示的记录", action="用 watcher register search 按部分名称查找"
        )
    known = (asked.strip(), asked.strip().upper())
    exact = [one for one in found if one.id in known or one.code in known or identity_key(one.name) == identity_key(asked)]
    if len(exact or found) == 1:
        return (exact or found)[0]
    names = "、".join(one.name for one in found[:_SHOWN]) + (" 等" if len(found) > _SHOWN else "")
    raise UsageError(
        f"“{asked}”对应 {len(found)} 家企业：{names}", meaning="没有显示其中任何一家", action="请写企业全称或统一社会信用代码"
    )
