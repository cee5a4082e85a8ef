"""A program's right to ask: the token in its header, for the scope that an address needs."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from watcher.accounts import logins
from watcher.accounts.visitors import Scope, Visitor
from watcher.web.visit import Site, Visit

_BEARER = HTTPBearer(auto_error=False, description="在“设置”页建立的访问令牌")


def program_of(request: Request) -> Visitor | None:
    """Which program asks, by the token in its header alone: one in the address would stand in logs."""
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    site: Site = request.app.state.site
    return logins.program(site.desk.engine, key.strip(), site.clock()) if kind.lower() == "bearer" else None


class Holding:
    """A dependency: the visit of a program whose token has this scope."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def __call__(
        self, request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
    ) -> Visit:
        """Raises 401 without a good token, 403 where it does not reach."""
        visitor = program_of(request) if given else None
        if visitor is None:
            raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
        if self.scope not in visitor.scopes or not visitor.role.may(self.scope.least):
            raise HTTPException(403)
        return Visit(request.app.state.site, request, visitor)
