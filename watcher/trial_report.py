"""What a trial of the sources found, as one file that can be sent to those who mend the readers.

A zip: report.html for people, report.json for programs, captures/ with every answer as received, named by its hash.
Watcher itself never sends it anywhere.
"""

import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from typing import Any, BinaryIO

from jinja2 import Environment, PackageLoader, StrictUndefined

from alerts import wording
from sources.addresses import ADDRESSES
from sources.documents.sniff import FileKind, kind_of
from sources.records import Notice
from watcher.trial import Exchange, Trial

MOST_BYTES = 100 * 1024 * 1024  # of all captures of one report
_SUFFIX = {FileKind.HTML: "html", FileKind.PDF: "pdf", FileKind.ZIP: "zip", FileKind.OLE2: "ole", FileKind.IMAGE: "image"}
_templates = Environment(loader=PackageLoader("watcher"), autoescape=True, undefined=StrictUndefined)


def summary(trial: Trial) -> dict[str, Any]:
    """How far one source got, without its captures."""
    source = trial.source
    return {
        "id": source.id,
        "regulator": source.regulator.names[-1],
        "title": source.title,
        "url": source.start.url,
        "address": ADDRESSES[source.id].known.value,
        "confirmed": source.confirmed,
        "state": trial.state.value,
        "words": wording.look_state(trial.state.value),
        "reached": trial.reached,
        "blocked": trial.blocked,
        "list_read": trial.list_read,
        "notices": [_notice(one) for one in trial.notices],
        "rows": trial.rows,
        "failures": trial.failures,
        "seconds": round(trial.seconds, 1),
        "pages": len(trial.exchanges),
    }


def _notice(one: Notice) -> dict[str, Any]:
    """Enough to see whether the page was understood; no company's name."""
    return {
        "title": one.title,
        "heading": one.heading,
        "url": one.url,
        "kind": one.kind.value,
        "series": one.series.key if one.series else None,
        "published": one.published.iso if one.published else None,
        "declared": one.declared,
        "named": one.named,
        "held": len(one.held),
        "heads": list(one.layout),
        "attachments": [{"name": file.name, "url": file.url, "trouble": file.trouble} for file in one.attachments],
    }


class ReportFile:
    """The zip while sources are tried: answers go into it as they come, each kept once; `finish` makes it a report."""

    def __init__(self, file: BinaryIO) -> None:
        self._archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._kept: dict[str, str] = {}
        self._sources: list[dict[str, Any]] = []

    def add(self, trial: Trial) -> None:
        """What one source came to; its answers need not be held any longer."""
        self._sources.append({**summary(trial), "exchanges": [self._told(one) for one in trial.exchanges]})

    def finish(self, *, at: datetime, not_tried: Sequence[str] = ()) -> None:
        """Write what was found, and the ids of the sources that were not come to; closes the zip, not the file."""
        facts = {"made_at": at.isoformat(), "version": version("regwatch-cn"), "not_tried": list(not_tried)}
        report = {**facts, "sources": self._sources}
        self._archive.writestr("report.json", json.dumps(report, ensure_ascii=False, indent=1))
        page = _templates.get_template("first_contact.html").render(**report, made=wording.in_shanghai(at))
        self._archive.writestr("report.html", page)
        self._archive.close()

    def _told(self, one: Exchange) -> dict[str, Any]:
        """What was asked and answered; the bytes go into the archive, a wall's too."""
        facts: dict[str, Any] = {"asked": one.key, "bytes": len(one.content)}
        if one.page is not None:
            facts |= {"answered": one.page.address, "status": one.page.status, "headers": dict(one.headers)}
        if one.error is not None:
            facts |= {"error": str(one.error), "state": one.error.state.value}
        if one.content:
            facts["capture"] = self._capture(one.content)
        return facts

    def _capture(self, content: bytes) -> str:
        """The name of these bytes in the archive."""
        digest = sha256(content).hexdigest()
        if digest not in self._kept:
            self._kept[digest] = f"captures/{digest}.{_SUFFIX.get(kind_of(content), 'bin')}"
            self._archive.writestr(self._kept[digest], content)
        return self._kept[digest]
