"""/api/v1/hits: who of the portfolios that the token's account sees matches a listed company."""

from typing import Annotated, Literal

from fastapi import Depends, HTTPException, Query
from pydantic import BaseModel, Field

from store.database import reading
from store.hits import hits_after
from watcher.accounts.visitors import Scope
from watcher.web.api.bearer import Holding
from watcher.web.api.common import After, Limit, api_router
from watcher.web.api.screening_models import CounterpartyOut, HitOut, Hits, Known, Part
from watcher.web.visit import Visit

router = api_router("命中")


class Wanted(BaseModel):
    """Which hits, and where to go on."""

    portfolio: Annotated[int | None, Field(ge=1, lt=2**63, description="关注名单编号；不写为可见的全部")] = None
    grade: Literal["", "match", "review", "clear"] = Field(default="", description="不写为 match 与 review")
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
    with reading(visit.desk.engine) as session:
        found = hits_after(session, portfolios, grades, asked.after or 0, asked.limit + 1)
    shown = found[: asked.limit]
    return Hits(
        hits=[
            HitOut(
                id=hit.id or 0,
                grade=hit.grade,
                score=hit.score,
                reason=hit.reason,
                decides=hit.decides,
                fields=[Part(field=part, words=words, listed=left, counterparty=right) for part, words, left, right in hit.fields],
                found_at=hit.found_at.isoformat(),
                counterparty=CounterpartyOut(portfolio=row.portfolio_id, row=row.row, name=row.name, code=row.code),
                company=Known(id=company.id, name=company.name, code=company.code),
                page=f"/hits/{hit.id}",
            )
            for hit, row, company in shown
        ],
        next=shown[-1][0].id if len(found) > asked.limit else None,
    )
