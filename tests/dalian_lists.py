"""What tests of the register share: notices of one regulator's two lists, and what is known, told and mailed afterwards.

The companies are invented. The fixture `put` (conftest) files such notices through the real pipeline.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlmodel import col, select

from alerts.compose import compose
from alerts.delivery import letters
from alerts.subscriptions import subscribe
from sources.records import (
    Basis,
    ConflictField,
    FieldConflict,
    Kind,
    Mode,
    Notice,
    NoticeDate,
    Place,
    Polarity,
    Reading,
    Row,
    Sector,
    Series,
)
from store.corrections import What
from store.coverage import gaps
from store.database import reading, writing
from store.listings import Entry, entries
from store.outbox import messages
from store.search import search
from store.tables.notices import Conflict
from store.timeline import Timeline, timeline
from watcher.corrections import correct
from watcher.desk import Desk
from watcher.misread import Wanted
from watcher.pipeline import Report
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio

CODE, OTHER_CODE = "91210200MA0QC3Y43T", "91210200MA0Q7K2B69"
YUNLING, QINGYU, SONGYAN = "云岭商业保理（大连）有限公司", "大连青屿商业保理有限公司", "松烟商业保理有限公司"
RENAMED = "云岭供应链管理（大连）有限公司"

ABNORMAL = Series("dalian", Sector.FACTORING, "非正常经营", Mode.SNAPSHOT, "大连市“非正常经营类”商业保理公司名录")
SUSPECTED = Series("dalian", Sector.FACTORING, "疑似失联空壳", Mode.BATCH, "大连市疑似“失联”“空壳”商业保理公司名单")
POSITIVE = Series("dalian", Sector.FACTORING, "典型案例", Mode.BATCH, "大连市商业保理典型案例")
_NATURE = {
    ABNORMAL.list_type: (Kind.FLAGGED_LIST, Polarity.FLAGGED),
    SUSPECTED.list_type: (Kind.SUSPECTED_LIST, Polarity.SUSPECTED),
    POSITIVE.list_type: (Kind.POSITIVE_LIST, Polarity.POSITIVE),
}

Listed = str | tuple[str, str | None] | Row
Now = Callable[..., datetime]
FileNotices = Callable[..., Report]


def address(series: Series, day: str | None) -> str:
    """Of the page that publishes what this list printed on that day."""
    return f"https://jrj.dl.gov.cn/{series.list_type}/{day}.html"


def rows(url: str, *listed: Listed) -> tuple[Row, ...]:
    """A row for each name, or name and code, as a sheet behind this address has them."""
    pairs = [(one, None) if isinstance(one, str) else one for one in listed]
    return tuple(
        one if isinstance(one, Row) else Row(one[0], Place(url, "Sheet1", number), one[1])
        for number, one in enumerate(pairs, start=3)
    )


def notice(series: Series, day: str | None, /, *listed: Listed, **facts: Any) -> Notice:
    """What the list printed on that day (None: undated), unless the facts say otherwise."""
    url = address(series, day)
    kind, polarity = _NATURE[series.list_type]
    made = Notice(
        url=url,
        regulator="dalian",
        title=f"关于{series.title}的公告（{day}）",
        kind=kind,
        polarity=polarity,
        published=NoticeDate(day, Basis.URL) if day else None,
        sectors=(series.sector,),
        series=series,
        rows=rows(url, *listed),
    )
    return replace(made, **facts)


def removal(series: Series, day: str, *listed: Listed) -> Notice:
    """The notice that these companies were taken off the list."""
    url = f"https://jrj.dl.gov.cn/removal/{day}.html"
    facts = {"kind": Kind.REMOVAL, "polarity": Polarity.NEUTRAL, "title": f"移出公告（{day}）", "url": url}
    return notice(series, day, rows=rows(url, *listed), **facts)


def doubt() -> FieldConflict:
    """Two counts of which nobody knows the right one."""
    return FieldConflict(ConflictField.COUNT, (Reading("body", "2"), Reading("attachment", "1")), None)


def workbook(folder: Path, *names: str) -> bytes:
    """The file that a person saved for a notice."""
    with xlsxwriter.Workbook(str(folder / "附件.xlsx")) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(("企业名称", *names)):
            sheet.write(number, 0, line)
    return (folder / "附件.xlsx").read_bytes()


def watch(desk: Desk, clock: Now, *names: str) -> None:
    """Somebody follows these companies by mail."""
    content = "企业名称\n" + "\n".join(names) + "\n"
    add_portfolio(desk, "客户", "customers.csv", read_portfolio(content.encode(), "customers.csv"), at=clock())
    with writing(desk.engine) as session:
        subscribe(session, "客户", "risk@example.com", clock())


def correction(desk: Desk, clock: Any, name: str, what: What, value: str | None = None, **where: Any) -> Report:
    """A person corrects what is held of a company on a list (or in a notice of it), an hour later."""
    clock.forward(hours=1)
    with reading(desk.engine) as session:
        company = search(session, name)[0]
    series: Series = where.get("series", ABNORMAL)
    wanted = Wanted(company.id, series.key, what, value, "王合规", "与原件核对有误", where.get("notice"))
    return correct(desk, wanted, clock=clock)


def listed(desk: Desk, **when: Any) -> list[Entry]:
    """The listings that stand, or stood on a day, as known now or then."""
    with reading(desk.engine) as session:
        return [one for one in entries(session, **when) if when.get("as_of") or one.listing.valid_to is None]


def standing(desk: Desk, **when: Any) -> set[str]:
    """Their names, as printed."""
    return {one.listing.name for one in listed(desk, **when)}


def told(desk: Desk, name: str, **when: Any) -> Timeline:
    """The history of the first company that this name finds."""
    with reading(desk.engine) as session:
        company = search(session, name, known_at=when.get("known_at"))[0]
        return timeline(session, company, **when)


def happened(report: Report) -> list[tuple[str, str | None]]:
    """The events of a commit: type and company."""
    return sorted((event.type, event.facts.get("name")) for event in report.changes.events)


def mails(desk: Desk) -> list[str]:
    """How the subjects begin, the oldest mail first."""
    with reading(desk.engine) as session:
        return [message.subject.split("】")[0] + "】" for message in reversed(messages(session))]


def written(desk: Desk) -> list[tuple[str, str]]:
    """Text and HTML of every mail, the oldest first."""
    with reading(desk.engine) as session:
        said = [compose(letter) for _, letter in letters(session, messages(session)[::-1])]
    return [(one.text, one.html) for one in said]


def open_gaps(desk: Desk) -> list[str]:
    """In what way names are missing, once for each list that lacks some."""
    with reading(desk.engine) as session:
        return [gap.state for gap in gaps(session)]


def conflicts(desk: Desk) -> list[tuple[str, str, str | None]]:
    """(field, state, chosen reading) of every conflict."""
    with reading(desk.engine) as session:
        found = session.exec(select(Conflict).order_by(col(Conflict.field), col(Conflict.state)))
        return [(one.field, one.state, one.chosen) for one in found]
