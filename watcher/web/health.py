"""What machines ask: healthz (the process and its database), readyz (somebody watches and tells), metrics."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from watcher import readiness
from watcher.metrics import registry
from watcher.web.visit import Open

router = APIRouter()


@router.get("/healthz")
def healthz(visit: Open) -> Response:
    """Whether this process and the database answer."""
    if not readiness.answers(visit.desk):
        return JSONResponse({"status": "unavailable"}, status_code=503)
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
def readyz(visit: Open) -> Response:
    """Whether looks and delivery go on; 503 with words where they do not."""
    faults = readiness.faults(visit.desk, visit.now)
    if faults:
        return JSONResponse({"status": "unavailable", "faults": faults}, status_code=503)
    return JSONResponse({"status": "ok"})


@router.get("/metrics")
def metrics(visit: Open) -> Response:
    """Numbers in the format of Prometheus."""
    return Response(generate_latest(registry(visit.desk, visit.site.clock)), media_type=CONTENT_TYPE_LATEST)
