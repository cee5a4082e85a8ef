"""From a notice's article to the notice with its rows: fetch the files it announces and weigh them against it.

Nothing that contradicts the notice becomes a row: neither a file that names another list, nor files whose companies do
not make up the number that the notice declares, nor what may be half a list or name good companies among bad ones. Such
rows are held until a person decides (doubts.py).
"""

import re
from collections.abc import Generator, Iterable
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from sources.base import Page, Regulator, Request, Steps, ask
from sources.documents.apart import read_document
from sources.documents.sniff import FileKind, kind_of
from sources.documents.text import decode
from sources.errors import LookError, ReadingError
from sources.notices.article import Article, Link
from sources.notices.conflicts import contradicts
from sources.notices.doubts import Doubt, doubt_about, question_of, stem
from sources.notices.files import Part, merged, parts_of
from sources.notices.layout import layout_of
from sources.notices.one_company import TITLE, is_question, with_company, with_doubtful_company
from sources.notices.penalties import punished
from sources.notices.reader import read
from sources.notices.rows import lists_in, rows_of
from sources.records import Attachment, ConflictField, FieldConflict, Kind, LookState, Notice, Reading, Row

_MOST_FILES = 20
_OF_TEXT = frozenset({"body", "names", "title", "heading"})  # what no other file can settle
_STUB_WITHIN = 4096
_STUB = re.compile(r"""location(?:\.href)?\s*(?:=|\.replace\(|\.assign\()\s*["']([^"']{1,500})["']""")


def notice_steps(article: Article, regulator: Regulator) -> Steps:
    """Yield the requests for the article's files, then the notice; only lists fetch theirs.

    An attachment that cannot be had leaves its trouble in the notice and raises nothing. A penalty is no list: whom it
    punishes is read from its table, and from its file where the page says nothing.
    """
    notice = read(article, regulator)
    if notice.kind is Kind.PENALTY:
        notice = yield from _with_parties(notice, article)
    if notice.kind.lists_companies:
        notice = with_company(_with_body_rows(notice, article))
        if len(notice.rows) == notice.declared or [row.place.table for row in notice.rows] == [TITLE]:
            notice = _weighed(notice, notice.rows, [])
        else:
            notice = with_doubtful_company((yield from _with_files(notice, article)))
    question = question_of(notice)
    yield notice if question is None else replace(notice, conflicts=(*notice.conflicts, question))


def with_file(notice: Notice, page: Page) -> Notice:
    """The notice with the rows of a file that a person saved for it, weighed as if it had been fetched.

    Raises ReadingError when the file, or one in an archive, cannot be read as a list.
    """
    link = Link(page.url, page.name or page.url)
    parts = parts_of(page, link)
    for part in parts:
        if part.trouble is not None:
            raise part.trouble
    single = len(notice.attachments) < 2
    names = {stem(link.name), *(stem(part.link.name) for part in parts)}
    files = tuple(
        replace(known, trouble_state=None, trouble=None) if single or stem(known.name) in names else known
        for known in notice.attachments
    )
    # What earlier files gave cause to doubt is asked anew.
    lasting = tuple(
        known
        for known in notice.conflicts
        if not is_question(known, notice)
        and (
            known.field not in (ConflictField.COUNT, ConflictField.ATTACHMENT)
            or all(reading.where in _OF_TEXT for reading in known.readings)
        )
    )
    bare = replace(notice, rows=(), held=(), attachments=files, conflicts=lasting)
    layout = tuple(dict.fromkeys(head for part in parts for head in part.layout))
    rows = () if single else _of_other_files(notice, page.url)
    bare, rows, links = _joined(replace(bare, layout=layout), rows, parts)
    return _weighed(bare, rows, links) if rows else bare


def _of_other_files(notice: Notice, url: str) -> tuple[Row, ...]:
    """The rows that the notice's other files gave; files that contradict it stay out."""
    wrong = {known.url for known in notice.attachments if contradicts(notice, known.name) is not None}
    rows = (*notice.rows, *notice.held)
    return tuple(row for row in rows if row.place.url not in wrong and row.place.url.partition("#")[0] != url)


def _with_parties(notice: Notice, article: Article) -> Generator[Request | Notice, Page | None, Notice]:
    notice = punished(notice, article.tables, article.url or "")
    silent = not notice.rows and not notice.text
    for link in [one for one in article.attachments if one.url and silent][:_MOST_FILES]:
        try:
            page = yield from ask(Request(link.url or "", name=link.name))
            documents = read_document(page.content, link.name)
        except LookError as error:
            notice = with_trouble(notice, link, error.state, str(error))
            continue
        notice = punished(notice, [table for one in documents for table in one.tables], page.url)
    return notice


def _with_body_rows(notice: Notice, article: Article) -> Notice:
    tables = lists_in(article.tables)
    if not tables:
        return notice
    try:
        rows = merged(notice.rows, rows_of(tables, article.url or ""))
    except ReadingError as error:  # the notice stands, with its names missing
        return with_trouble(notice, Link(article.url, "正文中的表格"), error.state, error.what)
    return replace(notice, rows=rows, layout=layout_of(tables))


