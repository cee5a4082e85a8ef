"""Screening whole files: against the register (stored or not), or one file against another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from store.coverage import Coverage, coverage
from store.database import reading
from watcher.desk import Desk
from watcher.facts import facts_by_company
from watcher.screening.index import Index, screen_many
from watcher.screening.listed import Candidate, Grade, ListedCompany
from watcher.screening.report import ResultRow, result_rows
from watcher.screening.upload import Problem, Upload


@dataclass(frozen=True, slots=True)
class Screened:
    """The result of one screening: at least a row per record, what was wrong with records, and what it could not see."""

    rows: tuple[ResultRow, ...]
    columns: tuple[str, ...]  # the user's own
    problems: tuple[Problem, ...]
    coverage: Coverage | None  # None when two files were compared
    records: int

    @property
    def hits(self) -> int:
        """How many rows are a match or a review."""
        return sum(row.grade is not Grade.CLEAR for row in self.rows)


def screen_against_register(desk: Desk, upload: Upload, *, as_of: date) -> Screened:
    """Screen without storing anything."""
    with reading(desk.engine) as session:
        found = candidates_of(desk.shelf.register(session), upload)
        cover = coverage(session, desk.sources)
        met = {one.listed.id for several in found.values() for one in several}
        facts = facts_by_company(session, as_of, met)
    listed = {row: [one for one in several if one.listed.id in facts] for row, several in found.items()}
    return screened_upload(upload, listed, cover, facts)


def screen_against_file(upload: Upload, listed: Upload) -> Screened:
    """Compare two files without touching the database."""
    companies = [
        ListedCompany(str(one.row), one.name, one.code, code_is_number=one.code_is_number) for one in listed.counterparties
    ]
    index = Index(companies)
    return screened_upload(upload, candidates_of(index, upload), None, None)


def candidates_of(index: Index, upload: Upload) -> dict[int, Sequence[Candidate]]:
    """The candidates of each record."""
    return {one.row: found for one, found in screen_many(index, upload.counterparties)}


def screened_upload(
    upload: Upload,
    candidates: Mapping[int, Sequence[Candidate]],
    cover: Coverage | None,
    facts: Mapping[str, Sequence[Mapping[str, str]]] | None,
) -> Screened:
    """Every record of a file with its candidates as a result."""
    rows = tuple(result_rows(upload, candidates, facts))
    records = len(upload.counterparties) + len(upload.unscreened)
    return Screened(rows, upload.columns, upload.problems, cover, records)
