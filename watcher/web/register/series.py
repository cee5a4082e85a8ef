"""One list: its editions with their sizes, where names are missing, and who stood on it on a day."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from starlette.responses import Response

from alerts.facts import facts_of
from sources.catalog import regulator_name
from store.database import reading
from store.known import revision
from store.lists import editions
from store.selection import Selection, Standing, counted, some
from store.tables.register import SeriesRow
from watcher.register.wanted import Times
from watcher.web.register import addresses
from watcher.web.register.covered import covered
from watcher.web.register.files import Format, listings_file
from watcher.web.register.pages import PER_PAGE, Number
from watcher.web.register.sentence import STANDING
from watcher.web.visit import Viewing

router = APIRouter(prefix="/register/series")

MODE = {"snapshot": "新一期取代上一期", "batch": "各期累加；不再出现不说明什么"}
STATE = {"complete": "名称齐全", "names_missing": "名称尚未取得", "held": "存疑，待裁决", "withdrawn": "已撤回"}
ACT = {"replaces": "取代", "adds": "增列", "removes": "移出", "disposes": "处置"}
_MOST_EDITIONS = 40


class Asked(Times):
    """The day and the time, which members, and in what form."""

    standing: Standing = Standing.LISTED
    after: Number = None
    format: Format = ""


@router.get("/{key:path}")
def series(visit: Viewing, key: str, asked: Annotated[Asked, Query()]) -> Response:
    """One list as it is, or was."""
    desk, day, known_at = visit.desk, asked.day(visit.today), asked.known_at
    chosen = Selection(day, known_at, asked.standing, series=(key,))
    with reading(desk.engine) as session:
        row = session.get(SeriesRow, key)
        if row is None:
            raise HTTPException(404)
        if asked.format:
            return listings_file(desk, chosen, f"{row.title}-{day}", asked.format)
        several, ever = editions(session, key, _MOST_EDITIONS, as_of=day, known_at=known_at)
        total = sum(counted(session, chosen).values())
        members = some(session, chosen, PER_PAGE + 1, after=asked.after)
        number = revision(session, known_at)
    shown = members[:PER_PAGE]
    return visit.page(
        "register/series.html",
        asked=asked,
        day=day,
        series=row,
        regulator=regulator_name(row.regulator),
        mode=MODE[row.mode],
        standings=STANDING,
        states=STATE,
        acts=ACT,
        editions=several,
        left_out=ever - len(several),
        total=total,
        rows=[(one, facts_of(one, day)) for one in shown],
        last=shown[-1].listing.id if len(members) > PER_PAGE else None,
        at=partial(addresses.here, addresses.series(key), asked),
        addresses=addresses,
        revision=number,
        missing=covered(visit, {"series": key}, known_at),
    )
