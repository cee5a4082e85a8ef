"""Which hits an address asks for: filters and place, all of them in the query, so that a page can be sent to somebody."""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fastapi import HTTPException, Request
from sqlmodel import Session

from store.judging_queue import Place, State, Wanted
from store.tables.register import Company, SeriesRow
from watcher.web.visit import Visit

GRADES = ("match", "review")
_NUMBER = re.compile("[1-9][0-9]{0,8}")
_PLACE = re.compile("([0-2])-([0-9]{1,3})-([1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of an address; an empty one asks for any."""

    state: State = State.TODO
    portfolio: int = 0
    grade: str = ""
    series: str = ""
    company: str = ""

    def query(self, **more: object) -> str:
        """As it stands in an address, with the question mark; empty where nothing is asked for."""
        own = {"portfolio": self.portfolio, "grade": self.grade, "list": self.series, "company": self.company}
        own |= {"state": "" if self.state is State.TODO else self.state.value}
        found = urlencode({name: value for name, value in (own | more).items() if value})
        return f"?{found}" if found else ""

    def of(self, state: State) -> "Asked":
        """The same in another state."""
        return replace(self, state=state)

    def wanted(self, visit: Visit) -> Wanted:
        """The hits of who is asking."""
        portfolios = [self.portfolio] if self.portfolio else visit.portfolios()
        return Wanted(portfolios, self.state, self.grade, self.series, self.company)

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.portfolio or self.grade or self.series or self.company)


def asked(request: Request, visit: Visit) -> Asked:
    """What the address of a request asks for; a page "not found" where it asks for what there is not."""
    given = request.query_params
    state, grade, portfolio = given.get("state") or State.TODO, given.get("grade", ""), given.get("portfolio", "")
    if state not in tuple(State) or grade not in ("", *GRADES) or (portfolio and not _NUMBER.fullmatch(portfolio)):
        raise HTTPException(404)
    number = visit.portfolio(int(portfolio)).id or 0 if portfolio else 0
    return Asked(State(state), number, grade, given.get("list", ""), given.get("company", ""))


def known(session: Session, one: Asked) -> tuple[SeriesRow | None, Company | None]:
    """The list and the company that are asked for; a page "not found" where there is no such one."""
    series = session.get(SeriesRow, one.series) if one.series else None
    company = session.get(Company, one.company) if one.company else None
    if bool(one.series) != bool(series) or bool(one.company) != bool(company):
        raise HTTPException(404)
    return series, company


def number_of(text: str) -> int:
    """A number from an address or a form; a page "not found" for anything else."""
    if not _NUMBER.fullmatch(text):
        raise HTTPException(404)
    return int(text)


def place_in(text: str) -> Place | None:
    """A place in the queue as an address has it; None where it is none."""
    found = _PLACE.fullmatch(text)
    return Place(int(found[1]), -int(found[2]), int(found[3])) if found else None


def place_words(place: Place) -> str:
    """The same the other way round."""
    return f"{place.rank}-{-place.behind}-{place.hit}"
