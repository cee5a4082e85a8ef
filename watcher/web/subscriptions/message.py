"""One message: how its delivery went, and what it says, as it was sent."""

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from alerts.channels.post import UNFIT, mail_of
from alerts.delivery import as_text, letters
from store.correspondence import Seen
from store.database import reading, writing
from store.deliveries import attempts_of
from store.tables.outbox import Message
from store.tables.portfolios import Portfolio
from watcher.resending import resend
from watcher.web.subscriptions import shown
from watcher.web.subscriptions.reach import number, seen
from watcher.web.visit import Reviewing, Viewing

router = APIRouter(prefix="/subscriptions/outbox")

_LONGEST = 40_000  # characters shown; the rest is a click away
_ATTEMPTS = 30  # the last ones
_DONE = {
    "queued": "已重新排队，下一轮投递时发送",
    "not-queued": "没有重新排队：它已经送达或正在发送，可能是另一处刚刚处理过",
}
# Of a mail nothing runs, loads, leads anywhere or knows whose page it stands on.
_APART = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; form-action 'none'; base-uri 'none'"


@router.get("/{id}")
def message(visit: Viewing, id: str, done: str = "") -> Response:
    """How its delivery went, and what it says."""
    of = seen(visit)
    with reading(visit.desk.engine) as session:
        found = _message(session, of, id)
        tries = attempts_of(session, found.id or 0)
        text = shown.without_keys(as_text(session, found))
        portfolio = session.get(Portfolio, found.portfolio_id) if found.portfolio_id else None
    return visit.page(
        "subscriptions/message.html",
        message=found,
        portfolio=portfolio,
        tries=tries[-_ATTEMPTS:],
        earlier=max(0, len(tries) - _ATTEMPTS),
        text=text[:_LONGEST],
        longer=len(text) > _LONGEST,
        erased=found.state == "sent" and found.text is None,
        shown=shown,
        done=_DONE.get(done, ""),
    )


@router.get("/{id}/text")
def text(visit: Viewing, id: str) -> Response:
    """All that it says, as plain text."""
    of = seen(visit)
    with reading(visit.desk.engine) as session:
        words = as_text(session, _message(session, of, id))
    return Response(shown.without_keys(words), media_type="text/plain; charset=utf-8")


@router.get("/{id}/html")
def html(visit: Viewing, id: str) -> Response:
    """The HTML part of a mail, for a frame of the page, with fewer rights than any page."""
    of = seen(visit)
    with reading(visit.desk.engine) as session:
        found = _message(session, of, id)
        if found.channel != "mail":
            raise HTTPException(404)
        [(_, letter)] = letters(session, [found])
    try:
        written = mail_of(letter, visit.desk.settings.public_url).html
    except UNFIT:
        written = "<p>无法生成</p>"
    return HTMLResponse(shown.without_keys(written), headers={"Content-Security-Policy": _APART})


@router.post("/{id}/retry")
def retry(visit: Reviewing, id: str) -> Response:
    """Queue it again at once."""
    of = seen(visit)
    with writing(visit.desk.engine) as session:
        found = _message(session, of, id)
        queued = resend(session, found.id or 0, at=visit.now, who=visit.who)
    return RedirectResponse(
        f"/subscriptions/outbox/{found.id}?done={'queued' if queued else 'not-queued'}", status_code=303
    )


def _message(session: Session, of: Seen, id: str) -> Message:
    """The message of that number; a page "not found" for any that is not seen."""
    found = session.get(Message, number(id))
    if found is None or not of.includes(found.portfolio_id):
        raise HTTPException(404)
    return found
