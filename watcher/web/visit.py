"""One request: the desk and the clock that pages work with, who is asking, and what every page shows.

Each address says by the type of its first parameter who may ask it: Open (anybody), Viewing, Reviewing, Administering.
An address that does not say so is not served at all (`watcher.web.access.declared`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request
from starlette.responses import HTMLResponse

from alerts import wording
from store.coverage import Coverage
from store.database import reading
from store.members import seen_by, sees
from store.tables.portfolios import Portfolio
from watcher.accounts import logins
from watcher.accounts.visitors import Role, Visitor
from watcher.covered import covered
from watcher.desk import Desk
from watcher.web.counters import Counters, counters
from watcher.web.rendering import page
from watcher.web.trust import Trust, trust

COOKIE = "watcher"
SECURE_COOKIE = "__Host-watcher"  # which a browser neither sends nor takes without TLS
BY_ITSELF = "watcher-by-itself"  # a header: a page that stands open asks again, and nobody has used the login


@dataclass(frozen=True, slots=True)
class Site:
    """One running set of pages."""

    desk: Desk
    clock: Callable[[], datetime]

    @property
    def today(self) -> date:
        """The day in Asia/Shanghai."""
        return self.clock().astimezone(wording.SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to the site by somebody, or by nobody that we know."""

    site: Site
    request: Request
    visitor: Visitor | None = None

    @property
    def desk(self) -> Desk:
        """What pages work with."""
        return self.site.desk

    @property
    def today(self) -> date:
        """The day in Asia/Shanghai."""
        return self.site.today

    @property
    def now(self) -> datetime:
        """The time."""
        return self.site.clock()

    @property
    def known(self) -> Visitor:
        """Who is asking, where the address is not open to anybody."""
        if self.visitor is None:
            raise HTTPException(401)
        return self.visitor

    @property
    def who(self) -> str:
        """Who is asking, as the audit names him."""
        return self.known.who

    def page(self, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
        """A page for who is asking."""
        return page(template, status=status, visitor=self.visitor, now=self.now, counters=self.counters, **facts)

    def counters(self) -> Counters | None:
        """What wants who is asking, for the menu; None where nobody is known. A part of a page does not ask."""
        if self.visitor is None:
            return None
        with reading(self.desk.engine) as session:
            cover = covered(session, self.desk)
            return counters(session, self.desk, cover, self.trust(cover), self.visitor.account)

    def coverage(self) -> Coverage:
        """What the register covers now."""
        with reading(self.desk.engine) as session:
            return covered(session, self.desk)

    def trust(self, cover: Coverage) -> Trust:
        """How far a result can be trusted now."""
        return trust(cover, now=self.now, cadence=self.desk.settings.cadence)

    def portfolios(self) -> list[int]:
        """The portfolios that who is asking sees, by their ids."""
        with reading(self.desk.engine) as session:
            return seen_by(session, self.known.account)

    def portfolio(self, id_: int) -> Portfolio:
        """One of them; a page "not found" for any other, whether there is one or not."""
        with reading(self.desk.engine) as session:
            found = session.get(Portfolio, id_) if sees(session, self.known.account, id_) else None
        if found is None:
            raise HTTPException(404)
        return found


def is_secure(request: Request) -> bool:
    """Whether the browser came by TLS: to this process, or to the public address that a proxy answers for it."""
    site: Site = request.app.state.site
    public = urlsplit(site.desk.settings.public_url)
    asked = request.headers.get("host", "").lower()
    return request.url.scheme == "https" or (public.scheme == "https" and public.netloc.lower() == asked)


def key_in(request: Request) -> str:
    """The key of a login, as the browser sent it; empty without one."""
    return request.cookies.get(SECURE_COOKIE if is_secure(request) else COOKIE, "")


def visit_of(request: Request) -> Visit:
    """The visit, with whoever shows a good key."""
    site: Site = request.app.state.site
    key = key_in(request)
    if not key:
        return Visit(site, request)
    used = BY_ITSELF not in request.headers
    return Visit(site, request, logins.visitor(site.desk.engine, key, site.clock(), used=used))


def _open(request: Request) -> Visit:
    return Visit(request.app.state.site, request)


class LoginNeeded(Exception):
    """Nobody is logged in."""


class AtLeast:
    """A dependency: the visit of somebody with this role."""

    def __init__(self, role: Role) -> None:
        self.role = role

    def __call__(self, request: Request) -> Visit:
        """Raises LoginNeeded, or 403 where the role does not reach."""
        visit = visit_of(request)
        if visit.visitor is None:
            raise LoginNeeded
        if not visit.visitor.role.may(self.role):
            raise HTTPException(403)
        return visit


Open = Annotated[Visit, Depends(_open)]
Viewing = Annotated[Visit, Depends(AtLeast(Role.VIEWER))]
Reviewing = Annotated[Visit, Depends(AtLeast(Role.REVIEWER))]
Administering = Annotated[Visit, Depends(AtLeast(Role.ADMIN))]
PUBLIC = _open
