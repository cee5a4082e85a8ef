"""Screening whole files: against the register (stored or not), or one file against another."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from store.coverage import Coverage, coverage
from store.database import reading
from watcher.desk import Desk
from watcher.facts import facts_by_company
from watcher.screening.index import Index, screen_many
from watcher.screening.listed import Candidate, Counterparty, Grade, ListedCompany
from watcher.screening.records import Problem, Record
from watcher.screening.report import Facts, ResultRow, lines_of, result_rows
from watcher.screening.run import register_index
from watcher.screening.upload import Upload


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


@dataclass(frozen=True, slots=True)
class Side:
    """What counterparties are screened against: an index, and of the register its coverage and the facts of listings."""

    index: Index
    coverage: Coverage | None = None
    facts: Facts | None = None


def register_side(desk: Desk, as_of: date) -> Side:
    """The register as it was on a day."""
    with reading(desk.engine) as session:
        return Side(register_index(session, as_of), coverage(session, desk.sources), facts_by_company(session, as_of))


def file_side(records: Iterable[Record]) -> Side:
    """Another file, without touching the database; of its records only names and codes are kept."""
    reads = (record.counterparty for record in records if record.screened)
    return Side(Index([ListedCompany(str(one.row), one.name, one.code, (), one.code_is_number) for one in reads]))


def screen_records(side: Side, records: Iterable[Record], *, include_clear: bool = False) -> Iterator[ResultRow]:
    """The lines of every record in its order and in bounded memory; with `include_clear` those of other companies of
    the same trade name too, with the reason why they are others.
    """
    waiting: deque[Record] = deque()

    def asked() -> Iterator[Counterparty]:
        for record in records:
            waiting.append(record)
            one = record.counterparty  # sent without the user's own columns, which travel between processes for nothing
            named = Counterparty(one.row, one.name, one.code, (), one.code_is_number)
            yield named if record.screened else Counterparty(one.row, "")

    for _, candidates in screen_many(side.index, asked(), include_clear=include_clear):
        yield from lines_of(waiting.popleft(), candidates, side.facts)


def candidates_of(index: Index, upload: Upload) -> dict[int, Sequence[Candidate]]:
    """The candidates of each record."""
    return {one.row: found for one, found in screen_many(index, upload.counterparties)}


def screened_upload(
    upload: Upload,
    candidates: Mapping[int, Sequence[Candidate]],
    cover: Coverage | None,
    facts: Facts | None,
) -> Screened:
    """Every record of a file with its candidates as a result."""
    rows = tuple(result_rows(upload, candidates, facts))
    records = len(upload.counterparties) + len(upload.unscreened)
    return Screened(rows, upload.columns, upload.problems, cover, records)
