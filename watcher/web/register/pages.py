"""名单库: what is listed, by text and filters, on any day, as known at any time; as a page and as a file."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from alerts.facts import facts_of
from store.database import reading
from store.known import revision
from store.listings import Entry
from watcher.register.view import View, page, view
from watcher.register.wanted import LONGEST, Filters
from watcher.web.register import addresses
from watcher.web.register.covered import covered
from watcher.web.register.files import Format, listings_file
from watcher.web.register.sentence import STANDING, sentence
from watcher.web.visit import Viewing, Visit

router = APIRouter(prefix="/register")

PER_PAGE = 50
Number = Annotated[int | None, Field(ge=0, lt=2**31)]


class Search(Filters):
    """The whole question, and which page of the answer."""

    q: Annotated[str, Field(max_length=LONGEST)] = ""
    after: Number = None
    before: Number = None
    format: Format = ""


@router.get("")
def listings(visit: Viewing, asked: Annotated[Search, Query()]) -> Response:
    """The listings that were asked for, with the filters and what they would leave."""
    desk = visit.desk
    with reading(desk.engine) as session:
        found = view(desk, session, asked, asked.q, visit.today)
        if asked.format and found.crowded:
            return _too_many(visit, found)
        if asked.format:
            return listings_file(desk, found.chosen, f"名单库-{found.chosen.as_of}", asked.format)
        entries = page(session, found, PER_PAGE + 1, after=asked.after, before=asked.before)
        number = revision(session, asked.known_at)
    first, last, entries = _ends(asked, found, entries)
    return visit.page(
        "register/register.html",
        asked=asked,
        view=found,
        rows=[(one, facts_of(one, found.chosen.as_of)) for one in entries],
        first=first,
        last=last,
        at=partial(addresses.here, "/register", asked),
        sentence=sentence(asked, asked.q, found),
        addresses=addresses,
        standings=STANDING,
        revision=number,
        missing=covered(visit, asked.facets, asked.known_at),
    )


def _too_many(visit: Visit, found: View) -> Response:
    return visit.page(
        "error.html",
        status=400,
        what=f"名称或代码相符的企业超过 {len(found.found or ())} 家，没有生成文件",
        meaning="只含其中一部分的文件会被当作全部",
        action="请写得更具体；或不写名称，改用地区、行业等条件后下载",
    )


def _ends(asked: Search, found: View, entries: list[Entry]) -> tuple[int | None, int | None, list[Entry]]:
    """Before which listing there are more, after which, and the page between."""
    if found.found is not None:
        return None, None, entries
    more = len(entries) > PER_PAGE
    back = asked.before is not None
    shown = (entries[1:] if back else entries[:PER_PAGE]) if more else entries
    if not shown:
        return None, None, []
    return (
        shown[0].listing.id if (more if back else asked.after is not None) else None,
        shown[-1].listing.id if (back or more) else None,
        shown,
    )
