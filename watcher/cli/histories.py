"""A company's timeline as a text that a compliance officer can read."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from alerts import wording
from alerts.facts import status
from store.listings import Entry
from store.tables.notices import NoticeReading
from store.timeline import Published, Seen, Timeline, Version, past_only
from watcher.cli.output import table
from watcher.notice_words import ORIGIN
from watcher.register.histories import CORRECTED, NAME_KIND


def text(told: Timeline, listed: Sequence[Entry], day: date, known_at: datetime | None) -> str:
    """Everything for people; the day says for which the statuses are worded."""
    company = told.company
    parts = [f"{company.name}  {company.code or '（名单未载有效信用代码）'}  {company.id}"]
    if known_at is not None:
        parts[0] += f"\n以 {wording.in_shanghai(known_at)} 所知为准"
    parts += [
        _section("名称", ("名称", "类别", "得知于", "更正于"), _names(told, known_at)),
        _section("现用名与代码的沿革", ("现用名", "代码", "得知于", "至"), _codes(told)),
        _section(f"在列情况（截至 {day}）", ("名单", "所载名称", "状态", "自", "至", "依据"), map(_standing(day), listed)),
        _section("全部记载（含已被取代的）", ("名单", "所载名称", "自", "至", "我们自何时这样认为", "至何时"), map(_believed, told.versions)),
        _section("公告与证据", ("编号", "公告", "发布", "来源", "读取于", "文件", "首次取得", "SHA-256"), _evidence_rows(told)),
        _section("事件", ("时间", "事件", "名单", "说明"), _events(told)),
    ]
    return "\n\n".join([*parts, *_hits(told)])


def _section(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return f"【{title}】\n{table(heads, list(rows))}"


def _names(told: Timeline, known_at: datetime | None) -> Iterable[tuple[str, ...]]:
    for one in told.names:
        ended = past_only(one.superseded_at, known_at)
        yield one.name, NAME_KIND[one.kind], wording.in_shanghai(one.recorded_at), _until(ended, "")


def _codes(told: Timeline) -> Iterable[tuple[str, ...]]:
    for one in told.calls:
        yield one.name, one.code or "（未知）", wording.in_shanghai(one.known_from), _until(one.known_to, "今")


def _until(at: datetime | None, otherwise: str) -> str:
    return wording.in_shanghai(at) if at else otherwise


def _standing(day: date) -> Any:
    def row(one: Entry) -> tuple[str, ...]:
        ended = one.listing.valid_to.isoformat() if one.listing.valid_to else "在列"
        return one.series.title, one.listing.name, status(one, day), str(one.listing.valid_from), ended, where(one)

    return row


def where(one: Entry) -> str:
    """Where in the evidence a listing stands: file, table, row."""
    place = one.listing.place
    parts = [str(place.get("url") or ""), str(place.get("table") or ""), f"第 {place['row']} 行" if place.get("row") else ""]
    return " ".join(part for part in parts if part)


def _believed(one: Version) -> tuple[str, ...]:
    row = one.entry.listing
    ended = f"{row.valid_to}（{wording.EVENT[row.ended_by or 'left']}）" if row.valid_to else "在列"
    believed = wording.in_shanghai(row.recorded_at), _until(one.believed_to, "今")
    return one.entry.series.title, row.name, str(row.valid_from), ended, *believed


def _evidence_rows(told: Timeline) -> Iterable[tuple[str, ...]]:
    for one in told.notices:
        for reading in one.readings:
            yield from _of_reading(one, reading, told.seen)


def _of_reading(one: Published, reading: NoticeReading, seen: dict[str, Seen]) -> Iterable[tuple[str, ...]]:
    for url, digest in sorted(reading.evidence.items()):
        found = seen.get(digest)
        first = wording.in_shanghai(found.first) if found else ""
        who = f"（{found.imported_by}）" if found and found.imported_by else ""
        head = one.notice.id, one.notice.title, one.notice.published or "日期未公布", ORIGIN[reading.origin] + who
        yield *head, wording.in_shanghai(reading.recorded_at), url, first, digest


def _events(told: Timeline) -> Iterable[tuple[str, ...]]:
    for one in told.events:
        facts = one.facts
        by = _by_a_person(facts) if "who" in facts else str(facts.get("before") or "")
        yield wording.in_shanghai(one.at), wording.EVENT[one.type], one.series_key or "", by


def _by_a_person(facts: dict[str, Any]) -> str:
    what = CORRECTED.get(str(facts.get("correction")), "")
    return f"{facts['who']}：{facts['reason']}" + (f"（{what}）" if what else "")


def _hits(told: Timeline) -> list[str]:
    if told.hits is None:
        return []
    counts = "，".join(f"{wording.GRADE[grade]} {told.hits[grade]}" for grade in wording.GRADE if grade in told.hits)
    return [f"关注名单中的交易对手：{counts or '无'}"]
