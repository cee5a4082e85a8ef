"""A list that only a person can bring in: kept, told and a gap on every page, until its converted file is imported."""

from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import select

from dalian_lists import (
    ABNORMAL,
    FileNotices,
    Now,
    address,
    conflicts,
    happened,
    mails,
    notice,
    open_gaps,
    standing,
    watch,
    workbook,
)
from document_makers import LIST, archive, container, pdf_scan, sheet, word, word_table
from sources.base import Page, Request
from sources.catalog import regulator_of
from sources.errors import ReadingError, UsageError
from sources.notices.article import Article, Link
from sources.notices.attachments import notice_steps
from sources.records import LookState, Notice
from store.database import reading
from store.filing import Filing
from store.listings import entries
from store.tables.audit import AuditEntry
from store.tables.evidence import Capture
from watcher.desk import Desk
from watcher.importing import import_file
from watcher.pipeline import Report, file
from watcher.reading import drive, hashes_of

pytestmark = pytest.mark.one_database

PAGE = "https://jrj.dl.gov.cn/art/2023/7/18/art_2765_1.html"
TITLE = "关于更新《大连市“非正常经营类”商业保理公司名录》公告"
BODY = "截至2023年7月，仍有{}家公司属于“非正常经营类”商业保理公司，现向社会公告。"
OLD_WORD, NAMES = container("WordDocument"), {row[1] for row in LIST[1:]}


def look(desk: Desk, clock: Now, files: dict[str, bytes], count: int = 3) -> Notice:
    """File the notice that announces these files, as a look does."""
    links = tuple(Link(f"{PAGE}/{name}", name) for name in files)
    digests: dict[str, str] = {}

    def get(request: Request) -> Page:
        content = files[request.url.rpartition("/")[2]]
        digests[request.url] = desk.evidence.keep(content)
        return Page(request.url, content)

    notices: list[Notice] = []
    article = Article(PAGE, TITLE, (BODY.format(count),), attachments=links)
    drive(notice_steps(article, regulator_of(PAGE)), get, notices)  # type: ignore[arg-type]
    file(desk, [Filing(one, hashes_of(one, digests)) for one in notices], clock=clock, why="test")
    return notices[0]


def bring(desk: Desk, clock: Now, content: bytes, name: str) -> Report:
    return import_file(desk, content, name, source_id=None, url=PAGE, who="王合规", clock=clock)


@pytest.mark.parametrize(("content", "words"), [(OLD_WORD, "需转换格式"), (pdf_scan(), "只有图像")])
def test_a_list_that_must_be_converted_is_a_gap_that_its_import_closes(
    desk: Desk, clock: Now, content: bytes, words: str
) -> None:
    watch(desk, clock, LIST[1][1])
    notice = look(desk, clock, {"名录.doc": content})
    (attachment,) = notice.attachments
    assert attachment.trouble_state is LookState.UNREADABLE
    assert words in (attachment.trouble or "") and "watcher import" in (attachment.trouble or "")
    assert (notice.missing, standing(desk)) == (3, set())
    before = open_gaps(desk)
    assert len(before) == 1

    report = bring(desk, clock, word(word_table()), "名录.docx")
    assert ("names_arrived", None) in happened(report)
    assert (open_gaps(desk), standing(desk)) == ([], NAMES)
    assert mails(desk) == ["【名单命中】"]
    assert not bring(desk, clock, word(word_table()), "名录.docx").changes


def test_one_of_two_files_is_converted_and_joins_the_other(desk: Desk, clock: Now) -> None:
    notice = look(desk, clock, {"一.xlsx": sheet(LIST[:2]), "二.doc": OLD_WORD})
    assert (notice.named, len(notice.held)) == (0, 1)
    bring(desk, clock, word(word_table((LIST[0], *LIST[2:]))), "二.docx")
    assert (open_gaps(desk), standing(desk)) == ([], NAMES)


def test_a_list_in_an_archive_has_the_archive_as_its_evidence(desk: Desk, clock: Now) -> None:
    files = archive({"名录.xlsx": sheet(), "名录.doc": OLD_WORD})
    notice = look(desk, clock, {"名录.zip": files})
    assert [one.name for one in notice.attachments] == ["名录.zip", "名录.doc", "名录.xlsx"]
    assert (open_gaps(desk), standing(desk)) == ([], NAMES)
    with reading(desk.engine) as session:
        places = {(one.listing.sha256, one.listing.place["url"]) for one in entries(session)}
    assert places == {(desk.evidence.keep(files), f"{PAGE}/名录.zip#%E5%90%8D%E5%BD%95.xlsx")}


def test_an_archive_can_be_imported_and_its_list_leads_to_it(desk: Desk, clock: Now) -> None:
    look(desk, clock, {"名录.doc": OLD_WORD})
    files = archive({"名录.csv": "\r\n".join(",".join(row) for row in LIST).encode("gb18030")})
    bring(desk, clock, files, "名录.zip")
    assert (open_gaps(desk), standing(desk)) == ([], NAMES)
    with reading(desk.engine) as session:
        assert {one.listing.sha256 for one in entries(session)} == {desk.evidence.keep(files)}


def test_a_table_in_plain_text_can_be_imported_for_its_notice(desk: Desk, clock: Now) -> None:
    look(desk, clock, {"名录.doc": OLD_WORD})
    bring(desk, clock, "\n".join("\t".join(row) for row in LIST).encode("utf-16"), "名录.txt")
    assert (open_gaps(desk), standing(desk)) == ([], NAMES)


def test_a_file_that_cannot_be_read_is_kept_and_its_record_names_it_once(desk: Desk, clock: Now) -> None:
    look(desk, clock, {"名录.doc": OLD_WORD})
    for _ in range(2):
        with pytest.raises(ReadingError, match="需转换格式") as refused:
            bring(desk, clock, OLD_WORD + b"!", "名录.doc")
    digest = sha256(OLD_WORD + b"!").hexdigest()
    assert f"evidence/{digest[:2]}/{digest}" in refused.value.meaning
    assert desk.evidence.read(digest) == OLD_WORD + b"!"
    with reading(desk.engine) as session:
        kept = session.exec(select(Capture).where(Capture.sha256 == digest)).one()
        done = session.exec(select(AuditEntry)).one()
    assert (kept.file_name, kept.imported_by, done.action) == ("名录.doc", "王合规", "import refused")
    assert (done.facts["sha256"], "需转换格式" in done.facts["why"]) == (digest, True)


def test_a_file_of_no_known_notice_is_not_kept(desk: Desk, clock: Now) -> None:
    with pytest.raises(UsageError, match="尚未收录"):
        bring(desk, clock, sheet(), "名录.xlsx")
    assert list(desk.evidence.kept()) == []


def test_an_edition_that_was_held_for_being_too_short_is_taken_when_its_whole_file_is_brought(
    desk: Desk, clock: Now, put: FileNotices, tmp_path: Path
) -> None:
    names = [f"大连第{number}号商业保理有限公司" for number in range(30)]
    put(notice(ABNORMAL, "2023-01-10", *names))
    put(notice(ABNORMAL, "2023-07-10", *names[:5]))
    assert (open_gaps(desk), len(standing(desk))) == (["held"], 30)
    whole, page = workbook(tmp_path, *names[:29]), address(ABNORMAL, "2023-07-10")
    import_file(desk, whole, "名录.xlsx", source_id=None, url=page, who="王合规", clock=clock)
    assert (open_gaps(desk), standing(desk)) == ([], set(names[:29]))
    assert [state for field, state, chosen in conflicts(desk) if field == "count" and chosen is None] == ["settled"]
