"""Atom feeds: of one list, which anybody may read as the notices themselves; of one subscription, for whoever holds its signed address."""

import re
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from sqlmodel import Session, func, select
from starlette.responses import Response

from alerts.links import FEED
from store.database import reading
from store.tables.portfolios import Portfolio
from store.tables.register import Edition, SeriesRow
from watcher.receivers import receiver
from watcher.web.rendering import written
from watcher.web.subscriptions.entries import FeedEntry, events_of, news_of, rfc3339, stable_id
from watcher.web.visit import Open, Visit

router = APIRouter(prefix="/feeds")

_SIGNED = re.compile(r"([1-9][0-9]{0,8})-([A-Za-z0-9_-]{24})\.atom")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@router.get("/series/{key:path}.atom")
def of_series(visit: Open, key: str) -> Response:
    """The events of one list."""
    with reading(visit.desk.engine) as session:
        series = session.get(SeriesRow, key)
        if series is None:
            raise HTTPException(404)
        entries = events_of(session, series)
        updated = entries[0].updated if entries else _first_heard(session, series)
    return _feed(visit, stable_id("series", key), series.title, updated, entries)


@router.get("/subscription/{name}")
def of_subscription(visit: Open, name: str) -> Response:
    """The news of one subscription."""
    found = _SIGNED.fullmatch(name)
    with reading(visit.desk.engine) as session:
        to = receiver(session, int(found[1]), FEED, found[2]) if found else None
        if to is None:
            raise HTTPException(404)
        portfolio = session.get(Portfolio, to.portfolio_id) if to.portfolio_id else None
        entries = news_of(session, to)
    title = f"关注名单“{portfolio.name}”的消息" if portfolio else "运行情况的消息"
    updated = entries[0].updated if entries else rfc3339(to.added_at)
    return _feed(visit, stable_id("subscription", f"{to.id} {to.added_at.isoformat()}"), title, updated, entries)


def _first_heard(session: Session, series: SeriesRow) -> str:
    heard: datetime | None = session.exec(
        select(func.min(Edition.recorded_at)).where(Edition.series_key == series.key)
    ).one()
    return rfc3339(heard) if heard else "1970-01-01T00:00:00Z"  # nothing was ever heard of it


def _feed(visit: Visit, id: str, title: str, updated: str, entries: Sequence[FeedEntry]) -> Response:
    """The feed, or 304 for whoever has it already."""
    request = visit.request
    here = visit.desk.settings.public_url or str(request.base_url).rstrip("/")
    address = here + quote(request.url.path)
    text = written("subscriptions/feed.atom", id=id, title=title, updated=updated, address=address, entries=entries)
    content = _NOT_IN_XML.sub("\ufffd", text).lstrip().encode()
    headers = {"ETag": f'"{sha256(content).hexdigest()[:32]}"', "Cache-Control": "private, no-cache"}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if known & {headers["ETag"], "*"}:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/atom+xml; charset=utf-8", headers=headers)