def _with_files(notice: Notice, article: Article) -> Generator[Request | Notice, Page | None, Notice]:
    rows = notice.rows
    fitting: list[Link] = []
    files = [link for link in article.attachments if link.url]
    links = files[:_MOST_FILES]
    for link in files[_MOST_FILES:]:
        notice = with_trouble(notice, link, LookState.FAILED, f"附件超过 {_MOST_FILES} 个，其余未读取")
    for link in links:
        try:
            parts = yield from _parts_in(link)
        except LookError as error:
            notice = with_trouble(notice, link, error.state, str(error))
            continue
        notice, rows, more = _joined(notice, rows, parts)
        inside = (Attachment(one.name, one.url) for one in more if one != link)  # of an archive
        notice = replace(notice, attachments=(*notice.attachments, *inside))
        fitting.extend(more)
    return _weighed(notice, rows, fitting)


def _joined(notice: Notice, rows: tuple[Row, ...], parts: Iterable[Part]) -> tuple[Notice, tuple[Row, ...], list[Link]]:
    """The notice and its rows with those of a file; what is unreadable or contradicts the notice stays out, and is told."""
    links = []
    for part in parts:
        if part.trouble is not None:
            notice = with_trouble(notice, part.link, part.trouble.state, str(part.trouble))
            continue
        if doubt := _doubt_about_file(notice, part):
            notice = _held(notice, part, doubt)
            continue
        rows = merged(rows, part.rows)
        links.append(part.link)
        notice = replace(notice, layout=tuple(dict.fromkeys((*notice.layout, *part.layout))))
    return notice, rows, links


def _parts_in(link: Link) -> Generator[Request | Notice, Page | None, tuple[Part, ...]]:
    """What one file lists; a page of one script line leads to the file itself."""
    page = yield from ask(Request(link.url or "", name=link.name))
    target = _stub_target(page)
    if target is not None:
        page = yield from ask(Request(target, name=link.name))
    return parts_of(page, link)


def _stub_target(page: Page) -> str | None:
    """Return where a page of one script line leads to; downfile.jsp answers so instead of redirecting.

    Raises ReadingError (wrong page) when it leads to another host: no file of the regulator is there.
    """
    if len(page.content) > _STUB_WITHIN or kind_of(page.content) is not FileKind.HTML:
        return None
    match = _STUB.search(decode(page.content, page.headers.get("content-type")))
    if match is None:
        return None
    target = ""
    try:
        target = urljoin(page.address, match[1])
        same = urlsplit(target).hostname == urlsplit(page.address).hostname and target.startswith("http")
    except ValueError:
        same = False
    if not same:
        raise ReadingError("附件地址跳转到了其他网站，未予跟随", state=LookState.WRONG_PAGE, url=page.address)
    return target


def _doubt_about_file(notice: Notice, part: Part) -> Doubt | None:
    """A name of another list, or a list in words whose number nothing confirms."""
    if reason := contradicts(notice, part.link.name):
        readings = (Reading("title", notice.title), Reading("attachment", part.link.name))
        return Doubt(FieldConflict(ConflictField.ATTACHMENT, readings, None), f"附件与公告不符，名单暂存待裁决：{reason}")
    if part.numbered and (words := part.numbered.doubt(notice.declared)):
        printed = "、".join(map(str, part.numbered.sizes)) or None
        readings = (Reading("attachment", printed), Reading("rows", str(len(part.rows))))
        return Doubt(FieldConflict(ConflictField.COUNT, readings, None), f"{words}，名单暂存待裁决")
    return None


def _held(notice: Notice, part: Part, doubt: Doubt) -> Notice:
    conflicts = notice.conflicts
    if not any(known.field is doubt.conflict.field and known.chosen is None for known in conflicts):
        conflicts = (*conflicts, doubt.conflict)
    notice = with_trouble(notice, part.link, LookState.QUARANTINED, doubt.words)
    return replace(notice, held=merged(notice.held, part.rows), conflicts=conflicts)


def _weighed(notice: Notice, rows: tuple[Row, ...], links: list[Link]) -> Notice:
    """Take the rows where nothing speaks against them, else hold the whole list."""
    doubt = doubt_about(notice, rows) if rows else None
    if doubt is None:
        return replace(notice, rows=rows)
    conflicts = notice.conflicts
    if not any(known.field is doubt.conflict.field and known.chosen is None for known in conflicts):
        conflicts = (*conflicts, doubt.conflict)
    for link in links:
        known = next((attachment for attachment in notice.attachments if attachment.url == link.url), None)
        if known is None or known.trouble is None:
            notice = with_trouble(notice, link, LookState.QUARANTINED, f"{doubt.words}，名单暂存待裁决")
    return replace(notice, rows=(), held=merged(notice.held, rows), conflicts=conflicts)


def with_trouble(notice: Notice, link: Link, state: LookState, words: str) -> Notice:
    """The notice that says of one of its files why it could not be had."""
    troubled = Attachment(link.name, link.url, state, words)
    if any(known.url == link.url for known in notice.attachments):
        kept = tuple(troubled if known.url == link.url else known for known in notice.attachments)
    else:
        kept = (*notice.attachments, troubled)
    return replace(notice, attachments=kept)
