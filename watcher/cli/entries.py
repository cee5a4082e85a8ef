"""Listings as commands and exports show them: one flat mapping each, and a table for people."""

from collections.abc import Iterable, Sequence
from typing import Any

from alerts import wording
from alerts.facts import publisher
from store.listings import Entry
from watcher.cli.output import table

HEADS = (
    *("company", "name", "code", "list", "regulator", "sector", "status", "from", "to", "reasons", "notice", "source"),
    *("published", "deadline", "ended_by", "recorded_at", "file", "table", "row", "sha256"),
)


def listing(one: Entry) -> dict[str, Any]:
    """One listing with its evidence; what is not known is empty."""
    row, place = one.listing, one.listing.place
    return {
        "company": one.company.id,
        "name": row.name,
        "code": one.company.code or "",
        "list": one.series.title,
        "series": one.series.key,
        "regulator": publisher(one.notice),
        "sector": one.series.sector,
        "status": row.status,
        "from": row.valid_from.isoformat(),
        "to": row.valid_to.isoformat() if row.valid_to else "",
        "ended_by": row.ended_by,
        "reasons": "、".join(row.reasons),
        "notice": one.notice.title,
        "source": one.notice.url or "",
        "published": one.notice.published or "",
        "deadline": one.notice.deadline.isoformat() if one.notice.deadline else "",
        "recorded_at": row.recorded_at.isoformat(),
        "evidence": {"sha256": row.sha256, **place},
    }


def cells(one: Entry) -> list[str]:
    """The same by HEADS, as text."""
    facts = listing(one)
    evidence = facts["evidence"]
    facts |= {"file": evidence.get("url"), "table": evidence.get("table"), "row": evidence.get("row")}
    facts["sha256"] = evidence["sha256"]
    return ["" if facts[head] is None else str(facts[head]) for head in HEADS]


def shown(found: Sequence[Entry]) -> str:
    """The listings as a table."""
    return table(("企业", "统一社会信用代码", "名单", "状态", "自", "至"), list(_rows(found))) if found else NOTHING


NOTHING = "没有符合条件的记录。"


def _rows(found: Iterable[Entry]) -> Iterable[tuple[str, ...]]:
    for one in found:
        row = one.listing
        status, ended = wording.STATUS[row.status], row.valid_to.isoformat() if row.valid_to else "在列"
        yield row.name, one.company.code or "", one.series.title, status, row.valid_from.isoformat(), ended
