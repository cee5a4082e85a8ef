"""账号: who may come in, as what, and by which browsers."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from sources.errors import UsageError
from store import accounts
from store.database import reading, writing
from store.tables.accounts import Account
from watcher.accounts import administration
from watcher.accounts.links import GOOD_FOR, LONGEST_NAME
from watcher.accounts.visitors import Role
from watcher.web.settings import found
from watcher.web.visit import Administering, Visit

router = APIRouter(prefix="/settings")

Field = Annotated[str, Form(max_length=2_000)]
Change = Callable[[Session, Account], None]


@router.get("")
def start(visit: Administering) -> Response:
    """All accounts, and the form for another one."""
    return _start(visit)


@router.post("/accounts")
def add(visit: Administering, name: Field = "", role: Field = "") -> Response:
    """A new account; its link is shown once, here, and is kept nowhere."""
    try:
        wanted = administration.role_of(role)
        with writing(visit.desk.engine) as session:
            account, path = administration.add(session, name, wanted, at=visit.now, who=visit.who)
    except UsageError as error:
        return _start(visit, error, name=name, role=role)
    return _link(visit, account, path)


@router.get("/accounts/{number}")
def one(visit: Administering, number: str) -> Response:
    """One account with its browsers."""
    return _one(visit, number)


@router.post("/accounts/{number}/role")
def change_role(visit: Administering, number: str, role: Field = "", before: Field = "") -> Response:
    """Another role, where it still has the one that the form showed."""

    def change(session: Session, account: Account) -> None:
        wanted = administration.role_of(role)
        if before and before != account.role and wanted != account.role:
            now = Role(account.role).words
            raise UsageError(f"“{account.name}”的角色刚刚改为{now}", meaning="没有改动任何内容", action="请核对后重试")
        administration.change_role(session, account, wanted, at=visit.now, who=visit.who)

    return _changed(visit, number, change)


@router.post("/accounts/{number}/disable")
def disable(visit: Administering, number: str) -> Response:
    """Nobody comes in by it any more."""
    return _changed(visit, number, lambda session, one: administration.disable(session, one, at=visit.now, who=visit.who))


@router.post("/accounts/{number}/enable")
def enable(visit: Administering, number: str) -> Response:
    """Let it in again."""
    return _changed(visit, number, lambda session, one: administration.enable(session, one, at=visit.now, who=visit.who))


@router.post("/accounts/{number}/link")
def new_link(visit: Administering, number: str) -> Response:
    """Another link, shown once."""
    try:
        with writing(visit.desk.engine) as session:
            account = found.account(session, number)
            path = administration.new_link(session, account, at=visit.now, who=visit.who)
    except UsageError as error:
        return _one(visit, number, error)
    return _link(visit, account, path)


@router.post("/accounts/{number}/logins")
def end_logins(visit: Administering, number: str, login: Field = "") -> Response:
    """Log one of its browsers out, or all of them."""
    which = found.number(login) if login else None

    def end(session: Session, account: Account) -> None:
        administration.end_logins(session, account, which, at=visit.now, who=visit.who)

    return _changed(visit, number, end)


def _changed(visit: Visit, number: str, change: Change) -> Response:
    try:
        with writing(visit.desk.engine) as session:
            change(session, found.account(session, number))
    except UsageError as error:
        return _one(visit, number, error)
    return RedirectResponse(f"/settings/accounts/{number}", status_code=303)


def _start(visit: Visit, error: UsageError | None = None, *, name: str = "", role: str = Role.VIEWER) -> Response:
    with reading(visit.desk.engine) as session:
        known, held = accounts.accounts(session), accounts.holdings(session, visit.now)
    return visit.page(
        "settings/accounts.html",
        status=409 if error else 200,
        error=error,
        accounts=known,
        holdings=held,
        nothing=accounts.Holding(),
        name=name,
        role=role,
        roles=Role,
        longest=LONGEST_NAME,
    )


def _one(visit: Visit, number: str, error: UsageError | None = None) -> Response:
    with reading(visit.desk.engine) as session:
        account = found.account(session, number)
        browsers = accounts.logins(session, account.id or 0, visit.now)
        held = accounts.holdings(session, visit.now).get(account.id or 0, accounts.Holding())
    return visit.page(
        "settings/account.html",
        status=409 if error else 200,
        error=error,
        account=account,
        browsers=browsers,
        held=held,
        roles=Role,
    )


def _link(visit: Visit, account: Account, path: str) -> Response:
    public = visit.desk.settings.public_url or str(visit.request.base_url).rstrip("/")
    return visit.page("settings/link.html", account=account, link=public + path, until=visit.now + GOOD_FOR)
