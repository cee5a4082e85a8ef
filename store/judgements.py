"""What people decided about hits: one judgement of a hit stands, the earlier ones say how they ended."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, update
from sqlmodel import Session, col, select

from store.chunks import Among, chunks
from store.grounds import NO_GROUNDS, Grounds, grounds_from, grounds_of
from store.tables.judgements import Judgement
from store.tables.portfolios import Hit


class Verdict(StrEnum):
    """Whether the counterparty is the listed company."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


SETTLED = (Verdict.SAME.value, Verdict.DIFFERENT.value)
STANDS = and_(col(Judgement.hit_id) == col(Hit.id), col(Judgement.ended_at).is_(None))  # to join the one of each hit
BY_EVIDENCE, BY_REPLACING, BY_UNDOING = "evidence", "replaced", "undone"


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides, and when."""

    verdict: Verdict
    reason: str  # of `different`
    note: str
    who: str
    at: datetime


class Overtaken(Exception):
    """Another one judged, or took back, what somebody saw as `seen`; `standing` is what stands instead."""

    def __init__(self, standing: Judgement | None, last: Judgement | None) -> None:
        super().__init__(standing.id if standing else None)
        self.standing = standing
        self.last = last


def standing(session: Session, hits: Iterable[int]) -> dict[int, Judgement]:
    """The judgement of each of these hits that has one."""
    found: dict[int, Judgement] = {}
    for some in chunks(sorted(hits)):
        query = select(Judgement).where(col(Judgement.ended_at).is_(None), Among(Judgement.hit_id, some))
        found |= {one.hit_id: one for one in session.exec(query)}
    return found


def verdicts(session: Session, hits: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Of these hits that somebody has judged what stands, and who said so."""
    query = select(Judgement.hit_id, Judgement.verdict, Judgement.who)
    query = query.where(col(Judgement.ended_at).is_(None), Among(Judgement.hit_id, sorted(hits)))
    return {hit: (verdict, who) for hit, verdict, who in session.exec(query)}


def history(session: Session, hit: int) -> list[Judgement]:
    """All judgements of a hit, the latest first."""
    query = select(Judgement).where(Judgement.hit_id == hit)
    return list(session.exec(query.order_by(col(Judgement.id).desc())))


def is_settled() -> ColumnElement[bool]:
    """Of the rows of `hit` in a statement: that somebody judged them to be the same company, or another one."""
    return _stands(col(Judgement.verdict).in_(SETTLED))


def is_judged() -> ColumnElement[bool]:
    """The same for any judgement that stands."""
    return _stands()


def is_reopened() -> ColumnElement[bool]:
    """Of the rows of `hit`: that none stands, and the evidence ended one."""
    ended = exists().where(col(Judgement.hit_id) == col(Hit.id), col(Judgement.ended_by) == BY_EVIDENCE)
    return ended & ~is_judged()


def _stands(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(STANDS, *conditions)


def put(
    session: Session, hit: Hit, decision: Decision, *, seen: int | None = None, on: Grounds | None = None
) -> Judgement:
    """Judge a hit in place of the judgement that was `seen` (0: none; None: whichever stands). The caller commits.

    `on` is what it stands on, where that has been read. The same person's same decision again changes nothing. Raises
    Overtaken where something else stands.
    """
    before = standing(session, [hit.id or 0]).get(hit.id or 0)
    if before and (before.verdict, before.reason, before.note, before.who) == (
        *(decision.verdict, decision.reason, decision.note, decision.who),
    ):
        return before
    _check_seen(session, hit.id or 0, before, seen)
    if before:
        _end(session, before, decision.at, BY_REPLACING, decision.who)
    grounds = on or grounds_of(session, [hit.company_id]).get(hit.company_id, NO_GROUNDS)
    made = Judgement(
        hit_id=hit.id or 0,
        verdict=decision.verdict.value,
        reason=decision.reason,
        note=decision.note,
        who=decision.who,
        at=decision.at,
        evidence=grounds.as_json(),
    )
    session.add(made)
    session.flush()
    return made


def take_back(session: Session, hit: Hit, *, who: str, at: datetime, seen: int | None = None) -> Judgement:
    """Undo the judgement that stands, and return it; what it replaced stands again, if on the same grounds.

    The caller commits. Raises Overtaken where another one stands than was seen, or none.
    """
    several = history(session, hit.id or 0)
    mine = next((one for one in several if one.ended_at is None), None)
    _check_seen(session, hit.id or 0, mine, seen)
    if mine is None:
        raise Overtaken(None, _last_ended(several))
    _end(session, mine, at, BY_UNDOING, who)
    replaced = next((one for one in several if one.ended_by == BY_REPLACING and one.ended_at == mine.at), None)
    if replaced and grounds_from(replaced.evidence).holds(grounds_from(mine.evidence)):
        replaced.ended_at, replaced.ended_by, replaced.ended_who = None, "", ""
        session.add(replaced)
        session.flush()
    return mine


def _check_seen(session: Session, hit: int, stands: Judgement | None, seen: int | None) -> None:
    if seen is not None and (stands.id if stands else 0) != seen:
        raise Overtaken(stands, _last_ended(history(session, hit)))


def _last_ended(several: Sequence[Judgement]) -> Judgement | None:
    ended = [(one.ended_at, one.id or 0, one) for one in several if one.ended_at]
    return max(ended)[2] if ended else None


def _end(session: Session, one: Judgement, at: datetime, by: str, who: str) -> None:
    one.ended_at, one.ended_by, one.ended_who = at, by, who
    session.add(one)
    session.flush()


def reopen(session: Session, companies: Collection[str], at: datetime) -> list[tuple[Judgement, int, str]]:
    """End the judgements of hits on these companies that stood on something else than is so now.

    Returns them with counterparty and company. The caller commits.
    """
    ended: list[tuple[Judgement, int, str]] = []
    for some in chunks(sorted(companies)):
        query = select(Judgement, Hit.counterparty_id, Hit.company_id).join(Hit, STANDS)
        query = query.where(Among(Hit.company_id, some))
        found = session.exec(query).all()
        now = grounds_of(session, {company for *_, company in found})
        changed = [one for one in found if not now[one[2]].holds(grounds_from(one[0].evidence))]
        statement = update(Judgement).where(Among(Judgement.id, [one.id for one, *_ in changed]))
        session.connection().execute(statement.values(ended_at=at, ended_by=BY_EVIDENCE))
        ended += changed
    return ended
