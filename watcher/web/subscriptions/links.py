"""The pages behind signed links: to look changes nothing, because mail scanners follow links; to post does it."""

import re

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from alerts.links import ACTIONS, MUTED_DAYS, signed_path
from store.database import reading, writing
from store.tables.outbox import Subscription
from store.tables.portfolios import Portfolio
from watcher.receivers import act, receiver
from watcher.web.visit import Open, Visit

router = APIRouter(prefix="/subscriptions")

_NUMBER = re.compile("[1-9][0-9]{0,8}")


@router.get("/{number}/{action}/{given}")
def ask(visit: Open, number: str, action: str, given: str) -> Response:
    """What would be done, and the button for it."""
    _known(number, action)
    with reading(visit.desk.engine) as session:
        to = receiver(session, int(number), action, given)
        portfolio = session.get(Portfolio, to.portfolio_id) if to and to.portfolio_id else None
    return _page(visit, to, action, portfolio) if to else _no_longer(visit)


@router.post("/{number}/{action}/{given}")
def do(visit: Open, number: str, action: str, given: str) -> Response:
    """Do it, and say so; whatever the body says, since the link itself is the right to do it."""
    _known(number, action)
    at = visit.now
    with writing(visit.desk.engine) as session:
        to = receiver(session, int(number), action, given)
        if to is None:
            return _no_longer(visit)
        portfolio = session.get(Portfolio, to.portfolio_id) if to.portfolio_id else None
        answer = _page(visit, to, action, portfolio, done=True)
        act(session, to, action, at)
    return answer


def _known(number: str, action: str) -> None:
    if action not in ACTIONS or not _NUMBER.fullmatch(number):
        raise HTTPException(404)


def _page(visit: Visit, to: Subscription, action: str, portfolio: Portfolio | None, *, done: bool = False) -> Response:
    return visit.page(
        "subscriptions/link.html",
        action=action,
        done=done,
        portfolio=portfolio.name if portfolio else "",
        address=to.address,
        days=MUTED_DAYS,
        muted=bool(to.muted_until and to.muted_until > visit.now),
        resume=signed_path(to.secret, to.id or 0, "resume"),
    )


def _no_longer(visit: Visit) -> Response:
    return visit.page(
        "error.html",
        status=404,
        what="此链接已失效",
        meaning="订阅已经退订或被移除，或者链接不完整；没有作任何改动",
        action="若是从邮件中复制的链接，请确认复制完整；仍收到邮件时，请用最近一封邮件中的链接，或联系本系统的维护者",
    )
