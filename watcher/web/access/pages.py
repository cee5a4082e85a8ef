"""The door: logging in and out, one-time links, and one's own password and browsers."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from sources.errors import UsageError, WatcherError
from store.accounts import administrators, logins
from store.database import reading, writing
from store.tables.accounts import Account
from watcher.accounts import links
from watcher.accounts.administration import end_logins
from watcher.accounts.logins import Refused, Waiting, change_password, log_in, log_out
from watcher.accounts.passwords import SHORTEST
from watcher.web.access.cookies import logged_in, logged_out, own_path
from watcher.web.settings.found import number
from watcher.web.visit import Open, Viewing, Visit, visit_of

router = APIRouter()

Field = Annotated[str, Form(max_length=2_000)]


@router.get("/login")
def door(visit: Open, next: str = "/") -> Response:
    """The form; whoever is logged in goes on."""
    if visit_of(visit.request).visitor is not None:
        return RedirectResponse(own_path(next), status_code=303)
    with reading(visit.desk.engine) as session:
        set_up = administrators(session) > 0
    return visit.page("access/login.html", next=own_path(next), name="", error=None, set_up=set_up)


@router.post("/login")
def enter(visit: Open, name: Field = "", password: Field = "", next: Field = "/") -> Response:
    """Log in, or say why not."""
    request = visit.request
    try:
        key = log_in(
            visit.desk.engine,
            name,
            password,
            address=request.client.host if request.client else "",
            browser=request.headers.get("user-agent", ""),
            at=visit.now,
        )
    except Refused as error:
        status = 429 if isinstance(error, Waiting) else 401
        return visit.page("access/login.html", status=status, next=own_path(next), name=name, error=error, set_up=True)
    _end_former(visit)
    return logged_in(request, key, next)


@router.post("/logout")
def leave(visit: Viewing) -> Response:
    """Log this browser out."""
    log_out(visit.desk.engine, visit.known, at=visit.now)
    return logged_out(visit.request)


@router.get("/welcome/{key}")
def welcome(visit: Open, key: str) -> Response:
    """The form for a name and a password; to look uses nothing up, because mail scanners follow links."""
    good, name = links.invited(visit.desk.engine, key, visit.now)
    return _welcome(visit, good, name)


@router.post("/welcome/{key}")
def arrive(visit: Open, key: str, name: Field = "", password: Field = "", again: Field = "") -> Response:
    """Choose a password by the link, and be logged in."""
    good, invited = links.invited(visit.desk.engine, key, visit.now)
    browser = visit.request.headers.get("user-agent", "")
    try:
        if good and password != again:
            raise UsageError("两次填写的密码不一致", meaning="没有保存任何内容", action="请重新填写")
        login = links.come_in(visit.desk.engine, key, name, password, browser=browser, at=visit.now)
    except UsageError as error:
        return _welcome(visit, good, invited, error, typed=name, status=400)
    if login is None:
        return _welcome(visit, False, "")
    _end_former(visit)
    return logged_in(visit.request, login, "/")


@router.get("/account")
def account(visit: Viewing) -> Response:
    """One's own account."""
    return _account(visit)


@router.post("/account/password")
def password(visit: Viewing, old: Field = "", new: Field = "", again: Field = "") -> Response:
    """Choose another password."""
    try:
        if new != again:
            raise UsageError("两次填写的新密码不一致", meaning="密码没有改变", action="请重新填写")
        change_password(visit.desk.engine, visit.known, old, new, at=visit.now)
    except (UsageError, Refused) as error:
        return _account(visit, error, status=429 if isinstance(error, Waiting) else 400)
    return _account(visit, done=True)


@router.post("/account/logins")
def end_login(visit: Viewing, login: Field = "") -> Response:
    """Log another of one's own browsers out."""
    try:
        with writing(visit.desk.engine) as session:
            mine = session.get_one(Account, visit.known.account)
            end_logins(session, mine, number(login), at=visit.now, who=visit.who)
    except UsageError as error:
        return _account(visit, error, status=409)
    return RedirectResponse("/account", status_code=303)


def _end_former(visit: Visit) -> None:
    """The browser has one key: whoever was logged in by another one could not log it out any more."""
    former = visit_of(visit.request).visitor
    if former is not None:
        log_out(visit.desk.engine, former, at=visit.now)


def _account(visit: Visit, error: WatcherError | None = None, *, done: bool = False, status: int = 200) -> Response:
    with reading(visit.desk.engine) as session:
        browsers = logins(session, visit.known.account, visit.now)
    return visit.page(
        "access/account.html", status=status, error=error, done=done, browsers=browsers, shortest=SHORTEST
    )


def _welcome(
    visit: Visit, good: bool, name: str, error: UsageError | None = None, *, typed: str = "", status: int = 200
) -> Response:
    return visit.page(
        "access/welcome.html",
        status=status if good else 404,
        good=good,
        invited=name,
        typed=typed,
        error=error,
        shortest=SHORTEST,
        longest_name=links.LONGEST_NAME,
    )
