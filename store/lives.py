"""From the editions of one series to the lives of its listings: pure, and the same whatever order they arrived in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from sources.records import Place


class Act(StrEnum):
    """What an edition does to the listings before it."""

    REPLACES = "replaces"  # a snapshot: absence means that the company left
    ADDS = "adds"  # a batch: absence means nothing
    REMOVES = "removes"  # 移出: the only act that clears
    DISPOSES = "disposes"  # 取消资格, 注销: an act on the licence, which ends no listing


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What one edition prints about one company, and where that stands."""

    name: str
    code: str | None
    reasons: tuple[str, ...] = ()
    disposition: str | None = None  # what became of the company: a Disposition, or the act as an exit list calls it
    disposed_on: str | None = None  # as precise as printed
    place: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)
    sha256: str | None = field(default=None, compare=False)
    since: date | None = field(default=None, compare=False)  # where a person knows the first day better


class Printed(NamedTuple):
    """One printed row that names a company: what it says (its digest), and where it stands."""

    company: str
    digest: str
    place: Place
    sha256: str | None


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """One complete edition; `day` is what editions are ordered by."""

    notice_id: str
    act: Act
    day: date
    batch: int | None
    rows: Mapping[str, RowFacts]  # by company id
    printed: tuple[Printed, ...] = ()  # the rows that say so: one or more for each company


@dataclass(frozen=True, slots=True)
class Life:
    """One stay of one company on one list; open while `valid_to` is None."""

    company: str
    notice_id: str
    facts: RowFacts
    valid_from: date
    valid_to: date | None = None
    ended_by: str | None = None  # left, removed
    ended_by_notice: str | None = None


Lives = Mapping[tuple[str, date], Life]


@dataclass(frozen=True, slots=True)
class LifeChanges:
    """The difference between two states of a series."""

    added: tuple[Life, ...] = ()
    changed: tuple[tuple[Life, Life], ...] = ()  # (before, after)
    dropped: tuple[Life, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.dropped)


def lives(editions: Iterable[EditionFacts], known: Lives = MappingProxyType({})) -> dict[tuple[str, date], Life]:
    """All stays that the editions tell of, in whatever order they are given.

    `known` are the stays up to the day before: editions all newer than what is known only continue it.
    """
    ordered = sorted(editions, key=_order)
    named: defaultdict[date, set[str]] = defaultdict(set)
    for edition in ordered:
        if edition.act is not Act.REMOVES:
            named[edition.day].update(edition.rows)
    everyone = dict(known)
    standing = {life.company: life for life in known.values() if life.valid_to is None}
    for edition in ordered:
        for life in _turn(standing, edition, named[edition.day]):
            everyone[life.company, life.valid_from] = life
            if life.valid_to is None:
                standing[life.company] = life
            else:
                del standing[life.company]
    return everyone


def newest(editions: Iterable[EditionFacts]) -> EditionFacts:
    """The edition that comes last. Raises ValueError when there is none."""
    return max(editions, key=_order)


def _order(edition: EditionFacts) -> tuple[date, bool, int, str]:
    """By day; a removal comes before the lists of its day, so that in doubt a company stays listed."""
    return edition.day, edition.act is not Act.REMOVES, edition.batch or 0, edition.notice_id


def _turn(standing: Mapping[str, Life], edition: EditionFacts, named: Collection[str]) -> list[Life]:
    """The stays that this edition begins, changes or ends; `named` are the companies on any list of its day.

    Two lists of one day may be two parts of one: neither ends what the other names.
    """
    if edition.act is Act.REMOVES:
        return [_end(standing[company], edition, "removed") for company in edition.rows if company in standing]
    touched = []
    if edition.act is Act.REPLACES:
        touched += [_end(life, edition, "left") for company, life in standing.items() if company not in named]
    for company, facts in edition.rows.items():
        if company not in standing:
            touched.append(Life(company, edition.notice_id, facts, facts.since or edition.day))
        elif standing[company].facts != facts:
            touched.append(replace(standing[company], facts=facts, notice_id=edition.notice_id))
    return touched


def _end(life: Life, edition: EditionFacts, how: str) -> Life:
    return replace(life, valid_to=edition.day, ended_by=how, ended_by_notice=edition.notice_id)


def diff(before: Lives, after: Lives) -> LifeChanges:
    """What leads from one state to another."""
    other = sorted(key for key, life in after.items() if key in before and before[key] != life)
    return LifeChanges(
        added=tuple(after[key] for key in sorted(after.keys() - before.keys())),
        changed=tuple((before[key], after[key]) for key in other),
        dropped=tuple(before[key] for key in sorted(before.keys() - after.keys())),
    )


def applied(before: Lives, changes: LifeChanges) -> dict[tuple[str, date], Life]:
    """The state after the changes: applied(a, diff(a, b)) == b."""
    after = dict(before)
    for life in changes.dropped:
        del after[life.company, life.valid_from]
    for life in (*changes.added, *(new for _, new in changes.changed)):
        after[life.company, life.valid_from] = life
    return after
