"""审计: who did what and when, as a page and as a file."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from fastapi import APIRouter, HTTPException
from sqlmodel import Session, col, select
from starlette.responses import Response

from alerts import wording
from alerts.spreadsheet import neutral
from store.accounts import accounts
from store.audit import Wanted, actions, actors, every_action
from store.database import reading
from store.tables.accounts import Account
from store.tables.audit import AuditEntry
from store.tables.portfolios import Portfolio
from watcher.accounts.deeds import ACTIONS, Named, action_words, fact_words
from watcher.web.settings import found
from watcher.web.visit import Administering

router = APIRouter(prefix="/settings")

PER_PAGE = 100
_YEARS = range(2000, 2200)


@router.get("/audit")
def audit(
    visit: Administering, who: str = "", action: str = "", since: str = "", until: str = "", before: str = ""
) -> Response:
    """The actions, the newest first; `until` is the last day."""
    wanted = _wanted(who, action, since, until)
    last = found.number(before) if before else None
    with reading(visit.desk.engine) as session:
        some = actions(session, wanted, before=last, limit=PER_PAGE + 1)
        shown = some[:PER_PAGE]
        named = _named(session, shown)
        people = sorted({*actors(session), *(one.name for one in accounts(session)), *([who] if who else [])})
    filters = {"who": who, "action": action, "since": since, "until": until}
    said = {key: value for key, value in filters.items() if value}
    return visit.page(
        "settings/audit.html",
        entries=[(one, action_words(one.action), fact_words(one.facts, named)) for one in shown],
        older=shown[-1].id if len(some) > PER_PAGE else None,
        first=last is None,
        wanted=filters,
        filters=said,
        people=people,
        actions=ACTIONS,
    )


@router.get("/audit.csv")
def audit_csv(visit: Administering, who: str = "", action: str = "", since: str = "", until: str = "") -> Response:
    """All of them as a CSV file with byte order mark."""
    wanted = _wanted(who, action, since, until)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["编号", "时间（北京时间）", "谁", "做了什么", "内容"])
    with reading(visit.desk.engine) as session:
        for one in every_action(session, wanted):
            facts = "；".join(f"{what} {words}" for what, words in fact_words(one.facts, {}))
            cells = (wording.in_shanghai(one.at), one.who, action_words(one.action), facts)
            writer.writerow([one.id, *map(neutral, cells)])
    return Response(
        text.getvalue().encode("utf-8-sig", "replace"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="audit-{visit.today:%Y%m%d}.csv"'},
    )


def _wanted(who: str, action: str, since: str, until: str) -> Wanted:
    if action and action not in ACTIONS:
        raise HTTPException(404)
    return Wanted(who, action, _begin(since), _begin(until, timedelta(days=1)))


def _begin(text: str, later: timedelta = timedelta()) -> datetime | None:
    """The beginning of a day in Shanghai."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise HTTPException(404) from None
    if day.year not in _YEARS:
        raise HTTPException(404)
    return datetime(day.year, day.month, day.day, tzinfo=wording.SHANGHAI).astimezone(UTC) + later


def _named(session: Session, entries: Iterable[AuditEntry]) -> Named:
    """The names of the accounts and portfolios that these entries are about, as far as there still are any."""
    held: dict[str, set[int]] = {"account": set(), "portfolio": set()}
    for entry in entries:
        for what, ids in held.items():
            if isinstance(number := entry.facts.get(what), int):
                ids.add(number)
    people = session.exec(select(Account.id, Account.name).where(col(Account.id).in_(held["account"])))
    lists = session.exec(select(Portfolio.id, Portfolio.name).where(col(Portfolio.id).in_(held["portfolio"])))
    return {"account": {id_ or 0: name for id_, name in people}, "portfolio": {id_ or 0: name for id_, name in lists}}
