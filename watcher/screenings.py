"""Screening whole files: against the register (stored or not), or one file against another."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from alerts import wording
from alerts.facts import facts_by_company
from store.coverage import Coverage, coverage
from store.database import reading
from store.listings import listed_then
from store.past import companies_then
from watcher.desk import Desk
from watcher.screening.index import Index, screen_many
from watcher.screening.listed import Candidate, Counterparty, Grade, ListedCompany
from watcher.screening.records import Problem, Record
from watcher.screening.report import Facts, ResultRow, lines_of, result_rows
from watcher.screening.run import listed
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
    facts_of: Callable[[Iterable[str]], Facts] | None = None

    def listed(self, candidates: Iterable[Candidate]) -> tuple[list[Candidate], Facts | None]:
        """Those of the candidates that were listed by the day asked for, with the facts of their listings."""
        found = list(candidates)
        if self.facts_of is None:
            return found, None
        facts = self.facts_of(one.listed.id for one in found)
        return [one for one in found if one.listed.id in facts], facts


@contextmanager
def register_side(desk: Desk, as_of: date, known_at: datetime | None = None) -> Iterator[Side]:
    """The register as it was on a day, as known now or at an earlier time; all that is asked inside is of one revision.

    The index of an earlier time is made for this one use.
    """
    known: dict[str, Sequence[Mapping[str, str]]] = {}
    with reading(desk.engine) as session:

        def facts_of(companies: Iterable[str]) -> Facts:
            met = set(companies)
            if new := met - known.keys():
                found = facts_by_company(session, as_of, new, known_at)
                known.update((company, found.get(company, ())) for company in new)
            return {company: known[company] for company in met if known[company]}

        yield Side(_index(desk, session, known_at), coverage(session, desk.sources, known_at), facts_of)


def _index(desk: Desk, session: Session, known_at: datetime | None) -> Index:
    if known_at is None:
        return desk.shelf.register(session)
    return Index(listed(one) for one in companies_then(session, listed_then(session, known_at), known_at))


def file_side(records: Iterable[Record]) -> Side:
    """Another file, without touching the database; of its records only names and codes are kept, each once."""

    def distinct() -> Iterator[ListedCompany]:
        seen: set[tuple[str, str | None, bool]] = set()
        for record in records:
            one = record.counterparty
            if record.screened and (known := (one.name, one.code, one.code_is_number)) not in seen:
                seen.add(known)
                yield ListedCompany(str(one.row), one.name, one.code, (), one.code_is_number)

    return Side(Index(distinct()))


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
        yield from lines_of(waiting.popleft(), *side.listed(candidates))


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


def coverage_sheet(coverage: Coverage | None) -> list[dict[str, str]]:
    """The lists used, the names missing and the sources unseen, one mapping of heads to words each."""
    if coverage is None:
        return []
    lines = [(one.title, "已覆盖", f"{one.listed} 家在列", one.edition or "") for one in coverage.lists]
    lines += [(gap.title, "缺名称", wording.gap_size(gap.declared, gap.missing), gap.words) for gap in coverage.gaps]
    lines += [(one.title, "看不到", wording.look_state(one.state), one.last_good or "") for one in coverage.blind]
    return [dict(zip(("名单或来源", "状态", "说明", "截至"), line, strict=True)) for line in lines]
