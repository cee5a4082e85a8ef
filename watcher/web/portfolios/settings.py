"""What one portfolio is: its name, its members, its receivers, and its end."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from alerts.promise import cadence
from sources.errors import UsageError
from store import exchanges
from store.accounts import accounts
from store.correspondence import Seen, Wanted, followed, newest
from store.database import reading, writing
from store.members import members
from store.tables.accounts import Account
from store.tables.portfolios import Portfolio
from store.tallies import tallies
from watcher.accounts import membership
from watcher.accounts.visitors import Role
from watcher.portfolios import remove_portfolio
from watcher.renaming import rename_portfolio
from watcher.screening.upload import LONGEST_PORTFOLIO_NAME
from watcher.web.portfolios.under_way import query_of, under_way
from watcher.web.screening.uploads import MOST_MEGABYTES
from watcher.web.subscriptions import shown
from watcher.web.visit import Reviewing, Viewing, Visit

router = APIRouter(prefix="/portfolios/{id}/settings")

Field = Annotated[str, Form(max_length=2_000)]

_NUMBER = re.compile("[1-9][0-9]{0,8}")
_NEWEST = 10
_DONE = {
    "renamed": "已改名",
    "joined": "已加入成员",
    "parted": "已移出成员",
    "exchanged": "已更换文件",
}


@router.get("")
def settings(visit: Viewing, id: str, done: str = "", added: str = "", kept: str = "", gone: str = "", hits: str = "") -> Response:
    """All of it."""
    counts = dict(zip(("新增", "保留", "移除", "命中"), (added, kept, gone, hits), strict=True))
    counted = {what: text for what, text in counts.items() if text.isascii() and text.isdigit() and len(text) < 10}
    portfolio = portfolio_of(visit, id)
    last = under_way(visit.desk, portfolio.id or 0)
    if last.counts is not None:
        return RedirectResponse(f"/portfolios/{portfolio.id}/settings?{query_of(last.counts)}", status_code=303)
    return page(visit, portfolio, last.error, done=_DONE.get(done, ""), counted=counted, running=last.running)


@router.post("/name")
def rename(visit: Reviewing, id: str, name: Field = "") -> Response:
    """Give it another name."""
    portfolio = portfolio_of(visit, id)
    try:
        with writing(visit.desk.engine) as session:
            rename_portfolio(session, portfolio.name, name, at=visit.now, who=visit.who)
    except UsageError as error:
        return page(visit, portfolio, error)
    return _back(id, "renamed")


@router.post("/members")
def join(visit: Reviewing, id: str, account: Field = "") -> Response:
    """Let somebody see it."""
    return _membership(visit, id, account, joining=True)


@router.post("/members/remove")
def part(visit: Reviewing, id: str, account: Field = "") -> Response:
    """Let somebody see it no more; never the last one."""
    return _membership(visit, id, account, joining=False)


@router.post("/remove")
def remove(visit: Reviewing, id: str, name: Field = "") -> Response:
    """Erase it, if its name was typed."""
    portfolio = portfolio_of(visit, id)
    if name.strip() != portfolio.name:
        error = UsageError("填写的名称与关注名单的名称不一致", meaning="没有移除", action="请完整填写名称以确认移除")
        return page(visit, portfolio, error)
    try:
        remove_portfolio(visit.desk, portfolio.name, at=visit.now, who=visit.who)
    except UsageError:
        raise HTTPException(404) from None  # another tab was faster
    return RedirectResponse("/portfolios?done=removed", status_code=303)


def portfolio_of(visit: Visit, id: str) -> Portfolio:
    """The portfolio of that number; a page "not found" for any that is not seen."""
    if not _NUMBER.fullmatch(id):
        raise HTTPException(404)
    return visit.portfolio(int(id))


def page(
    visit: Visit,
    portfolio: Portfolio,
    error: Exception | None = None,
    *,
    done: str = "",
    counted: object = (),
    running: bool = False,
    status: int = 400,
) -> Response:
    """The page, with what was wrong or what was done."""
    id_ = portfolio.id or 0
    of = Seen([id_])
    with reading(visit.desk.engine) as session:
        inside = members(session, id_)
        known = {one.id for one in inside}
        outside = [one for one in accounts(session) if one.active and one.id not in known]
        receivers, lately = followed(session, of), newest(session, of, Wanted(), most=_NEWEST)
        tally = tallies(session, [id_])[id_]
        waits = None if running or error else exchanges.waiting(session, id_)
    return visit.page(
        "portfolios/settings.html",
        status=status if error else 200,
        portfolio=portfolio,
        tally=tally,
        members=inside,
        outside=outside,
        roles={one.value: one.words for one in Role},
        receivers=receivers,
        states={one.id: shown.state(one, visit.now) for one in receivers},
        cadence=cadence,
        shown=shown,
        lately=lately,
        error=error,
        running=running,
        waits=waits,
        done=done,
        counted=counted,
        longest=LONGEST_PORTFOLIO_NAME,
        most=MOST_MEGABYTES,
    )


def _membership(visit: Visit, id: str, account: str, *, joining: bool) -> Response:
    portfolio = portfolio_of(visit, id)
    step = membership.let_see if joining else membership.hide_from
    try:
        with writing(visit.desk.engine) as session:
            whom = session.get(Account, int(account)) if _NUMBER.fullmatch(account) else None
            if whom is None:
                raise UsageError("没有选择账号", meaning="没有改动任何内容", action="请在列表中选择一个账号")
            step(session, portfolio, whom, at=visit.now, who=visit.who)
    except UsageError as error:
        return page(visit, portfolio, error)
    if not joining and whom.id == visit.known.account:
        return RedirectResponse("/portfolios?done=left", status_code=303)
    return _back(id, "joined" if joining else "parted")


def _back(id: str, done: str) -> Response:
    return RedirectResponse(f"/portfolios/{id}/settings?done={done}", status_code=303)
