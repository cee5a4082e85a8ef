"""来源: what is watched, and how each source fares."""

from fastapi import APIRouter
from starlette.responses import Response

from store import schedule
from store.alarms import standing
from store.coverage import coverage
from store.database import reading
from watcher.alarm_words import alarm
from watcher.web.sources.watched import authorities
from watcher.web.visit import Viewing

router = APIRouter(prefix="/sources")


@router.get("")
def sources(visit: Viewing) -> Response:
    """What is watched, and how each source fares; the worst first."""
    with reading(visit.desk.engine) as session:
        cover = coverage(session, visit.desk.sources)
        health = schedule.health(session)
        alarms = [alarm("opened", row, telling="", watched=()) for row in standing(session)]
    trusted = visit.trust(cover)
    found = authorities(visit.desk.sources, health, cover, trusted, visit.now)
    return visit.page("sources/sources.html", authorities=found, alarms=alarms, trust=trusted, revision=cover.revision)
