"""Ask only for what changed: a page that the site calls unchanged is read again from the evidence.

The site is asked every time, and answers from its own knowledge: nothing is ever served from here without it. Now and
then a page is asked for in full all the same, because some sites call unchanged what they changed in place.
"""

import logging
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

from sources.base import Page, Request
from store.database import reading
from store.looks import LastAnswer, last_answer
from watcher.desk import Desk
from watcher.reading import Clock, Fetch

log = logging.getLogger(__name__)
_CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
_RENEWED = (*_CONDITIONS, "date")  # headers of a 304 that replace those of the whole answer


def conditional(fetch: Fetch, desk: Desk, *, clock: Clock) -> Fetch:
    """The same way to the sites; a page that has not changed comes with status 304 and the bytes of the last look."""
    full_after = timedelta(days=desk.settings.fetch.full_read_days)

    def get(request: Request) -> Page:
        with reading(desk.engine) as session:
            last = last_answer(session, request.key) if request.form is None else None
        if last is None or not timedelta() <= clock() - last.full_at < full_after:
            return fetch(request)
        conditions = {name: last.headers[header] for header, name in _CONDITIONS.items() if last.headers.get(header)}
        page = fetch(replace(request, headers={**request.headers, **conditions}))
        if page.status != HTTPStatus.NOT_MODIFIED:
            return page
        return _as_it_was(desk, page, last) or fetch(request)

    return get


def _as_it_was(desk: Desk, page: Page, last: LastAnswer) -> Page | None:
    """The page of the last look; None where another address answered now, or the evidence is not as it was."""
    if page.address != last.final_url:
        return None
    try:
        content = desk.evidence.read(last.sha256)
    except (OSError, ValueError) as error:
        log.warning("%s is asked for again in full: %s", page.url, error)
        return None
    renewed = {name: page.headers[name] for name in _RENEWED if name in page.headers}
    return replace(page, content=content, headers={**last.headers, **renewed})
