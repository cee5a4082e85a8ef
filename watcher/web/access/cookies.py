"""The cookie of a login, and where somebody goes after it."""

import re

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from watcher.accounts.logins import LONGEST
from watcher.web.visit import COOKIE, SECURE_COOKIE, is_secure

_OWN = re.compile(r"/(?![/\\])[!-\[\]-~]*")  # a path of ours: no host, no backslash, nothing that cannot be seen


def own_path(text: str) -> str:
    """Where to go next, if that is one of our own addresses; else the first page."""
    return text if _OWN.fullmatch(text) and not text.startswith(("/login", "/logout", "/welcome")) else "/"


def logged_in(request: Request, key: str, to: str) -> Response:
    """Go on with the key of a login in the browser."""
    response = RedirectResponse(own_path(to), status_code=303)
    secure = is_secure(request)
    response.set_cookie(
        SECURE_COOKIE if secure else COOKIE,
        key,
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        secure=secure,
        samesite="lax",
    )
    return response


def logged_out(request: Request) -> Response:
    """Back to the door, without the key."""
    response = RedirectResponse("/login", status_code=303)
    secure = is_secure(request)
    response.delete_cookie(SECURE_COOKIE if secure else COOKIE, httponly=True, secure=secure, samesite="lax")
    return response
