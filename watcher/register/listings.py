"""A listing as commands, pages and exports show it: one flat mapping, and the same as cells under heads."""

from typing import Any

from alerts.facts import publisher
from store.listings import Entry

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


