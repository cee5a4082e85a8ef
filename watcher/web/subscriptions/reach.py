"""Which subscriptions and messages a visitor reaches: of his portfolios, and of the operation for who looks after it."""

import re
from collections.abc import Mapping

from sqlmodel import Session
from starlette.responses import Response

from sources.errors import UsageError
from store.correspondence import Seen
from store.tables.outbox import Subscription
from store.tables.portfolios import Portfolio
from store.tallies import standing
from watcher.accounts.visitors import Role
from watcher.web.visit import Visit

OPERATIONS = "operations"
_NUMBER = re.compile("[1-9][0-9]{0,8}")


def seen(visit: Visit) -> Seen:
    """What of it is seen by who is asking."""
    return Seen(visit.portfolios(), operations=visit.known.role.may(Role.ADMIN))


def number(text: str) -> int:
    """A number of ours as an address writes it; 0, which none of ours has, for anything else."""
    return int(text) if _NUMBER.fullmatch(text) else 0


def reached(session: Session, of: Seen, id: str) -> Subscription | None:
    """The subscription of that number; None for any that is not seen, whether there is one or not."""
    found = session.get(Subscription, number(id))
    return found if found is not None and of.includes(found.portfolio_id) else None


def named(session: Session, of: Seen) -> Mapping[int | None, Portfolio]:
    """The portfolios of who is asking, by their ids."""
    return {one.id: one for one in standing(session, of.portfolios)}


def no_such(visit: Visit) -> Response:
    """The page for a subscription that is not seen."""
    return visit.page(
        "error.html",
        status=404,
        what="没有这项订阅",
        meaning="它已被移除或退订，或者属于您看不到的关注名单；没有作任何改动",
        action="请回到“订阅与投递”查看",
    )


def gone(name: str) -> UsageError:
    """That a portfolio was removed or renamed between the question and the answer."""
    return UsageError(f"关注名单“{name}”刚刚被移除或改名", meaning="未作任何改动", action="请重新打开页面后再试")
