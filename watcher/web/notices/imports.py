"""Import what a person saved from his browser, for a source that blocks programs or a notice whose names are missing."""

from typing import Annotated

from fastapi import APIRouter, File, Form, HTTPException, UploadFile
from starlette.responses import Response

from sources import catalog
from sources.errors import UsageError, WatcherError
from store.coverage import gaps
from store.database import reading
from store.tables.notices import NoticeRow
from watcher.importing import import_file
from watcher.notice_words import FIELD, KIND, where
from watcher.web.notices.imported import Brought, Imported, imported
from watcher.web.notices.received import MOST_BYTES, MOST_FILES, received
from watcher.web.visit import Reviewing, Visit

router = APIRouter(prefix="/notices/import")

_LONGEST_ADDRESS = 2_000
Field = Annotated[str, Form(max_length=100_000)]


@router.get("")
def form(visit: Reviewing, notice: str = "", source: str = "") -> Response:
    """The form; coming from a notice or a source, with its address."""
    row = None
    if notice:
        with reading(visit.desk.engine) as session:
            row = session.get(NoticeRow, notice[:100])
        if row is None:
            raise HTTPException(404)
    if source and source not in {one.id for one in visit.desk.sources}:
        raise HTTPException(404)
    if row is not None and row.url and not source:
        known = catalog.source_of(row.url, visit.desk.sources)
        source = known.id if known else ""
    return _form(visit, url=(row.url if row else None) or "", source=source, row=row)


@router.post("")
def bring(
    visit: Reviewing, files: Annotated[list[UploadFile] | None, File()] = None, url: Field = "", source: Field = ""
) -> Response:
    """Import the files and tell at once what came of each: brought again, the same file changes nothing."""
    try:
        address = _address(url)
        chosen = received(files or [])
    except UsageError as error:
        return _form(visit, url=url[:_LONGEST_ADDRESS], source=source, error=error, status=400)
    with reading(visit.desk.engine) as session:
        before = {one.notice_id: one for one in gaps(session)}
    done: list[Brought] = []
    for one in chosen:
        try:
            report = import_file(
                visit.desk,
                one.content,
                one.name,
                source_id=source or None,
                url=address,
                who=visit.who,
                clock=visit.site.clock,
            )
            done.append(Brought(one.name, report))
        except WatcherError as error:
            done.append(Brought(one.name, None, error))
    with reading(visit.desk.engine) as session:
        found = [imported(session, one, before) for one in done]
    status = 200 if any(one.error is None for one in done) else 400
    return _form(visit, url=address or "", source=source, done=found, status=status)


def _address(text: str) -> str | None:
    address = text.strip()
    if len(address) > _LONGEST_ADDRESS or not address.isprintable():
        raise UsageError("网址过长或含有不可见的字符", meaning="没有导入任何内容", action="请照抄公告在浏览器中的完整网址")
    return address or None


def _form(
    visit: Visit,
    *,
    url: str,
    source: str,
    row: NoticeRow | None = None,
    error: UsageError | None = None,
    done: list[Imported] | None = None,
    status: int = 200,
) -> Response:
    by_regulator: dict[str, list[tuple[str, str]]] = {}
    for one in visit.desk.sources:
        by_regulator.setdefault(one.regulator.names[-1], []).append((one.id, one.title))
    return visit.page(
        "notices/import.html",
        status=status,
        url=url,
        source=source,
        row=row,
        error=error,
        done=done,
        sources=by_regulator,
        most=MOST_BYTES // 1024 // 1024,
        most_files=MOST_FILES,
        kinds=KIND,
        fields=FIELD,
        where=where,
    )
