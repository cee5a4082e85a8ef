"""快照: one file of the evidence, by its SHA-256: shown without anything that could act, or as the bytes that were kept."""

import re
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from fastapi import APIRouter, HTTPException
from starlette.responses import HTMLResponse, Response

from store.captures import captures_of
from store.database import reading
from store.tables.evidence import Capture
from watcher.web.evidence.shown import shown
from watcher.web.guard import SHUT_IN, SHUT_IN_STYLE
from watcher.web.rendering import written
from watcher.web.visit import Viewing, Visit

router = APIRouter(prefix="/snapshots")

_DIGEST = re.compile("[0-9a-f]{64}")
_LONGEST_NAME = 120


@router.get("/{digest}")
def snapshot(visit: Viewing, digest: str) -> Response:
    """The snapshot; `?as=download` gives the bytes themselves."""
    if not _DIGEST.fullmatch(digest):
        raise HTTPException(404)
    with reading(visit.desk.engine) as session:
        seen = captures_of(session, [digest]).get(digest)
    if seen is None:
        raise HTTPException(404)
    try:
        content = visit.desk.evidence.read(digest)
    except (OSError, ValueError) as error:
        return _lost(visit, digest, gone=isinstance(error, FileNotFoundError))
    if visit.request.query_params.get("as") == "download":
        return Response(content, media_type="application/octet-stream", headers=_attached(seen.newest, digest))
    page = written("evidence/snapshot.html", style=SHUT_IN_STYLE, seen=seen, shown=shown(content), now=visit.now)
    return HTMLResponse(page, headers={"Content-Security-Policy": SHUT_IN})


def _lost(visit: Visit, digest: str, *, gone: bool) -> Response:
    return visit.page(
        "error.html",
        status=410,
        what="证据文件不见了" if gone else "证据文件无法读取，或与其 SHA-256 不符，不予显示",
        meaning=f"SHA-256 {digest}；名单库中的记录不受影响，但这份原件已不能作证",
        action="请从备份恢复该文件，并检查其余文件",
    )


def _attached(capture: Capture, digest: str) -> dict[str, str]:
    name = file_name(capture, digest)
    return {"Content-Disposition": f"attachment; filename=\"{digest[:16]}\"; filename*=UTF-8''{quote(name, safe='')}"}


def file_name(capture: Capture, digest: str) -> str:
    """A name to save under: that of the file or of its address, without anything that a system takes for a path."""
    stated = capture.file_name or unquote(PurePosixPath(urlsplit(capture.final_url).path).name)
    name = "".join(mark if mark.isprintable() and mark not in '\\/:*?"<>|' else "_" for mark in stated)
    return name.strip(" .")[-_LONGEST_NAME:] or digest[:16]
