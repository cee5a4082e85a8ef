"""/api/v1/hits: who of the portfolios that the token's account sees matches a listed company, and what people decided."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Literal

from fastapi import Depends, HTTPException, Path, Query
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement
from starlette.responses import JSONResponse, Response

from sources.errors import UsageError
from store.database import reading
from store.hits import hits_after
from store.judgements import is_judged, is_reopened, is_settled, standing
from store.tables.judgements import Judgement
from store.tables.portfolios import CounterpartyRow, Hit
from store.tables.register import Company
from watcher.accounts.visitors import Scope
from watcher.judging import JudgedMeanwhile, Seen, decision, judge
from watcher.web.api.bearer import Holding
from watcher.web.api.common import After, Limit, api_router
from watcher.web.api.errors import problem
from watcher.web.api.models import Problem
from watcher.web.api.screening_models import CounterpartyOut, HitOut, Hits, JudgementOut, Judging, Known, Part
from watcher.web.visit import Visit

router = api_router("命中")


class State(StrEnum):
    """How far people are with a hit."""

    TODO = "todo"
    REOPENED = "reopened"
    UNSURE = "unsure"
    JUDGED = "judged"


_IN_STATE: dict[State, Callable[[], ColumnElement[bool]]] = {
    State.TODO: lambda: ~is_judged(),
    State.REOPENED: is_reopened,
    State.UNSURE: lambda: is_judged() & ~is_settled(),
    State.JUDGED: is_settled,
}


class Wanted(BaseModel, extra="forbid"):
    """Which hits, and where to go on."""

    portfolio: Annotated[int | None, Field(ge=1, lt=2**31, description="关注名单编号；不写为可见的全部")] = None
    grade: Literal["", "match", "review", "clear"] = Field(default="", description="不写为 match 与 review")
    state: State | None = Field(default=None, description="todo 待研判，其中 reopened 因名单变化重新待研判，unsure 不确定，judged 已研判")
    after: After = None
    limit: Limit = 100


@router.get("/hits", response_model=Hits, summary="列出命中")
def hits(visit: Annotated[Visit, Depends(Holding(Scope.HITS))], asked: Annotated[Wanted, Query()]) -> Hits:
    """Hits in the order in which they were found."""
    mine = visit.portfolios()
    if asked.portfolio is not None and asked.portfolio not in mine:
        raise HTTPException(404)
    portfolios = mine if asked.portfolio is None else [asked.portfolio]
    grades = [asked.grade] if asked.grade else ["match", "review"]
    conditions = [_IN_STATE[asked.state]()] if asked.state else []
    with reading(visit.desk.engine) as session:
        found = hits_after(session, portfolios, grades, asked.after or 0, asked.limit + 1, conditions)
        shown = found[: asked.limit]
        decided = standing(session, [hit.id or 0 for hit, _, _ in shown])
    return Hits(
        hits=[_hit(*one, decided.get(one[0].id or 0)) for one in shown],
        next=shown[-1][0].id if len(found) > asked.limit else None,
    )


@router.post(
    "/hits/{id}/judgement",
    response_model=JudgementOut,
    summary="研判一条命中",
    responses={409: {"model": Problem, "description": "其间已有别人研判，没有改动"}},
)
def judgement(
    visit: Annotated[Visit, Depends(Holding(Scope.JUDGE))],
    id: Annotated[int, Path(ge=1, lt=2**31)],
    asked: Judging,
) -> JudgementOut | Response:
    """Judge one hit, as a person does on its page."""
    with reading(visit.desk.engine) as session:
        hit = session.get(Hit, id)
        counterparty = session.get(CounterpartyRow, hit.counterparty_id) if hit else None
    if counterparty is None:
        raise HTTPException(404)
    visit.portfolio(counterparty.portfolio_id)
    try:
        decided = decision(asked.verdict, asked.reason, asked.note, who=visit.who, at=visit.now)
        return _judgement(judge(visit.desk, Seen(id, asked.seen), decided))
    except JudgedMeanwhile as error:
        return _refused(409, error)
    except UsageError as error:
        return _refused(422, error)


def _refused(status: int, error: UsageError) -> JSONResponse:
    return problem(status, (error.what, error.meaning, error.action))


def _judgement(one: Judgement) -> JudgementOut:
    told = {name: getattr(one, name) for name in ("id", "verdict", "reason", "note", "who")}
    return JudgementOut(**told, at=one.at.isoformat())


def _hit(hit: Hit, row: CounterpartyRow, company: Company, decided: Judgement | None) -> HitOut:
    return HitOut(
        id=hit.id or 0,
        grade=hit.grade,
        score=hit.score,
        reason=hit.reason,
        decides=hit.decides,
        fields=[
            Part(field=part, words=words, listed=left, counterparty=right) for part, words, left, right in hit.fields
        ],
        found_at=hit.found_at.isoformat(),
        counterparty=CounterpartyOut(portfolio=row.portfolio_id, row=row.row, name=row.name, code=row.code),
        company=Known(id=company.id, name=company.name, code=company.code),
        judgement=_judgement(decided) if decided else None,
        page=f"/hits/{hit.id}",
    )
