"""The entries of the feeds: what happened on one list, and what one subscription was told; the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlmodel import Session, col, select

from alerts import wording
from alerts.facts import publisher
from alerts.items import item_from
from alerts.operations import Alarm
from store.chunks import Among
from store.news import contents
from store.tables.notices import NoticeRow
from store.tables.outbox import News, Subscription
from store.tables.register import Event, SeriesRow

MOST = 100  # of one feed


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One fact; `facts` are (what, words), empty words are left out."""

    id: str
    title: str
    updated: str
    url: str
    facts: tuple[tuple[str, str], ...]


def stable_id(kind: str, id: str) -> str:
    """The same for the same thing wherever this feed is served from: urn:uuid:…"""
    return uuid5(NAMESPACE_URL, f"watcher:{kind}:{id}").urn


def rfc3339(moment: datetime) -> str:
    """2023-07-20T01:00:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def events_of(session: Session, series: SeriesRow) -> list[FeedEntry]:
    """What happened on one list."""
    query = select(Event).where(Event.series_key == series.key).order_by(col(Event.at).desc(), col(Event.id)).limit(MOST)
    events = session.exec(query).all()
    wanted = {event.notice_id for event in events if event.notice_id}
    notices = {row.id: row for row in session.exec(select(NoticeRow).where(Among(NoticeRow.id, wanted)))}
    return [_of_event(event, series, notices.get(event.notice_id or "")) for event in events]


def _of_event(event: Event, series: SeriesRow, notice: NoticeRow | None) -> FeedEntry:
    facts = event.facts
    number = facts.get("count", facts.get("listed"))
    whom = str(facts.get("name") or ("" if number is None else f"{number} 家") or facts.get("day") or "")
    said = (
        ("名单", series.title),
        ("公告", notice.title if notice else ""),
        ("发布机构", publisher(notice) if notice else ""),
        ("公告日期", (notice.published or "") if notice else ""),
        ("原名称", str(facts.get("before", ""))),
    )
    title = "：".join(filter(None, (wording.EVENT.get(event.type, event.type), whom)))
    return FeedEntry(stable_id("event", event.id), title, rfc3339(event.at), (notice.url or "") if notice else "", said)


def news_of(session: Session, to: Subscription) -> list[FeedEntry]:
    """What one subscription was told, or will be."""
    query = select(News).where(News.subscription_id == to.id).order_by(col(News.added_at).desc(), col(News.id)).limit(MOST)
    told = session.exec(query).all()
    said = contents(session, [row.id for row in told])
    return [_of_news(row, said[row.id]) for row in told]


def _of_news(row: News, said_by_it: Mapping[str, Any]) -> FeedEntry:
    id_, updated = stable_id("news", row.id), rfc3339(row.added_at)
    if row.kind == "operations":
        alarm = Alarm(**said_by_it)
        said: Sequence[tuple[str, str]] = (("情况", alarm.words), ("影响", alarm.meaning), ("处理", alarm.action))
        return FeedEntry(id_, alarm.title, updated, "", tuple(said))
    one = item_from(said_by_it)
    grade = f"[{wording.GRADE[one.grade]}] " if one.grade else ""
    title = f"{grade}{one.counterparty or one.listed_name}：{wording.EVENT.get(one.happened, one.happened)}"
    said = (
        *(("名单", f"{one.regulator}《{one.list_title}》"), ("名单所载", one.listed_name), ("状态", one.status)),
        *(("公告原因", "；".join(one.reasons)), ("匹配依据", one.reason), ("公告期至", one.deadline), ("建议", one.advice)),
        *(("公告", one.notice), ("公告日期", one.published), ("采集时间", one.captured), ("证据 SHA-256", one.sha256)),
    )
    return FeedEntry(id_, title, updated, one.url, tuple(said))
