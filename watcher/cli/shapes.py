"""The JSON that scripts depend on: notices, looks and events of a collection, an import or a decision."""

from collections.abc import Iterable
from typing import Any

from sources.notices.layout import unknown_heads
from sources.notices.sectors import LEGAL_BASIS
from sources.notices.stages import stage_of
from sources.records import Notice
from store.events import EventFact
from watcher.pipeline import Report


def reports(done: Iterable[Report]) -> dict[str, Any]:
    """The shape of `collect`, `import` and `replay`."""
    done = list(done)
    return {
        "notices": [notice(one) for report in done for one in report.notices],
        "looks": [
            {"source": report.source, "state": report.state, "detail": report.closing.detail} for report in done if report.source
        ],
        "events": [event(one) for report in done for one in report.events],
        "changed": any(bool(report.changes) for report in done),
    }


def event(one: EventFact) -> dict[str, Any]:
    """One event; company, series or source are null where it has none."""
    return {"type": one.type, "company": one.facts.get("name"), "series": one.series, "source": one.source}


def notice(one: Notice) -> dict[str, Any]:
    """One notice without its text; unknown sizes are null."""
    return {
        "title": one.title,
        "heading": one.heading,
        "number": one.number,
        "issuer": one.issuer,
        "kind": one.kind.value,
        "polarity": one.polarity.value,
        "sectors": [sector.value for sector in one.sectors],
        "regulator": one.regulator or None,
        "series": one.series.key if one.series else None,
        "mode": one.series.mode.value if one.series else None,
        "stage": stage_of(one),
        "batch": one.batch,
        "scope": list(one.scope),
        "basis": [number for number in one.cited if number in LEGAL_BASIS],
        "signed": one.signed.iso if one.signed else None,
        "published": one.published.iso if one.published else None,
        "as_of": one.as_of.iso if one.as_of else None,
        "deadline": one.deadline.nominal.isoformat() if one.deadline else None,
        "deadline_working": one.deadline.working.isoformat() if one.deadline and one.deadline.working else None,
        "declared": one.declared,
        "named": one.named,
        "missing": one.missing,
        "held": len(one.held),
        "conflicts": [
            {
                "field": conflict.field.value,
                "readings": [{"where": reading.where, "value": reading.value} for reading in conflict.readings],
                "chosen": conflict.chosen,
            }
            for conflict in one.conflicts
        ],
        "companies": [{"name": row.name, "polarity": one.polarity.value} for row in one.rows],
        "unknown_heads": list(unknown_heads(one.layout)),
        "attachments": [{"name": file.name, "url": file.url, "trouble": file.trouble} for file in one.attachments],
        "figures": [{"label": figure.label, "value": figure.value, "unit": figure.unit} for figure in one.figures],
        "checks": [{"expression": check.expression, "holds": check.holds} for check in one.checks],
        "url": one.url,
    }
