"""Import what a person saved: a notice's page, an attachment or a digest; kept as evidence "imported by", then filed.

An imported file takes the same way as a fetched page: it is read, checked, compared, screened and announced.
"""

import logging
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath

from sqlmodel import Session

from sources import catalog
from sources.base import Page, Regulator, Request, Source
from sources.digests.reader import looks_like_digest, read_digest
from sources.documents.sniff import FileKind, kind_of
from sources.documents.text import decode
from sources.errors import LOOK_AGAIN, FetchError, FileRejected, ReadingError, UsageError
from sources.notices.attachments import with_file
from sources.records import LookState, Notice
from store.audit import record_action
from store.database import reading, writing
from store.filing import PERSON, Changes, Filing, in_force
from store.looks import KeptPage, record_pages, was_imported
from store.readings import readings_of
from store.recognition import id_of_page, recognised
from watcher import addresses
from watcher.desk import Desk
from watcher.health import Closing
from watcher.pipeline import Clock, Report, file
from watcher.reading import drive, hashes_of

log = logging.getLogger(__name__)
MAX_SIZE = 50 * 1024 * 1024  # bytes


def import_file(
    desk: Desk,
    content: bytes,
    name: str,
    *,
    source_id: str | None,
    url: str | None,
    who: str,
    clock: Clock,
) -> Report:
    """File what `content` says. `url` is where a page or attachment came from; a digest brings its own addresses.

    Raises ReadingError when it cannot be read (the file is kept, and its record names it), UsageError when the address
    that it needs is missing or unknown (nothing is kept).
    """
    if len(content) > MAX_SIZE:
        raise UsageError(f"文件 {name} 超过 {MAX_SIZE // 1024 // 1024} MB", meaning="没有导入任何内容")
    if url is not None:
        _check_address(url)
    name = PurePath(name).name
    page = Page(url=f"file:{name}", content=content, name=name)
    if url is not None and kind_of(content) is FileKind.HTML:
        page = replace(page, url=url)  # a saved page stands for its address; a file only belongs to one
    kept = KeptPage(page.url, page, sha256(content).hexdigest(), clock())
    try:
        filings = _filings(desk, page, kept.digest, source_id, url)
    except ReadingError as error:
        _remember_refused(desk, kept, error, who)
        raise _not_imported(error, kept.digest) from error
    desk.evidence.keep(content)

    def close(session: Session, changes: Changes, moment: datetime) -> Closing:
        if not changes:  # the same file again: nothing is written
            return Closing()
        record_pages(session, [kept], imported_by=who)
        record_action(session, who, "import", {"file": page.name, "notices": len(filings)}, moment)
        return Closing()

    return file(desk, filings, clock=clock, why=f"导入 {page.name}", close=close)


def _check_address(url: str) -> None:
    try:
        addresses.admitted(url, None)
    except FetchError as error:
        raise UsageError(
            error.what, meaning="没有导入任何内容", action="请照抄公告在浏览器中的完整网址（命令行写在 --url 之后），以 http:// 或 https:// 开头"
        ) from error


def _filings(desk: Desk, page: Page, digest: str, source_id: str | None, url: str | None) -> list[Filing]:
    kind = kind_of(page.content)
    evidence = {page.url: digest}
    if kind is FileKind.EMPTY:
        raise FileRejected(f"文件 {page.name} 是空的", meaning="没有导入任何内容", action="请重新下载后再导入")
    if kind is FileKind.HTML:
        return [_with_known_files(desk, Filing(notice, evidence)) for notice in _from_page(page, _source(desk, page.url, source_id))]
    if kind is FileKind.OTHER and b"\0" not in page.content and looks_like_digest(text := decode(page.content)):
        return [Filing(item.notice, evidence) for item in read_digest(text, catalog.REGULATORS)]
    if kind is FileKind.OTHER and url is None:
        raise _not_recognised(page)
    known = _known_notice(desk, page, url)
    notice = replace(with_file(known.notice, page), origin="import")
    return [replace(known, notice=notice, evidence={**known.evidence, **evidence, **hashes_of(notice, evidence)})]


def _remember_refused(desk: Desk, kept: KeptPage, error: ReadingError, who: str) -> None:
    """A file that nobody could read is evidence of the attempt; brought again, it is not written again."""
    desk.evidence.keep(kept.page.content)
    with writing(desk.engine) as session:
        if not was_imported(session, kept):
            record_pages(session, [kept], imported_by=who)
            facts = {"file": kept.page.name, "sha256": kept.digest, "why": error.what}
            record_action(session, who, "import refused", facts, kept.at)


