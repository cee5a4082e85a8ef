"""The page of one hit, as messages link to it: where it stands in the result of its portfolio."""

import re

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from store.database import reading
from store.tables.portfolios import CounterpartyRow, Hit
from watcher.web.visit import Viewing

router = APIRouter(prefix="/hits")

_NUMBER = re.compile("[1-9][0-9]{0,17}")


@router.get("/{number}")
def hit(visit: Viewing, number: str) -> Response:
    """Lead to the record; "not found" where the hit, or its portfolio, is no more."""
    with reading(visit.desk.engine) as session:
        found = session.get(Hit, int(number)) if _NUMBER.fullmatch(number) else None
        counterparty = session.get(CounterpartyRow, found.counterparty_id) if found else None
        if counterparty is None:
            raise HTTPException(404)
        portfolio, row = visit.portfolio(counterparty.portfolio_id).id or 0, counterparty.row
    return RedirectResponse(f"/portfolios/{portfolio}?record={row}#record-{row}", status_code=303)
