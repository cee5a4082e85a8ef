"""A company's timeline as JSON with everything, and as a text that a compliance officer can read."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from alerts import wording
from alerts.facts import publisher, status
from store.listings import Entry
from store.tables.notices import NoticeReading
from store.timeline import Published, Seen, Timeline, Version, past_only
from watcher.cli.entries import listing
from watcher.cli.output import table
from watcher.notice_words import ORIGIN

NAME_KIND = {"registered": "名称", "former": "曾用名", "short": "简称"}
CORRECTED = {"not_listed": "并未列出", "name": "名称", "code": "代码", "since": "列入日期", "series": "所属名单", "withdrawn": "撤回此前的更正"}


def data(told: Timeline, day: date, known_at: datetime | None) -> dict[str, Any]:
    """Everything; moments are UTC, an end that is null has not come."""
    company = told.company
    return {
        "id": company.id,
        "name": company.name,
        "code": company.code,
        "names": [
            {
                "name": one.name,
                "kind": one.kind,
                "known_from": one.recorded_at.isoformat(),
                "known_to": _moment(past_only(one.superseded_at, known_at)),
            }
            for one in told.names
        ],
        "codes": [
            {"name": one.name, "code": one.code, "known_from": one.known_from.isoformat(), "known_to": _moment(one.known_to)}
            for one in told.calls
        ],
        "versions": [_version(one, day) for one in told.versions],
        "notices": [_notice(one, told.seen, known_at) for one in told.notices],
        "events": [
            {
                "type": one.type,
                "at": one.at.isoformat(),
                "series": one.series_key,
                "notice": one.notice_id,
                "facts": one.facts,
                "revision": one.revision,
            }
            for one in told.events
        ],
        "hits": told.hits,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _version(one: Version, day: date) -> dict[str, Any]:
    row = one.entry.listing
    return listing(one.entry) | {
        "printed_code": row.code,
        "state": status(one.entry, day),
        "deadline_working": one.entry.notice.deadline_working and one.entry.notice.deadline_working.isoformat(),
        "believed_from": row.recorded_at.isoformat(),
        "believed_to": _moment(one.believed_to),
        "ended_by_notice": row.ended_by_notice,
        "revision": row.revision,
    }


def _notice(one: Published, seen: dict[str, Seen], known_at: datetime | None) -> dict[str, Any]:
    row = one.notice
    return {
        "id": row.id,
        "title": row.title,
        "regulator": publisher(row),
        "url": row.url,
        "published": row.published,
        "scope": list(dict.fromkeys(words for reading in one.readings for words in reading.facts.get("scope", ()))),
        "readings": [
            {
                "origin": reading.origin,
                "recorded_at": reading.recorded_at.isoformat(),
                "superseded_at": _moment(past_only(reading.superseded_at, known_at)),
                "evidence": [_evidence(url, digest, seen) for url, digest in sorted(reading.evidence.items())],
            }
            for reading in one.readings
        ],
    }


def _evidence(url: str, digest: str, seen: dict[str, Seen]) -> dict[str, Any]:
    found = seen.get(digest)
    facts: dict[str, Any] = {"url": url, "sha256": digest, "captures": 0}
    if found is not None:
        facts |= {"captures": found.times, "first": found.first.isoformat(), "last": found.last.isoformat()}
        facts |= {"source": found.source, "imported_by": found.imported_by, "file_name": found.file_name}
    return facts


def text(told: Timeline, listed: Sequence[Entry], day: date, known_at: datetime | None) -> str:
    """The same for people; the day says for which the statuses are worded."""
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
