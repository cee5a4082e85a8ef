"""来源: what is watched, and how each source fares."""

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from store import schedule
from store.alarms import standing
from store.database import reading
from watcher.alarm_words import alarm
from watcher.covered import covered
from watcher.web.sources.condition import conditions, counted
from watcher.web.sources.watched import authorities
from watcher.web.visit import Viewing

router = APIRouter(prefix="/sources")

_FILTERS = {"well": "正常", "bad": "异常", "blocked": "被拦截", "failed": "失败", "late": "延迟", "unseen": "尚未查看"}


@router.get("")
def sources(visit: Viewing, state: str = "") -> Response:
    """What is watched, and how each source fares; the worst first, or those alone that fare so."""
    if state and state not in _FILTERS:
        raise HTTPException(404)
    with reading(visit.desk.engine) as session:
        cover = covered(session, visit.desk)
        health = schedule.health(session)
        alarms = [alarm("opened", row, telling="", watched=()) for row in standing(session)]
    trusted = visit.trust(cover)
    fares = conditions(cover, trusted)
    shown = tuple(one for one in visit.desk.sources if state in ("", fares[one.id].group, fares[one.id]))
    found = authorities(shown, health, cover, fares, visit.desk.settings, visit.now)
    counts = dict.fromkeys(_FILTERS, 0)
    for condition, number in counted(fares).items():
        for key in {condition.group, condition.value}:
            counts[key] += number
    return visit.page(
        "sources/sources.html",
        authorities=[one for one in found if one.sources or not state],
        alarms=alarms,
        trust=trusted,
        revision=cover.revision,
        state=state,
        filters=[(key, words, counts[key]) for key, words in _FILTERS.items() if counts[key]],
        total=len(visit.desk.sources),
        shown=len(shown),
    )
