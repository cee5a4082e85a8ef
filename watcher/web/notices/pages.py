"""公告: the list with its search, and the page of one notice."""

import re
from datetime import date, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from sources import catalog
from store.coverage import gaps
from store.database import reading
from store.notice_search import Wanted, beside, count, find, regulators
from watcher.notice_words import BASIS, CONFLICT_STATE, FIELD, KIND, ORIGIN, POLARITY, where
from watcher.web.notices.marked import marked
from watcher.web.notices.view import NAMES_PER_SHEET, view_of
from watcher.web.visit import Viewing

router = APIRouter(prefix="/notices")

PER_PAGE = 50
LATELY = timedelta(days=7)  # what was first seen since then is new
_NUMBER = re.compile("[1-9][0-9]{0,5}")
_ID = re.compile("n[0-9a-f]{15}")
_UNKNOWN = "none"  # stands in an address for a regulator that nobody could tell


@router.get("")
def notices(
    visit: Viewing, q: str = "", kind: str = "", regulator: str = "", since: str = "", new: str = "", page: str = "1"
) -> Response:
    """The newest first; every part of the question stands in the address."""
    only_gaps = visit.request.query_params.get("gaps", "") == "1"
    if (kind and kind not in KIND) or not _NUMBER.fullmatch(page):
        raise HTTPException(404)
    day, seen = _day(since), visit.now - LATELY if new == "1" else None
    of = "" if regulator == _UNKNOWN else regulator or None
    wanted = Wanted(q, kind=kind or None, regulator=of, since=day, gaps=only_gaps, seen=seen)
    at = int(page)
    with reading(visit.desk.engine) as session:
        total = count(session, wanted)
        rows = find(session, wanted, first=(at - 1) * PER_PAGE, most=PER_PAGE)
        aside = beside(session, [one.id for one in rows])
        missing = {one.notice_id: one for one in gaps(session)}
        known = regulators(session)
    asked = {"q": q[:200], "kind": kind, "regulator": regulator, "since": since if day else "", "gaps": "1" if only_gaps else "", "new": "1" if seen else ""}
    return visit.page(
        "notices/notices.html",
        rows=rows,
        aside=aside,
        missing=missing,
        total=total,
        page=at,
        pages=max(1, -(-total // PER_PAGE)),
        asked=asked,
        address=lambda number: "/notices?" + urlencode({key: value for key, value in asked.items() if value} | {"page": number}),
        misread_day=bool(since and day is None),
        marked=lambda title: marked(title, wanted.words),
        regulators=[(one or _UNKNOWN, catalog.regulator_name(one) or "未能确定") for one in known],
        regulator_name=catalog.regulator_name,
        kinds=KIND,
        trust=visit.trust(visit.coverage()) if not rows else None,
    )


@router.get("/{id_}")
def notice(visit: Viewing, id_: str, sheet: str = "1") -> Response:
    """One notice: what it says, whom it names, what that rests on, and what is open about it."""
    if not _ID.fullmatch(id_) or not _NUMBER.fullmatch(sheet):
        raise HTTPException(404)
    with reading(visit.desk.engine) as session:
        view = view_of(session, id_, sheet=int(sheet))
    if view is None:
        raise HTTPException(404)
    return visit.page(
        "notices/notice.html",
        view=view,
        sheet=int(sheet),
        sheets=max(1, -(-view.printed // NAMES_PER_SHEET)),
        per_sheet=NAMES_PER_SHEET,
        regulator_name=catalog.regulator_name,
        kinds=KIND,
        polarities=POLARITY,
        bases=BASIS,
        origins=ORIGIN,
        fields=FIELD,
        states=CONFLICT_STATE,
        where=where,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
