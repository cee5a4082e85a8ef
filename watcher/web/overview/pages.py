"""总览: what the data are as of, and what wants a person."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from store.alarms import standing
from store.database import reading
from store.members import seen_by
from store.newly import new_notices, undelivered
from watcher.alarm_words import alarm
from watcher.covered import covered
from watcher.notice_words import KIND
from watcher.web.charts import bars
from watcher.web.counters import messages_seen, to_judge
from watcher.web.notices.pages import LATELY
from watcher.web.overview.judging import first_to_judge, last_screening
from watcher.web.overview.strips import LEGEND, strips
from watcher.web.overview.trust_line import trust_line
from watcher.web.overview.weeks import KINDS, sent_today, weeks
from watcher.web.sources.condition import conditions
from watcher.web.visit import BY_ITSELF, Viewing

router = APIRouter()
_MOST_NOTICES = 12
_MOST_ALARMS = 5


@router.get("/")
def overview(visit: Viewing) -> Response:
    """The first page."""
    with reading(visit.desk.engine) as session:
        mine = seen_by(session, visit.known.account)
        cover = covered(session, visit.desk)
        trusted = visit.trust(cover)
        found = conditions(cover, trusted)
        hits, seen = to_judge(session, visit.desk, mine), messages_seen(visit.known, mine)
        number, notices = new_notices(session, visit.now - LATELY, _MOST_NOTICES)
        columns = weeks(session, visit.desk, visit.today)
        rows = standing(session)
        alarms = [alarm("opened", row, telling="", watched=()) for row in rows[:_MOST_ALARMS]]
        facts: dict[str, Any] = {
            "hits": hits,
            "to_judge": first_to_judge(session, visit.desk, visit.known.account, mine, visit.today) if hits else [],
            "last": last_screening(session, mine) if mine and not hits else None,
            "strips": strips(session, visit.desk, found, visit.today),
            "sent": sent_today(session, visit.desk, visit.known.account, seen, visit.today),
            "undelivered": undelivered(session, seen),
        }
    return visit.page(
        "overview/overview.html",
        line=trust_line(cover, trusted, found, visit.desk.sources, watching=bool(mine)),
        mine=len(mine),
        gaps=cover.gaps,
        gaps_of={gap.notice_id: gap for gap in cover.gaps},
        notices=notices,
        new_notices=number,
        columns=columns,
        chart=bars(columns),
        kinds=tuple(KINDS.values()),
        notice_kinds=KIND,
        alarms=alarms,
        alarms_number=len(rows),
        legend=LEGEND,
        asking=BY_ITSELF,
        **facts,
    )


@router.get("/overview/trust")
def trust(visit: Viewing) -> Response:
    """The first line alone, as the open page asks for it every minute."""
    with reading(visit.desk.engine) as session:
        cover = covered(session, visit.desk)
        watching = bool(seen_by(session, visit.known.account))
    trusted = visit.trust(cover)
    line = trust_line(cover, trusted, conditions(cover, trusted), visit.desk.sources, watching=watching)
    return visit.page("overview/trust.html", line=line, asking=BY_ITSELF)
