"""总览: what the data are as of, and what wants a person."""

from fastapi import APIRouter
from starlette.responses import Response

from watcher.web.visit import Viewing

router = APIRouter()


@router.get("/")
def overview(visit: Viewing) -> Response:
    """The first page."""
    return visit.page("overview/overview.html", trust=visit.trust(visit.coverage()))
