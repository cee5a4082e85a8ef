"""关注名单: those that somebody sees, and what was found in them."""

from fastapi import APIRouter
from starlette.responses import Response

from store.database import reading
from store.tallies import standing, tallies
from store.uploads import being_screened
from watcher.web.visit import Viewing

router = APIRouter(prefix="/portfolios")


@router.get("")
def portfolios(visit: Viewing, done: str = "") -> Response:
    """The portfolios of who is asking: watched ones, and those that were screened once."""
    ids = visit.portfolios()
    with reading(visit.desk.engine) as session:
        found, numbers, running = standing(session, ids), tallies(session, ids), being_screened(session, ids)
    return visit.page(
        "portfolios/portfolios.html",
        watched=[one for one in found if one.watched],
        once=[one for one in found if not one.watched],
        tallies=numbers,
        running=running,
        days=visit.desk.settings.screening_days,
        trust=visit.trust(visit.coverage()),
        done={"removed": "已移除关注名单，其交易对手、命中和消息都已抹去", "left": "您已不再是那份关注名单的成员"}.get(done, ""),
    )
