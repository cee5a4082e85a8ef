"""订阅与投递: who hears of what, and how one more is added."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import RedirectResponse
from pydantic import Field
from starlette.responses import Response

from alerts.promise import cadence, promise
from alerts.wishes import EVERYTHING_AT_ONCE, in_range
from sources.errors import UsageError
from store.correspondence import Seen, Wanted, counted, followed, of_subscriptions, untold
from store.database import reading
from store.tables.outbox import Subscription
from store.tables.portfolios import Portfolio
from watcher import subscribing
from watcher.accounts.visitors import Role
from watcher.web.subscriptions import shown, wished
from watcher.web.subscriptions.reach import OPERATIONS, named, number, seen
from watcher.web.subscriptions.wished import Short, Wished
from watcher.web.visit import Reviewing, Viewing, Visit

router = APIRouter(prefix="/subscriptions")

_DONE = {"removed": "已移除订阅，尚未发出的消息也已撤回"}


class Added(Wished):
    """The form for a new subscription."""

    about: Short = ""  # the id of a portfolio, or operations
    channel: Short = "mail"
    address: Annotated[str, Field(max_length=5_000)] = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One subscription as the list shows it."""

    to: Subscription
    portfolio: Portfolio | None
    state: str
    tone: str
    cadence: str
    range: str
    waits: int
    refused: int


@router.get("")
def subscriptions(visit: Viewing, done: str = "") -> Response:
    """Who hears of what."""
    of = seen(visit)
    with reading(visit.desk.engine) as session:
        mine = named(session, of)
        found = followed(session, of)
        ids = [one.id or 0 for one in found]
        waits, refused = untold(session, ids), of_subscriptions(session, ids)
        dead = counted(session, of, Wanted("dead"))["dead"]
    rows = [
        Row(
            one,
            mine.get(one.portfolio_id),
            *shown.state(one, visit.now),
            cadence(one.every),
            in_range(one),
            waits.get(one.id or 0, 0),
            refused.get(one.id or 0, 0),
        )
        for one in found
    ]
    deaf = [one for one in mine.values() if one.watched and one.id not in {row.to.portfolio_id for row in rows}]
    return visit.page(
        "subscriptions/subscriptions.html",
        rows=rows,
        deaf=deaf,
        portfolios=mine,
        shown=shown,
        dead=dead,
        no_server=not visit.desk.settings.smtp_url,
        done=_DONE.get(done, ""),
    )


@router.get("/new")
def form(visit: Reviewing, about: str = "") -> Response:
    """The form for one more receiver."""
    return _form(visit, Added(about=about[:100]))


@router.post("/new")
def add(visit: Reviewing, form: Annotated[Added, Form()]) -> Response:
    """Subscribe somebody; the secret of a webhook is shown in the answer, and never again."""
    of = seen(visit)
    try:
        portfolio = _about(visit, of, form.about)
        if form.channel not in shown.CHANNELS:
            raise UsageError("没有这种方式", meaning="未添加订阅", action="请选择邮件或 Webhook")
        if form.channel == "webhook" and not _may_push(visit):
            raise UsageError("Webhook 只能由管理员添加", meaning="未添加订阅", action="请选择邮件，或请作为该名单成员的管理员添加")
        row, reported, is_new = subscribing.subscribe(
            visit.desk,
            portfolio.name if portfolio else None,
            form.address,
            channel=form.channel,
            wishes=form.wishes if portfolio else EVERYTHING_AT_ONCE,
            at=visit.now,
            who=visit.who,
        )
    except UsageError as error:
        return _form(visit, form, error)
    if is_new and row.channel == "webhook":
        return visit.page("subscriptions/secret.html", to=row, reported=reported)
    return RedirectResponse(f"/subscriptions/{row.id}?done={'added' if is_new else 'there'}", status_code=303)


def _may_push(visit: Visit) -> bool:
    """Whether he may name an address that this machine then asks: it reaches what his own browser may not."""
    return visit.visitor is not None and visit.visitor.role.may(Role.ADMIN)


@router.get("/preview")
def preview(visit: Reviewing, form: Annotated[Added, Query()]) -> Response:
    """What a form that is being filled in would do, in sentences."""
    words, wrong = _promised(visit, form)
    return visit.page("subscriptions/promise.html", promised=words, wrong=wrong)


def _promised(visit: Visit, form: Added) -> tuple[list[str], str]:
    """(what will be told when, what is wrong with the form)."""
    audience = OPERATIONS if form.about == OPERATIONS else "portfolio"
    try:
        stated = form.wishes.as_columns()
    except UsageError as error:
        return [], str(error)
    at = visit.now
    to = Subscription(audience=audience, channel=form.channel, address="", secret="", added_at=at, told_at=at, **stated)
    return promise(to, at), ""


def _about(visit: Visit, of: Seen, about: str) -> Portfolio | None:
    """The portfolio that is chosen, or None for the operation. Raises UsageError for any other."""
    if about == OPERATIONS and of.operations:
        return None
    with reading(visit.desk.engine) as session:
        found = named(session, of).get(number(about))
    if found is None:
        raise UsageError("没有选择关注名单", meaning="未添加订阅", action="请在列表中选择一份关注名单；它可能刚刚被移除")
    return found


def _form(visit: Visit, form: Added, error: UsageError | None = None) -> Response:
    of = seen(visit)
    with reading(visit.desk.engine) as session:
        mine = [one for one in named(session, of).values() if one.watched]
    words, wrong = _promised(visit, form)
    return visit.page(
        "subscriptions/new.html",
        status=400 if error else 200,
        form=form,
        error=error,
        portfolios=mine,
        operations=of.operations,
        choices=wished,
        may_push=_may_push(visit),
        promised=words,
        wrong=wrong,
    )
