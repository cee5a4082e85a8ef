"""/api/v1/register: companies by a text, one company in both times, listings by filters."""

from typing import Annotated, Literal

from fastapi import Depends, HTTPException, Path, Query
from pydantic import Field, StringConstraints

from store.database import reading
from store.known import revision
from store.listings import entries
from store.search import search
from store.selection import Selection, Standing, of_companies
from store.tables.register import Company
from store.timeline import timeline
from watcher.accounts.visitors import Scope
from watcher.register import histories
from watcher.register.view import page, view
from watcher.register.wanted import LONGEST, Filters, Times
from watcher.web.api.bearer import Holding
from watcher.web.api.common import After, Limit, api_router, listing_out, not_covered
from watcher.web.api.models import Companies, CompanyOut, History, Listings
from watcher.web.visit import Visit

router = api_router("名单库")

Reading = Annotated[Visit, Depends(Holding(Scope.REGISTER))]
_MOST_COMPANIES = 100


class Search(Times, extra="forbid"):
    """A text, a day and a time."""

    q: Annotated[str, StringConstraints(strip_whitespace=True), Field(min_length=1, max_length=LONGEST, description="名称、曾用名、其中几个字，或信用代码")]
    limit: Annotated[int, Field(ge=1, le=_MOST_COMPANIES)] = 20


class One(Times, extra="forbid"):
    """A day and a time."""


class Page(Filters, extra="forbid"):
    """Filters, and where to go on."""

    status: Literal["", "suspected", "abnormal", "disposed", "positive"] = ""
    after: After = None
    limit: Limit = 100


@router.get("/register/companies", response_model=Companies, summary="按名称或代码查找企业")
def companies(visit: Reading, asked: Annotated[Search, Query()]) -> Companies:
    """Companies with all their listings by that day, ended ones too."""
    day = asked.day(visit.today)
    with reading(visit.desk.engine) as session:
        found = search(session, asked.q, asked.limit + 1, asked.known_at)
        shown = [one.id for one in found[: asked.limit]]
        chosen = Selection(day, asked.known_at, Standing.ALL, companies=tuple(shown))
        listed = of_companies(session, chosen, shown)
        number = revision(session, asked.known_at)
    return Companies(
        revision=number,
        as_of=day.isoformat(),
        companies=[
            CompanyOut(
                id=one.id,
                name=one.name,
                code=one.code,
                listings=[listing_out(entry, day) for entry in listed if entry.company.id == one.id],
            )
            for one in found[: asked.limit]
        ],
        more=len(found) > asked.limit,
        uncovered=not_covered(visit, known_at=asked.known_at),
    )


@router.get("/register/companies/{id}", response_model=History, summary="一家企业的全部记录")
def company(visit: Reading, id: Annotated[str, Path(max_length=100)], asked: Annotated[One, Query()]) -> History:
    """Everything that is held of a company; of an earlier time, what was held then."""
    day, known_at = asked.day(visit.today), asked.known_at
    with reading(visit.desk.engine) as session:
        found = session.get(Company, id)
        if found is None or (known_at is not None and found.recorded_at > known_at):
            raise HTTPException(404)
        told = timeline(session, found, known_at=known_at)
        listed = [one for one in entries(session, known_at=known_at, companies=[id]) if one.listing.valid_from <= day]
        number = revision(session, known_at)
    facts = histories.data(told, day, known_at)
    del facts["hits"]  # of portfolios that others see
    return History.model_validate(
        {
            **facts,
            "revision": number,
            "as_of": day.isoformat(),
            "listings": [listing_out(one, day) for one in listed],
            "uncovered": not_covered(visit, known_at=asked.known_at),
        }
    )


@router.get("/register/listings", response_model=Listings, summary="按条件列出在列记录")
def listings(visit: Reading, asked: Annotated[Page, Query()]) -> Listings:
    """Listings that meet the filters, the last recorded first."""
    with reading(visit.desk.engine) as session:
        found = view(visit.desk, session, asked, "", visit.today)
        several = page(session, found, asked.limit + 1, after=asked.after)
        number = revision(session, asked.known_at)
    shown = several[: asked.limit]
    return Listings(
        revision=number,
        as_of=found.chosen.as_of.isoformat(),
        total=found.total,
        listings=[listing_out(one, found.chosen.as_of) for one in shown],
        next=shown[-1].listing.id if len(several) > asked.limit else None,
        uncovered=not_covered(visit, asked.facets, asked.known_at),
    )
