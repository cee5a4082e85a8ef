"""One subscription: what it does, and changing, silencing and removing it."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from alerts import subscriptions as kept
from alerts.promise import promise
from alerts.timing import held
from sources.errors import UsageError
from store.correspondence import Wanted, newest, untold
from store.database import reading, writing
from store.tables.outbox import Subscription
from watcher import subscribing
from watcher.web.subscriptions import shown, wished
from watcher.web.subscriptions.reach import named, no_such, reached, seen
from watcher.web.subscriptions.wished import Short, Wished
from watcher.web.visit import Reviewing, Viewing, Visit

router = APIRouter(prefix="/subscriptions")

_DONE = {
    "added": "已添加订阅；现有的命中会以一份筛查报告告知",
    "there": "原来就有这项订阅，没有重复添加",
    "changed": "已保存",
    "widened": "已保存；新范围内尚未告知的在列记录将以一份筛查报告告知",
    "paused": "已暂停，消息留待恢复后一次告知",
    "was-paused": "此前已经暂停，没有改动",
    "resumed": "已恢复，等待的消息会按设定的时间告知",
    "was-active": "此前没有暂停也没有静音，没有改动",
    "muted": "已静音，消息留待期满后一次告知",
}
_NEWEST = 5


class Changed(Wished):
    """The form for what is stated; `stood` is what stood there when it was opened."""

    stood: Short = ""


@router.get("/{id}")
def one(visit: Viewing, id: str, done: str = "") -> Response:
    """What it does and how it fares."""
    return _page(visit, id, done=done)


@router.post("/{id}")
def change(visit: Reviewing, id: str, form: Annotated[Changed, Form()]) -> Response:
    """Change what is stated, unless somebody else did meanwhile."""
    of = seen(visit)
    with reading(visit.desk.engine) as session:
        row = reached(session, of, id)
    if row is None:
        return no_such(visit)
    try:
        done = subscribing.change(
            visit.desk, row.id or 0, form.wishes, at=visit.now, who=visit.who, as_it_stood=form.stood
        )
    except UsageError as error:
        return _page(visit, id, error)
    return _back(id, "widened" if done.reported else "changed")


@router.post("/{id}/pause")
def pause(visit: Reviewing, id: str) -> Response:
    """Let its news wait."""
    return _turned(visit, id, lambda to: not to.paused, kept.pause, "paused", "was-paused")


@router.post("/{id}/resume")
def resume(visit: Reviewing, id: str) -> Response:
    """Tell what waited."""
    of = seen(visit)
    with reading(visit.desk.engine) as session:
        row = reached(session, of, id)
    if row is None:
        return no_such(visit)
    if not held(row, visit.now):
        return _back(id, "was-active")
    subscribing.resume(visit.desk, row.id or 0, at=visit.now, who=visit.who)
    return _back(id, "resumed")


@router.post("/{id}/mute")
def mute(visit: Reviewing, id: str, days: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Let its news wait for some days."""

    def quiet(session: Session, row: int, *, at: object, who: str) -> Subscription:
        number = int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0
        return kept.mute(session, row, days=number, at=visit.now, who=who)

    return _turned(visit, id, lambda _to: True, quiet, "muted", "")


@router.post("/{id}/remove")
def remove(visit: Reviewing, id: str, sure: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Remove it with what was still to be told, if that is meant."""
    of = seen(visit)
    with writing(visit.desk.engine) as session:
        row = reached(session, of, id)
        if row is None:
            return no_such(visit)
        if sure:
            kept.unsubscribe(session, row.id or 0, at=visit.now, who=visit.who)
            return RedirectResponse("/subscriptions?done=removed", status_code=303)
    return _page(visit, id, UsageError("没有勾选“确认移除”", meaning="订阅没有移除", action="请先勾选，再点“移除”"))


def _turned(
    visit: Visit, id: str, may: Callable[[Subscription], bool], step: Callable[..., Subscription], done: str, was: str
) -> Response:
    """Take the step where there is one to take, and say which it was."""
    of = seen(visit)
    try:
        with writing(visit.desk.engine) as session:
            row = reached(session, of, id)
            if row is None:
                return no_such(visit)
            if not may(row):
                return _back(id, was)
            step(session, row.id or 0, at=visit.now, who=visit.who)
    except UsageError as error:
        return _page(visit, id, error)
    return _back(id, done)


def _back(id: str, done: str) -> Response:
    return RedirectResponse(f"/subscriptions/{id}?done={done}", status_code=303)


def _page(visit: Visit, id: str, error: UsageError | None = None, *, done: str = "") -> Response:
    of = seen(visit)
    with reading(visit.desk.engine) as session:
        row = reached(session, of, id)
        if row is None:
            return no_such(visit)
        portfolio = named(session, of).get(row.portfolio_id)
        waits = untold(session, [row.id or 0]).get(row.id or 0, 0)
        lately = newest(session, of, Wanted(subscription=row.id), most=_NEWEST)
    state, tone = shown.state(row, visit.now)
    return visit.page(
        "subscriptions/one.html",
        status=400 if error else 200,
        to=row,
        portfolio=portfolio,
        form=wished.wished(row),
        stood=subscribing.stood(row),
        choices=wished,
        promised=promise(row, visit.now),
        wrong="",
        state=state,
        tone=tone,
        waits=waits,
        lately=lately,
        shown=shown,
        error=error,
        done=_DONE.get(done, ""),
    )
