"""One company of the register: names, codes, listings, its history in both times, notices, and who of one's own it may be."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from sqlmodel import Session, select
from starlette.responses import Response

from alerts.facts import facts_of, status
from store.chunks import Among
from store.corrections_kept import corrections_told
from store.database import reading
from store.hits import Pair, pairs
from store.known import revision
from store.listings import entries
from store.tables.portfolios import Portfolio
from store.tables.register import Company
from store.timeline import past_only, timeline
from watcher.notice_words import ORIGIN
from watcher.register import histories
from watcher.register.exports import csv_pieces, document
from watcher.register.listings import listing
from watcher.register.wanted import Times
from watcher.web.register import addresses
from watcher.web.register.chart import POSITIVE, chart
from watcher.web.register.covered import covered
from watcher.web.register.files import Format, download
from watcher.web.visit import Viewing, Visit

router = APIRouter(prefix="/register/company")

_MOST_OWN = 50


class Asked(Times):
    """The day and the time, and in what form."""

    format: Format = ""


@router.get("/{id}")
def company(visit: Viewing, id: str, asked: Annotated[Asked, Query()]) -> Response:
    """Everything that is held of a company; of an earlier time, what was held then."""
    desk, day, known_at = visit.desk, asked.day(visit.today), asked.known_at
    with reading(desk.engine) as session:
        found = session.get(Company, id)
        if found is None or (known_at is not None and found.recorded_at > known_at):
            raise HTTPException(404)
        told = timeline(session, found, known_at=known_at)
        listed = entries(session, known_at=known_at, companies=[id])
        listed = [one for one in listed if one.listing.valid_from <= day]
        number = revision(session, known_at)
        own = _own(visit, session, id) if known_at is None else None
        corrections = corrections_told(session, id, known_at)
    if asked.format == "csv":
        return download(csv_pieces(listed), f"{told.company.name}-{day}", "csv")
    if asked.format == "json":
        facts = histories.data(told, day, known_at) | {"hits": None, "listings": [listing(one) for one in listed]}
        return download(iter([document(facts)]), f"{told.company.name}-{day}", "json")
    standing = [one for one in listed if one.listing.valid_to is None or one.listing.valid_to > day]
    return visit.page(
        "register/company.html",
        asked=asked,
        day=day,
        told=told,
        rows=[(one, facts_of(one, day)) for one in listed],
        stands=sum(one.series.polarity != POSITIVE for one in standing),
        praised=sum(one.series.polarity == POSITIVE for one in standing),
        told_status=partial(status, as_of=day),
        chart=chart(told.versions, day),
        titles={one.entry.series.key: one.entry.series.title for one in told.versions},
        own=own,
        corrections=corrections,
        at=partial(addresses.here, addresses.company(id), asked),
        addresses=addresses,
        name_kind=histories.NAME_KIND,
        corrected=histories.CORRECTED,
        origin=ORIGIN,
        until=partial(past_only, known_at=known_at),
        revision=number,
        missing=covered(visit, known_at=known_at),
    )


def _own(visit: Visit, session: Session, id: str) -> tuple[list[tuple[Pair, str]], int]:
    """The visitor's own counterparties that it may be, with their portfolios; and how many more."""
    mine = set(visit.portfolios())
    found = [one for one in pairs(session, companies=[id]) if one.portfolio in mine and one.grade != "clear"]
    found.sort(key=lambda one: (one.grade != "match", one.portfolio, one.row))
    shown = found[:_MOST_OWN]
    wanted = Among(Portfolio.id, sorted({one.portfolio for one in shown}))
    names = dict(session.exec(select(Portfolio.id, Portfolio.name).where(wanted)).all())
    return [(one, names[one.portfolio]) for one in shown], len(found) - len(shown)
