"""命中: the queue of hits, one hit in detail, and the way from one to the next."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse
from sqlmodel import Session, col, select
from starlette.responses import Response

from alerts.wording import DIFFERENT_BY
from sources.errors import UsageError
from sources.records import Polarity
from store.database import reading
from store.judging_queue import State, place_before, place_of, queue
from store.portfolios import names_of
from store.tables.portfolios import CounterpartyRow, Hit
from store.tables.register import Listing, SeriesRow
from watcher import judgement_words
from watcher.accounts.visitors import Role
from watcher.covered import covered
from watcher.excerpts import excerpt
from watcher.judging import LONGEST_NOTE
from watcher.web.hits.asked import GRADES, Asked, asked, known, number_of, place_in, place_words
from watcher.web.hits.detail import detail
from watcher.web.hits.rows import counted, lines
from watcher.web.visit import Viewing, Visit

router = APIRouter(prefix="/hits")

PER_PAGE = 30
_ADVERSE = [polarity.value for polarity in Polarity if polarity.adverse]


@router.get("")
def hits(visit: Viewing, request: Request) -> Response:
    """The queue of hits that wait for a person, and those that were judged."""
    return queue_page(visit, request, asked(request, visit))


@router.get("/{number}")
def hit(visit: Viewing, request: Request, number: str) -> Response:
    """One hit: our record beside the listed one, the evidence, and the judgements."""
    return hit_page(visit, request, hit_of(visit, number))


@router.get("/{number}/{way}")
def beside(visit: Viewing, request: Request, number: str, way: str) -> Response:
    """The next or the previous hit of the queue; the queue itself behind the last."""
    if way not in ("next", "previous"):
        raise HTTPException(404)
    return RedirectResponse(way_from(visit, asked(request, visit), hit_of(visit, number), way), status_code=303)


@router.get("/{number}/rows/{listing}")
def row(visit: Viewing, request: Request, number: str, listing: str) -> Response:
    """The row of a list as its file has it, with its neighbours; a part of the page that may take a while to read."""
    one = hit_of(visit, number)
    with reading(visit.desk.engine) as session:
        found = session.get(Listing, number_of(listing))
    if found is None or found.company_id != one.company_id:
        raise HTTPException(404)
    template = "hits/row.html" if "hx-request" in request.headers else "hits/row_page.html"
    return visit.page(template, excerpt=excerpt(visit.desk, found), hit=one, listing=found)


def hit_of(visit: Visit, number: str) -> Hit:
    """A hit of a portfolio that who is asking sees; a page "not found" for any other."""
    id_ = number_of(number)
    with reading(visit.desk.engine) as session:
        found = session.get(Hit, id_)
        counterparty = session.get(CounterpartyRow, found.counterparty_id) if found else None
    if found is None or counterparty is None:
        raise HTTPException(404)
    visit.portfolio(counterparty.portfolio_id)
    return found


def way_from(visit: Visit, asking: Asked, one: Hit, way: str = "next", **more: object) -> str:
    """The address of the hit beside this one."""
    wanted = asking.wanted(visit)
    with reading(visit.desk.engine) as session:
        if way == "previous":
            before = place_before(session, wanted, place_of(one))
            found = [before] if before else []
        else:
            found = queue(session, wanted, after=place_of(one), most=1)
    return f"/hits/{found[0].hit if found else ''}".rstrip("/") + asking.query(**more)


@dataclass(frozen=True, slots=True)
class Sent:
    """What was ticked and written, to be mended and sent again."""

    ticked: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""


def queue_page(
    visit: Visit,
    request: Request,
    asking: Asked,
    *,
    error: UsageError | None = None,
    sent: Sent | None = None,
    troubles: tuple[str, ...] = (),
    status: int = 200,
) -> Response:
    """The queue, with what went wrong with what was sent."""
    after = place_in(request.query_params.get("after", ""))
    wanted = asking.wanted(visit)
    with reading(visit.desk.engine) as session:
        series, company = known(session, asking)
        found = queue(session, wanted, after=after, most=PER_PAGE + 1)
        shown = lines(session, [place.hit for place in found[:PER_PAGE]], visit.today)
        facts = {
            "lines": shown,
            "counts": counted(session, visit.desk, wanted),
            "series": series,
            "company": company,
            "lists": session.exec(select(SeriesRow).where(col(SeriesRow.polarity).in_(_ADVERSE)).order_by(SeriesRow.title)).all(),
            "portfolios": names_of(session, visit.portfolios()),
            "trust": None if shown else visit.trust(covered(session, visit.desk)),
            "further": place_words(found[PER_PAGE - 1]) if len(found) > PER_PAGE else "",
            **_done(session, visit, request),
        }
    return visit.page(
        "hits/queue.html", status=status, asking=asking, after=after and place_words(after), error=error, troubles=troubles,
        sent=sent or Sent(), grades=GRADES, **facts, **_forms(visit),
    )


def hit_page(
    visit: Visit, request: Request, one: Hit, *, error: UsageError | None = None, note: str = "", status: int = 200
) -> Response:
    """One hit, with what went wrong with what was sent."""
    asking = asked(request, visit)
    with reading(visit.desk.engine) as session:
        found = detail(session, one, visit.today)
        alike = Asked(company=one.company_id)
        facts = {
            "found": found,
            "others": counted(session, visit.desk, alike.wanted(visit))[State.TODO],
            "alike": alike,
            **_done(session, visit, request),
        }
    return visit.page("hits/hit.html", status=status, asking=asking, error=error, note=note, **facts, **_forms(visit))


def _forms(visit: Visit) -> dict[str, Any]:
    return {
        "may_judge": visit.known.role.may(Role.REVIEWER),
        "reasons": DIFFERENT_BY,
        "longest": LONGEST_NOTE,
        "words": judgement_words,
        "states": State,
    }


def _done(session: Session, visit: Visit, request: Request) -> dict[str, Any]:
    """What who is asking has just judged, so that he can undo it."""
    given = request.query_params
    many = given.get("many", "")
    done = given.get("done", "")
    mine = set(visit.portfolios())
    line = None
    if done.isdecimal() and len(done) < 10 and (one := session.get(Hit, int(done))):
        row = session.get(CounterpartyRow, one.counterparty_id)
        line = lines(session, [one.id or 0], visit.today)[0] if row and row.portfolio_id in mine else None
    judged = line if line and line.judgement and line.judgement.who == visit.who else None
    return {"judged": judged, "many": int(many) if many.isdecimal() and len(many) < 5 else 0}