def _not_imported(error: ReadingError, digest: str) -> ReadingError:
    """The same error in the words of an import: to import the file once more is no advice."""
    again = "请在浏览器中打开公告或附件，核对内容后重新另存，再导入"
    action = again if error.action == LOOK_AGAIN else error.action
    meaning = f"没有导入任何内容，原件留存于 evidence/{digest[:2]}/{digest}"
    return ReadingError(error.what, state=error.state, url=error.url, meaning=meaning, action=action)


def _not_recognised(page: Page) -> ReadingError:
    return ReadingError(
        f"文件 {page.name} 不是可识别的公告网页、附件或汇编文本",
        state=LookState.UNREADABLE,
        url=page.url,
        action="公告网页请另存为 .html；网页和附件都请注明公告的网址（命令行用 --url）",
    )


def _known_notice(desk: Desk, page: Page, url: str | None) -> Filing:
    """The notice that an attachment belongs to, as known: its page or a digest must have been read before."""
    if url is None:
        raise UsageError(f"不知道附件 {page.name} 属于哪篇公告", meaning="没有导入任何内容", action="请注明公告的网址（命令行用 --url）")
    with reading(desk.engine) as session:
        readings = readings_of(session, id_of_page(session, url))
    if not readings:
        raise UsageError(
            f"尚未收录网址为 {url} 的公告", meaning="没有导入任何内容", action="请先巡查该来源，或先导入公告网页，再导入附件"
        )
    return in_force(one for one in readings if one.notice.origin != PERSON)  # a decision is no basis for a new file


def _from_page(page: Page, source: Source) -> list[Notice]:
    """The notice on a saved page; its attachments were not saved with it, so a list stays without names."""
    if source.read_notice is None:
        raise UsageError(f"来源 {source.id} 没有单篇公告网页", meaning="没有导入任何内容")
    notices: list[Notice] = []
    drive(source.read_notice(page), _nothing_more, notices)
    for notice in notices if catalog.regulator_of(page.url) is None else ():  # no address says whose page it is
        writer = catalog.regulator_named(notice.issuer or "") if notice.kind.lists_companies else None
        if writer is not None and not _are_neighbours(writer, source.regulator):
            raise _of_another(writer, source)
    return [replace(notice, origin="import") for notice in notices]


def _with_known_files(desk: Desk, filing: Filing) -> Filing:
    """A page saved without the files that were read of it before is read with these: its names are no less known."""
    notice, evidence = filing.notice, dict(filing.evidence)
    if not notice.names_missing:
        return filing
    with reading(desk.engine) as session:
        found = recognised(session, [filing])[0].id
        readings = [one for one in readings_of(session, found) if one.notice.origin in ("site", "import")]
    known = in_force(readings) if readings else filing
    for url in dict.fromkeys(row.place.url.partition("#")[0] for row in (*known.notice.rows, *known.notice.held)):
        digest, named = known.evidence.get(url), {one.url: one.name for one in known.notice.attachments}
        if digest is None or url == notice.url:
            continue
        try:
            content = desk.evidence.read(digest)
        except (OSError, ValueError) as error:
            log.warning("%s is not read again: %s", url, error)
            continue
        file_ = Page(url=url, content=content, name=named.get(url) or url.removeprefix("file:"))
        notice, evidence[url] = with_file(notice, file_), digest
    return replace(filing, notice=notice, evidence={**evidence, **hashes_of(notice, evidence)})


def _are_neighbours(one: Regulator, other: Regulator) -> bool:
    """Whether one prints what the other has published: of one place, or on one site."""
    return one.place == other.place or bool({*one.domains} & {*other.domains})


def _of_another(owner: Regulator, chosen: Source) -> UsageError:
    """Filed under the source that was chosen it would name companies on a list that its authority never published."""
    return UsageError(
        f"这个网页是{owner.names[-1]}的，与所填的网址或选定的来源“{chosen.title}”不符",
        meaning="没有导入任何内容",
        action="请核对网址；填写公告的完整网址时不必选择来源",
    )


def _nothing_more(request: Request) -> Page:
    raise FetchError(
        "附件没有随网页一起导入", state=LookState.UNREACHABLE, url=request.url, action="请下载附件后用 watcher import 导入"
    )


def _source(desk: Desk, url: str, source_id: str | None) -> Source:
    if source_id is not None:
        chosen, owner = catalog.source(source_id, desk.sources), catalog.regulator_of(url)
        if owner is not None and catalog.source_of(url, (chosen,)) is None:
            raise _of_another(owner, chosen)
        return chosen
    found = catalog.source_of(url, desk.sources)
    if found is None:
        raise UsageError(
            "不知道这个网页来自哪个监管机构", meaning="没有导入任何内容", action="请注明公告的网址（命令行用 --url），或选定来源（--source）"
        )
    return found
