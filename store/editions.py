"""From one filed notice to the editions that it publishes, one of each series: pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from sources.notices.dispositions import act_of, outcome_of
from sources.notices.trade_sizes import declared_by_sector
from sources.notices.trades import series_of_rows
from sources.records import ConflictField, FieldConflict, Kind, Mode, Notice, Polarity, Reading, Row, Series
from store.corrections import Correction, corrected, moved_rows
from store.directory import Ambiguous, Directory
from store.lives import Act, EditionFacts, Printed, RowFacts

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
    outcome: str | None = None  # what it does to everyone of whom its row says nothing else


def editions_of(
    notice_id: str,
    notice: Notice,
    digests: Sequence[str],
    evidence: Mapping[str, str],
    directory: Directory,
    day: date,
    corrections: Sequence[Correction] = (),
    known: Mapping[str, Series] = MappingProxyType({}),
) -> tuple[list[FiledEdition], list[FieldConflict]]:
    """The editions (none where the notice is no list act), and the rows that fit several companies as conflicts.

    The first is of the notice's own series, also where nobody stands on it; one follows for each trade that rows tell. A
    gap is one gap of the notice. `digests` are those of the notice's rows, in order; `known` are the series, by key, that
    corrections may speak of.
    """
    series = notice.series
    if series is None or not notice.kind.lists_companies:
        return [], []
    found, doubts = _identified(notice, digests, evidence, directory, corrections)
    state, outcome = _state(notice, bool(doubts)), act_of(notice)
    facts = EditionFacts(notice_id, _act(notice, series), day, notice.batch, {})
    whole = FiledEdition(series, notice.polarity, facts, state, notice.declared, notice.named, outcome)
    if state != "complete":
        return [whole], doubts
    parts: dict[Series, list[tuple[Printed, Row]]] = {series: []}
    moved = {row: known[key] for row, key in moved_rows(corrections).items()}
    for (one, row), told in zip(found, series_of_rows(notice, (row for _, row in found)), strict=True):
        parts.setdefault(moved.get((row.name, row.code), told), []).append((one, row))
    if len(parts) == 1:
        return [_with_rows(whole, found, corrections)], doubts
    counts = declared_by_sector(notice.title, notice.text, notice.declared)
    return [
        replace(_with_rows(whole, rows, corrections), series=one, declared=counts.get(one.sector), named=len(rows))
        for one, rows in parts.items()
    ], doubts


def _state(notice: Notice, doubtful: bool) -> str:
    decided = notice.origin == "person"
    if decided and notice.declared == 0:
        return WITHDRAWN
    if doubtful or (notice.held and not decided):  # what a person left out waits for nobody
        return "held"
    return "names_missing" if notice.names_missing or not notice.rows else "complete"


def _with_rows(
    edition: FiledEdition, rows: Sequence[tuple[Printed, Row]], corrections: Sequence[Correction]
) -> FiledEdition:
    printed = tuple(one for one, _ in rows)
    told = told_by(rows, edition.outcome, corrections)
    return replace(edition, facts=replace(edition.facts, rows=told, printed=printed))


def _act(notice: Notice, series: Series) -> Act:
    if notice.kind is Kind.REMOVAL:
        return Act.REMOVES
    if act_of(notice) is not None:
        return Act.DISPOSES
    return Act.REPLACES if series.mode is Mode.SNAPSHOT else Act.ADDS


def told_by(
    rows: Iterable[tuple[Printed, Row]], outcome: str | None, corrections: Sequence[Correction]
) -> dict[str, RowFacts]:
    """What the printed rows of one edition say of each company, in the order in which they first name it.

    `outcome` is what the list does to everyone of whom its row says nothing else.
    """
    told: dict[str, RowFacts] = {}
    for printed, row in rows:
        right, since = corrected(row, corrections) if corrections else (row, None)
        if right is None:
            continue
        disposition, disposed_on = outcome_of(right.cells)
        facts = RowFacts(
            right.name,
            right.code,
            tuple(sorted(right.reasons)),
            disposition or outcome,
            disposed_on if disposition or outcome else None,
            {"url": printed.place.url, "table": printed.place.table, "row": printed.place.row},
            printed.sha256,
            since,
        )
        seen = told.get(printed.company)
        told[printed.company] = facts if seen is None else _merged(seen, facts)
    return told


def _identified(
    notice: Notice,
    digests: Sequence[str],
    evidence: Mapping[str, str],
    directory: Directory,
    corrections: Sequence[Correction],
) -> tuple[list[tuple[Printed, Row]], list[FieldConflict]]:
    """Each printed row with the company that it names, and the rows that fit several companies as conflicts."""
    asked: list[tuple[Row, str | None]] = []
    listed: list[tuple[Row, str]] = []
    for printed, digest in zip(notice.rows, digests, strict=False):  # of rows that are held there are digests too
        row = corrected(printed, corrections)[0] if corrections else printed
        if row is not None:
            asked.append((row, digest if row is printed else None))
            listed.append((printed, digest))
    found, doubts = [], []
    for (printed, digest), company in zip(listed, directory.meant(asked), strict=True):
        if isinstance(company, Ambiguous):
            doubts.append(_doubt(company))
        else:
            place = printed.place
            found.append((Printed(company, digest, place, evidence.get(place.url)), printed))
    return found, doubts


def _merged(one: RowFacts, other: RowFacts) -> RowFacts:
    """The same company twice in one edition: the order of its rows must not matter."""
    first, second = sorted((one, other), key=lambda facts: (facts.code is None, facts.name, facts.code or ""))
    return replace(first, reasons=tuple(sorted({*first.reasons, *second.reasons})))


def _doubt(ambiguous: Ambiguous) -> FieldConflict:
    row = ambiguous.row
    where = f"{row.place.table or '正文'} 第 {row.place.row} 行 {row.name}"
    readings = (Reading(where, f"{company.name}（{company.code or '无代码'}）") for company in ambiguous.companies)
    return FieldConflict(ConflictField.COMPANY, tuple(readings), None)
