"""A company's timeline as JSON with everything, and the words for its parts."""

from datetime import date, datetime
from typing import Any

from alerts.facts import publisher, status
from store.timeline import Published, Seen, Timeline, Version, past_only
from watcher.register.listings import listing

NAME_KIND = {"registered": "名称", "former": "曾用名", "short": "简称"}
CORRECTED = {"not_listed": "并未列出", "name": "名称", "code": "代码", "since": "列入日期", "series": "所属名单", "withdrawn": "撤回此前的更正"}


def data(told: Timeline, day: date, known_at: datetime | None) -> dict[str, Any]:
    """Everything; moments are UTC, an end that is null has not come."""
    company = told.company
    return {
        "id": company.id,
        "name": company.name,
        "code": company.code,
        "names": [
            {
                "name": one.name,
                "kind": one.kind,
                "known_from": one.recorded_at.isoformat(),
                "known_to": _moment(past_only(one.superseded_at, known_at)),
            }
            for one in told.names
        ],
        "codes": [
            {"name": one.name, "code": one.code, "known_from": one.known_from.isoformat(), "known_to": _moment(one.known_to)}
            for one in told.calls
        ],
        "versions": [_version(one, day) for one in told.versions],
        "notices": [_notice(one, told.seen, known_at) for one in told.notices],
        "events": [
            {
                "type": one.type,
                "at": one.at.isoformat(),
                "series": one.series_key,
                "notice": one.notice_id,
                "facts": one.facts,
                "revision": one.revision,
            }
            for one in told.events
        ],
        "hits": told.hits,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _version(one: Version, day: date) -> dict[str, Any]:
    row = one.entry.listing
    return listing(one.entry) | {
        "printed_code": row.code,
        "state": status(one.entry, day),
        "deadline_working": one.entry.notice.deadline_working and one.entry.notice.deadline_working.isoformat(),
        "believed_from": row.recorded_at.isoformat(),
        "believed_to": _moment(one.believed_to),
        "ended_by_notice": row.ended_by_notice,
        "revision": row.revision,
    }


def _notice(one: Published, seen: dict[str, Seen], known_at: datetime | None) -> dict[str, Any]:
    row = one.notice
    return {
        "id": row.id,
        "title": row.title,
        "regulator": publisher(row),
        "url": row.url,
        "published": row.published,
        "scope": list(dict.fromkeys(words for reading in one.readings for words in reading.facts.get("scope", ()))),
        "readings": [
            {
                "origin": reading.origin,
                "recorded_at": reading.recorded_at.isoformat(),
                "superseded_at": _moment(past_only(reading.superseded_at, known_at)),
                "evidence": [_evidence(url, digest, seen) for url, digest in sorted(reading.evidence.items())],
            }
            for reading in one.readings
        ],
    }


def _evidence(url: str, digest: str, seen: dict[str, Seen]) -> dict[str, Any]:
    found = seen.get(digest)
    facts: dict[str, Any] = {"url": url, "sha256": digest, "captures": 0}
    if found is not None:
        facts |= {"captures": found.times, "first": found.first.isoformat(), "last": found.last.isoformat()}
        facts |= {"source": found.source, "imported_by": found.imported_by, "file_name": found.file_name}
    return facts
