"""发件箱: every message that is seen, how it fares, and trying it again."""

from threading import Lock
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from alerts.channels.letter import Delivery
from sources.errors import UsageError
from store import deliveries
from store.correspondence import STATES, Wanted, counted, followed, newest, numbers, refused_elsewhere
from store.database import reading, writing
from watcher.resending import resend_refused, send_test
from watcher.web.subscriptions import shown
from watcher.web.subscriptions.reach import named, number, seen
from watcher.web.visit import Reviewing, Viewing, Visit

router = APIRouter(prefix="/subscriptions/outbox")

PER_PAGE = 50
_TESTED = "tested"
_TESTING = Lock()  # a server that hangs takes one thread, however often somebody asks


class Tested(NamedTuple):
    """A test mail, and what became of it."""

    address: str
    delivery: Delivery


@router.get("")
def outbox(
    visit: Viewing, state: str = "", portfolio: str = "", subscription: str = "", before: str = "", done: str = ""
) -> Response:
    """The messages, the newest first."""
    tested = visit.desk.asked.get(_tested_by(visit)) if done == _TESTED else None
    return _page(
        visit, state, portfolio, subscription, before, done=done, tested=tested if isinstance(tested, Tested) else None
    )


@router.post("/retry")
def retry_refused(visit: Reviewing, portfolio: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Queue everything again that was refused, of all that is seen or of one portfolio."""
    of = seen(visit)
    with writing(visit.desk.engine) as session:
        refused = numbers(session, of, Wanted("dead", number(portfolio) if portfolio else None))
        many = resend_refused(session, at=visit.now, who=visit.who, among=refused)
    chosen = f"portfolio={number(portfolio)}&" if portfolio else ""
    return RedirectResponse(f"/subscriptions/outbox?{chosen}done={many}", status_code=303)


@router.post("/test")
def test(visit: Reviewing, address: Annotated[str, Form(max_length=5_000)] = "") -> Response:
    """Send one mail at once, and show what the server said; that is kept for whoever asked, until he asks again."""
    if not _TESTING.acquire(blocking=False):
        busy = UsageError("另一封测试邮件正在发送", meaning="这一封没有发送", action="请稍后再试")
        return _page(visit, typed=address, error=busy, status=409)
    try:
        delivery = send_test(visit.desk, address.strip(), at=visit.now, who=visit.who)
    except UsageError as error:
        return _page(visit, typed=address, error=error, status=400)
    finally:
        _TESTING.release()
    visit.desk.asked[_tested_by(visit)] = Tested(address.strip(), delivery)
    return RedirectResponse(f"/subscriptions/outbox?done={_TESTED}", status_code=303)


def _tested_by(visit: Visit) -> str:
    return f"test mail of {visit.known.account}"


def _page(
    visit: Visit,
    state: str = "",
    portfolio: str = "",
    subscription: str = "",
    before: str = "",
    *,
    done: str = "",
    typed: str = "",
    error: UsageError | None = None,
    tested: Tested | None = None,
    status: int = 200,
) -> Response:
    of = seen(visit)
    if state and state not in STATES:
        raise HTTPException(404)
    one, to = (number(text) if text else None for text in (portfolio, subscription))
    wanted = Wanted(state, one, to)
    with reading(visit.desk.engine) as session:
        mine = named(session, of)
        if one is not None and one not in mine:
            raise HTTPException(404)
        counts = counted(session, of, Wanted("", one, to))
        found = newest(session, of, wanted, before=number(before) or None, most=PER_PAGE + 1)
        elsewhere = refused_elsewhere(session, of)
        addresses = {"", *(each.address for each in followed(session, of))}  # of others' receivers nothing is told
        away = [each for each in deliveries.servers_away(session) if each.server in addresses]
    return visit.page(
        "subscriptions/outbox.html",
        status=status,
        messages=found[:PER_PAGE],
        more=len(found) > PER_PAGE,
        counts=counts,
        portfolios=mine,
        wanted=wanted,
        older=bool(number(before)),
        elsewhere=elsewhere,
        away=away,
        shown=shown,
        no_server=not visit.desk.settings.smtp_url,
        done=done if done.isascii() and done.isdigit() and len(done) < 10 else "",
        typed=(tested.address if tested else typed)[:320],
        error=error,
        tested=tested.delivery if tested else None,
    )
