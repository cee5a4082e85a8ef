"""Screen stored counterparties against listed companies: from rows of the store to hits and back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from typing import Protocol

from sqlmodel import Session

from store.bulk import Encoded
from store.directory import SHORT, KnownCompany
from store.hits import FoundHit, grades
from store.portfolios import counterparties_of
from store.tables.portfolios import CounterpartyRow, Hit
from watcher.screening.grading import Verdict, explain
from watcher.screening.layers import read, read_asking
from watcher.screening.listed import Candidate, Counterparty, FieldWords, Grade, ListedCompany
from watcher.screening.ruling import rule

NO_LONGER = "按现行规则不再命中"

Pair = tuple[int, str]  # id of a counterparty, id of a company


class Questions(Protocol):
    """Counterparties who wait for whoever is listed next."""

    def pairs(self, listed: Sequence[ListedCompany]) -> Iterable[tuple[int, int]]:
        """The ids of counterparties with the numbers of those among `listed` that they may be; grading decides."""


def listed(company: KnownCompany) -> ListedCompany:
    """A company of the register as screening takes it."""
    former = tuple(sorted(one.printed for one in company.names if one.printed != company.name and one.kind != SHORT))
    return ListedCompany(id=company.id, name=company.name, code=company.code, former_names=former)


def counterparty(row: CounterpartyRow) -> Counterparty:
    """A stored counterparty as screening takes it."""
    own = tuple((head, cell) for head, cell in row.own)
    return Counterparty(row.row, row.name, row.code, own, row.code_is_number)


def candidate(hit: Hit, company: ListedCompany) -> Candidate:
    """A stored hit as it was found."""
    words = tuple(FieldWords(*one) for one in hit.fields)
    return Candidate(company, Grade(hit.grade), hit.score, hit.reason, words, hit.decides)


def hit_of(counterparty_id: int, found: Candidate) -> FoundHit:
    """A candidate as a hit of a stored counterparty."""
    return _hit(counterparty_id, found.listed.id, found)


def _hit(counterparty_id: int, company: str, found: Candidate | Verdict) -> FoundHit:
    words = Encoded.of([list(astuple(one)) for one in found.fields])
    return FoundHit(counterparty_id, company, found.grade.value, found.score, found.reason, words, found.decides)


def find_hits(session: Session, asked: Iterable[Questions], companies: Sequence[KnownCompany]) -> list[FoundHit]:
    """The hits of all who ask on companies that are new or changed; those known before are graded anew, clear or not."""
    several = [listed(company) for company in companies]
    known = grades(session, companies=[company.id for company in several])
    pairs = {pair for questions in asked for pair in questions.pairs(several)}
    return list(_graded(session, pairs, several, known))


def grade_anew(session: Session, known: Mapping[Pair, str], companies: Iterable[KnownCompany]) -> Iterator[FoundHit]:
    """Known hits, each with the grade that it had, as the rules of today have them; one that is none now says so."""
    for found in _graded(session, (), [listed(company) for company in companies], known):
        ceased = found.grade == Grade.CLEAR and known[found.counterparty_id, found.company_id] != Grade.CLEAR
        yield replace(found, reason=f"{NO_LONGER}：{found.reason}") if ceased else found


def _graded(
    session: Session, pairs: Iterable[tuple[int, int]], several: Sequence[ListedCompany], known: Collection[Pair]
) -> Iterator[FoundHit]:
    """Pairs of a counterparty's id and the number of a company, if a hit; pairs that are known as hits in any case."""
    numbers = {company.id: number for number, company in enumerate(several)}
    met: defaultdict[int, set[int]] = defaultdict(set)
    for one, number in (*pairs, *((one, numbers[company]) for one, company in known)):
        met[one].add(number)
    reads = {number: read(several[number]) for number in set().union(*met.values())}
    for row in counterparties_of(session, met):
        other, id_ = read_asking(counterparty(row)), row.id or 0
        for number in sorted(met[id_]) if other.key or other.code.value else ():
            ruling = rule(reads[number], other)
            if ruling.grade is not Grade.CLEAR or (id_, several[number].id) in known:
                yield _hit(id_, several[number].id, explain(ruling, reads[number], other))
