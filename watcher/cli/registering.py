"""Commands that read the register: search, show, export."""

import argparse
import csv
import io
from datetime import date, datetime
from typing import Any

from alerts import wording
from alerts.news import publisher
from sources.errors import UsageError
from sources.names.keys import identity_key
from store.database import reading
from store.listings import Entry, entries, names_of
from store.search import search
from store.tables.register import Company
from watcher.cli.context import Context
from watcher.cli.output import Result, table
from watcher.screening.report import neutral

HEADS = ("company", "name", "code", "list", "regulator", "sector", "status", "from", "to", "reasons", "notice", "source")
_SHOWN = 5


def _entries(context: Context, arguments: argparse.Namespace, companies: list[str] | None = None) -> list[Entry]:
    known_at: datetime | None = arguments.known_at
    as_of: date | None = arguments.as_of
    with reading(context.desk.engine) as session:
        return entries(session, as_of=as_of, known_at=known_at, companies=companies)


def register_search(context: Context, arguments: argparse.Namespace) -> Result:
    """Companies by code, name or part of a name, with what they are listed for."""
    with reading(context.desk.engine) as session:
        found = search(session, arguments.text)
    data = _data(_entries(context, arguments, [company.id for company in found]))
    return Result({"listings": data}, _text(data))


def register_show(context: Context, arguments: argparse.Namespace) -> Result:
    """One company's names and listings, ended ones too."""
    with reading(context.desk.engine) as session:
        found = search(session, arguments.company)
        if not found:
            raise UsageError(f"名单库中没有“{arguments.company}”", meaning="没有可显示的记录", action="用 watcher register search 按部分名称查找")
        company = _one(found, arguments.company)
        names = names_of(session, [company.id])[company.id]
    data = _data(_entries(context, arguments, [company.id]))
    facts = {
        "id": company.id,
        "name": company.name,
        "code": company.code,
        "names": [{"name": one.name, "kind": one.kind} for one in names],
        "listings": data,
    }
    return Result(facts, f"{company.name} {company.code or '（名单未载有效信用代码）'}\n{_text(data)}")


def _one(found: list[Company], asked: str) -> Company:
    """The company of that id, code or name, or the only one. Raises UsageError when there is a choice."""
    known = (asked.strip(), asked.strip().upper())
    exact = [one for one in found if one.id in known or one.code in known or identity_key(one.name) == identity_key(asked)]
    if len(exact or found) == 1:
        return (exact or found)[0]
    names = "、".join(one.name for one in found[:_SHOWN]) + (" 等" if len(found) > _SHOWN else "")
    raise UsageError(
        f"“{asked}”对应 {len(found)} 家企业：{names}", meaning="没有显示其中任何一家", action="请写企业全称或统一社会信用代码"
    )


def register_export(context: Context, arguments: argparse.Namespace) -> Result:
    """All listings; --format csv prints a table for spreadsheets, which know UTF-8 by its mark; json is --json."""
    data = _data(_entries(context, arguments))
    arguments.json = arguments.json or arguments.format == "json"
    if arguments.format == "csv":
        sheet = io.StringIO()
        writer = csv.writer(sheet, lineterminator="\n")
        writer.writerow(HEADS)
        writer.writerows([neutral(str(one[head])) for head in HEADS] for one in data)
        return Result({"listings": data}, "\ufeff" + sheet.getvalue(), verbatim=True)
    return Result({"listings": data}, _text(data))


def _data(found: list[Entry]) -> list[dict[str, Any]]:
    return [
        {
            "company": one.company.id,
            "name": one.listing.name,
            "code": one.company.code or "",
            "list": one.series.title,
            "regulator": publisher(one.notice),
            "sector": one.series.sector,
            "status": one.listing.status,
            "from": one.listing.valid_from.isoformat(),
            "to": one.listing.valid_to.isoformat() if one.listing.valid_to else "",
            "ended_by": one.listing.ended_by,
            "reasons": "、".join(one.listing.reasons),
            "notice": one.notice.title,
            "source": one.notice.url or "",
            "evidence": {"sha256": one.listing.sha256, **one.listing.place},
        }
        for one in found
    ]


def _text(data: list[dict[str, Any]]) -> str:
    rows = [
        (one["name"], one["code"], one["list"], wording.STATUS[one["status"]], one["from"], one["to"] or "在列")
        for one in data
    ]
    return table(("企业", "统一社会信用代码", "名单", "状态", "自", "至"), rows) if rows else "没有符合条件的记录。"
