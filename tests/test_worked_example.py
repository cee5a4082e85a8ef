"""The worked example of docs/data-model.md, replayed on a real desk: every table printed there is what comes out."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlmodel import Session, col, select

from alerts.wording import SHANGHAI, in_shanghai
from store.corrections import What
from store.coverage import gaps
from store.database import reading
from store.known import revision
from store.listings import entries
from store.lists import lists
from store.search import search
from store.tables.register import Event, Listing
from watcher.corrections import correct
from watcher.desk import Desk
from watcher.importing import import_file
from watcher.misread import Wanted

DOCUMENT = Path(__file__).parent.parent / "docs" / "data-model.md"
JULY = "https://jrj.dl.gov.cn/art/2023/7/18/art_2765_2091063.html"
OCTOBER = "https://jrj.dl.gov.cn/art/2023/10/12/art_2765_2104417.html"
SERIES = "dalian/商业保理/非正常经营"
TITLE = "关于更新《大连市“非正常经营类”商业保理公司名录》公告"
SHORT = {
    "云岭商业保理（大连）有限公司": "云岭",
    "大连青屿商业保理有限公司": "青屿",
    "松烟商业保理有限公司": "松烟",
    "大连听澜商业保理有限公司": "听澜",
}
ALL = tuple(SHORT)
DIGEST = f"""一、监管动态

（一）大连市金融发展局发布{TITLE}

市地方金融监管局更新了《大连市“非正常经营类”商业保理公司名录》。截至 2023 年 7 月，仍有 4 家公司属于“非正常经营类”商业保理公司，现向社会公告。

特此公告。

来源：大连市金融发展局 通知公告 {TITLE} (dl.gov.cn)

{JULY}
"""


def page(day: str, month: str, count: int, file: str) -> bytes:
    return f"""<html><head><meta charset="utf-8"><title>{TITLE}</title>
<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="{day} 10:26">
<meta name="ContentSource" content="大连市金融发展局"></head><body><div id="zoom">
<p>市地方金融监管局更新了《大连市“非正常经营类”商业保理公司名录》。截至{month}，仍有{count}家公司属于“非正常经营类”商业保理公司，现向社会公告。</p>
<p>附件：<a href="/attach/0/{file}">大连市“非正常经营类”商业保理公司名录.xlsx</a></p></div></body></html>""".encode()


def workbook(month: str, *names: str) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("Sheet1")
    for at, line in enumerate([("大连市“非正常经营类”商业保理公司名录",), (f"（截至{month}）",), ("序号", "企业名称", "认定情形")]):
        sheet.write_row(at, 0, line)
    for at, name in enumerate(names, start=1):
        sheet.write_row(at + 2, 0, (at, name, "无法取得联系"))
    book.close()
    return content.getvalue()


class Story:
    """Four days of one list, at nine in the morning each."""

    def __init__(self, desk: Desk, clock: Any) -> None:
        self.desk, self.clock = desk, clock
        self.steps: list[tuple[str, ...]] = []

    def play(self) -> None:
        self._on(2023, 7, 20)
        self._import(DIGEST.encode(), "digest.txt")
        self._tell()
        self._on(2023, 7, 21)
        self._import(page("2023-07-18", "2023年7月", 4, "july.xlsx"), "july.html", JULY)
        self._import(workbook("2023年7月", *ALL), "july.xlsx", JULY)
        self._tell()
        self._on(2023, 10, 16)
        self._import(page("2023-10-12", "2023年9月", 3, "october.xlsx"), "october.html", OCTOBER)
        self._import(workbook("2023年9月", *ALL[:3]), "october.xlsx", OCTOBER)
        self._tell()
        self._on(2023, 10, 23)
        with reading(self.desk.engine) as session:
            company = search(session, ALL[2])[0]
        wanted = Wanted(company.id, SERIES, What.NOT_LISTED, None, "王合规", "原件第 6 行是另一家企业")
        correct(self.desk, wanted, clock=self.clock)
        self._tell()

    def _on(self, year: int, month: int, day: int) -> None:
        self.clock.at = datetime(year, month, day, 9, tzinfo=SHANGHAI)

    def _import(self, content: bytes, name: str, url: str | None = None) -> None:
        import_file(self.desk, content, name, source_id=None, url=url, who="王合规", clock=self.clock)

    def _tell(self) -> None:
        """The line of the first table: what stands after this day."""
        with reading(self.desk.engine) as session:
            listed = sum(one.listing.valid_to is None for one in entries(session))
            missing = sum(gap.missing or 0 for gap in gaps(session))
            told = session.exec(select(Event).where(Event.at == self.clock.at).order_by(col(Event.type))).all()
            number = revision(session)
        words = "、".join(f"{one.type} {SHORT.get(str(one.facts.get('name')), '')}".strip() for one in told)
        self.steps.append((self.clock.at.date().isoformat(), str(number), str(listed), str(missing), words or "—"))


@pytest.fixture
def story(desk: Desk, clock: Any) -> Story:
    told = Story(desk, clock)
    told.play()
    return told


def tables() -> dict[str, list[tuple[str, ...]]]:
    """The tables of the worked example by their first head."""
    found: dict[str, list[tuple[str, ...]]] = {}
    head = None
    for line in DOCUMENT.read_text("utf-8").partition("## A worked example")[2].splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split("|")) if line.startswith("|") else ()
        if not cells:
            head = None
        elif head is None:
            head = cells[0]
            found[head] = []
        elif set(line) - set("|- "):
            found[head].append(cells)
    return found


def versions(session: Session) -> Iterator[tuple[str, ...]]:
    for row in session.exec(select(Listing).order_by(col(Listing.id))):
        yield (
            str(row.id),
            SHORT[row.name],
            str(row.valid_from),
            str(row.valid_to or ""),
            row.ended_by or "",
            in_shanghai(row.recorded_at),
            in_shanghai(row.superseded_at) if row.superseded_at else "",
            f"{row.place['url'].removeprefix('file:')}, row {row.place['row']}",
        )


def test_the_days_of_the_example_are_as_printed(story: Story) -> None:
    assert [line[:1] + line[2:] for line in tables()["day"]] == story.steps


def test_the_listings_of_the_example_are_as_printed(story: Story) -> None:
    with reading(story.desk.engine) as session:
        assert tables()["listing"] == list(versions(session))


def test_the_questions_of_the_example_are_answered_as_printed(story: Story) -> None:
    asked = tables()["`--as-of`"]
    assert len(asked) >= 6
    for as_of, known_at, names, missing in asked:
        at = datetime.fromisoformat(known_at.strip("`")).replace(tzinfo=SHANGHAI) if known_at else None
        with reading(story.desk.engine) as session:
            found = entries(session, as_of=date.fromisoformat(as_of.strip("`")), known_at=at)
            gap = sum(one.missing or 0 for one in gaps(session, at))
            (state,) = lists(session, as_of=date.fromisoformat(as_of.strip("`")), known_at=at)
        answer = "、".join(sorted((SHORT[one.listing.name] for one in found), key=[*SHORT.values()].index))
        assert (names, missing) == (answer or "—", str(gap)), (as_of, known_at)
        assert state.listed == len(found), (as_of, known_at)



