"""From one filed notice to the edition that it publishes: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sources.notices.dispositions import act_of, outcome_of
from sources.records import ConflictField, FieldConflict, Kind, Mode, Notice, Polarity, Reading, Series
from store.corrections import Correction, corrected
from store.directory import Ambiguous, Directory
from store.lives import Act, EditionFacts, RowFacts

WITHDRAWN = "withdrawn"  # the state of an edition of which a person said that it is no list


@dataclass(frozen=True, slots=True)
class FiledEdition:
    """An edition to write. Only a `complete` one has rows and shapes listings; names_missing and held are gaps."""

    series: Series
    polarity: Polarity
    facts: EditionFacts
    state: str
    declared: int | None
    named: int


def edition_of(
    notice_id: str,
    notice: Notice,
    evidence: Mapping[str, str],
    directory: Directory,
    day: date,
    corrections: Iterable[Correction] = (),
) -> tuple[FiledEdition | None, list[FieldConflict]]:
    """The edition (None where the notice is no list act), and the rows that fit several companies as conflicts."""
    series = notice.series
    if series is None or not notice.kind.lists_companies:
        return None, []
    rows, doubts = _rows(notice, evidence, directory, tuple(corrections))
    decided = notice.origin == "person"
    held = bool(notice.held) and not decided  # what a person left out waits for nobody
    missing = notice.names_missing or not notice.rows
    state = "held" if held or doubts else "names_missing" if missing else "complete"
    if decided and notice.declared == 0:
        state = WITHDRAWN
    listed = rows if state == "complete" else {}
    facts = EditionFacts(notice_id, _act(notice, series), day, notice.batch, listed)
    return FiledEdition(series, notice.polarity, facts, state, notice.declared, notice.named), doubts


def _act(notice: Notice, series: Series) -> Act:
    if notice.kind is Kind.REMOVAL:
        return Act.REMOVES
    if act_of(notice) is not None:
        return Act.DISPOSES
    return Act.REPLACES if series.mode is Mode.SNAPSHOT else Act.ADDS


def _rows(
    notice: Notice, evidence: Mapping[str, str], directory: Directory, corrections: tuple[Correction, ...]
) -> tuple[dict[str, RowFacts], list[FieldConflict]]:
    rows: dict[str, RowFacts] = {}
    doubts, act = [], act_of(notice)
    for printed in notice.rows:
        row, since = corrected(printed, corrections)
        if row is None:
            continue
        company = directory.resolve(row)
        if isinstance(company, Ambiguous):
            doubts.append(_doubt(company))
            continue
        disposition, disposed_on = outcome_of(row.cells)
        facts = RowFacts(
            name=row.name,
            code=row.code,
            reasons=tuple(sorted(row.reasons)),
            disposition=disposition or act,
            disposed_on=disposed_on if disposition or act else None,
            place={"url": row.place.url, "table": row.place.table, "row": row.place.row},
            sha256=evidence.get(row.place.url),
            since=since,
        )
        seen = rows.get(company.id)
        rows[company.id] = facts if seen is None else _merged(seen, facts)
    return rows, doubts


def _merged(one: RowFacts, other: RowFacts) -> RowFacts:
    """The same company twice in one edition: the order of its rows must not matter."""
    first, second = sorted((one, other), key=lambda facts: (facts.code is None, facts.name, facts.code or ""))
    return replace(first, reasons=tuple(sorted({*first.reasons, *second.reasons})))


def _doubt(ambiguous: Ambiguous) -> FieldConflict:
    row = ambiguous.row
    where = f"{row.place.table or '正文'} 第 {row.place.row} 行 {row.name}"
    readings = (Reading(where, f"{company.name}（{company.code or '无代码'}）") for company in ambiguous.companies)
    return FieldConflict(ConflictField.COMPANY, tuple(readings), None)
