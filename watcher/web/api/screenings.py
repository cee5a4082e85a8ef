"""/api/v1/screenings: one name or up to a thousand against the register, as `watcher screen` does; nothing is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Annotated

from fastapi import Depends

from sources.names.codes import CodeState, read_code
from watcher.accounts.visitors import Scope
from watcher.screening.index import screen_many
from watcher.screening.listed import ALGORITHM, Candidate, Counterparty
from watcher.screening.records import unreadable
from watcher.screening.report import Facts
from watcher.screenings import Side, register_side
from watcher.web.api.bearer import Holding
from watcher.web.api.common import api_router, not_covered
from watcher.web.api.screening_models import (
    Asked,
    CandidateOut,
    Fact,
    Known,
    Part,
    Screened,
    Screening,
    ScreeningAnswer,
)
from watcher.web.visit import Visit

router = api_router("筛查")


@router.post("/screenings", response_model=ScreeningAnswer, summary="筛查一家或多家企业")
def screen(visit: Annotated[Visit, Depends(Holding(Scope.SCREEN))], asked: Screening) -> ScreeningAnswer:
    """Every name with its candidates, their listings, and what the answer does not cover."""
    day = asked.as_of or visit.today
    with register_side(visit.desk, day) as side:
        results = list(_results(side, asked))
        cover = side.coverage
    if cover is None:
        raise LookupError("the register has a coverage")
    trusted, lacking = visit.trust(cover), not_covered(visit)
    return ScreeningAnswer(
        as_of=day,
        revision=cover.revision,
        algorithm=ALGORITHM,
        lists=trusted.lists,
        listed=trusted.listed,
        uncovered=lacking.model_copy(update={"complete": lacking.complete and not trusted.empty, "empty": trusted.empty}),
        results=results,
    )


def _results(side: Side, asked: Screening) -> Iterable[Screened]:
    read = [(one, *_problems(one)) for one in asked.names]
    counterparties = (
        Counterparty(row, one.name, one.uscc or None) if usable else Counterparty(row, "")
        for row, (one, _, usable) in enumerate(read)
    )
    found = screen_many(side.index, counterparties, include_clear=asked.include_clear, processes=1)
    for (one, problems, usable), (_, candidates) in zip(read, found, strict=True):
        kept, facts = side.listed(candidates)
        grade = (kept[0].grade.value if kept else "clear") if usable else "unscreened"
        yield Screened(name=one.name, uscc=one.uscc, grade=grade, problems=problems, candidates=_told(kept, facts))


def _problems(one: Asked) -> tuple[list[str], bool]:
    """What is odd about a name and its code, and whether either can be compared."""
    why, code = unreadable(one.name), read_code(one.uscc)
    problems = [f"{why}，{'仅按信用代码筛查' if code.value else '未筛查'}"] if why else []
    if code.state not in (CodeState.VALID, CodeState.ABSENT):
        problems.append(f"{code.note}；仅按名称筛查" if not why else code.note)
    return problems, not why or code.value is not None


def _told(candidates: Sequence[Candidate], facts: Facts | None) -> list[CandidateOut]:
    return [
        CandidateOut(
            grade=one.grade.value,
            score=one.score,
            reason=one.reason,
            fields=[Part(**asdict(part)) for part in one.fields],
            decides=one.decides,
            company=Known(id=one.listed.id, name=one.listed.name, code=one.listed.code),
            listings=[Fact.model_validate(fact) for fact in (facts or {}).get(one.listed.id, ())],
        )
        for one in candidates
    ]
