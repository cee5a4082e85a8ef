"""Alarms: what is wrong with the watching is told once when it begins, changes or ends, and every morning while it lasts."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from alerts.operations import Alarm, for_operators
from alerts.timing import Rhythm
from sources.records import LookState
from store import heartbeats, schedule, undelivered
from store.alarms import Condition, Key, Kind, standing, turn, turning
from store.chunks import Among
from store.coverage import Gap, gaps
from store.database import reading, writing
from store.deliveries import servers_away
from store.habits import most_notices, notice_days
from store.known import revision
from store.news import Fresh, add_news
from store.tables.alarms import AlarmRow
from store.tables.notices import NoticeRow
from watcher.alarm_words import alarm
from watcher.asked import asked_once
from watcher.conditions import CLOCKS, Surroundings, conditions
from watcher.desk import Desk
from watcher.room import room

log = logging.getLogger(__name__)
EVERY_MORNING = Rhythm("daily 09:00")
EVERY_WEEK = Rhythm("weekly 1 09:00")  # for what is only unusual
_LATELY = timedelta(hours=1)  # what was told since then is not told again in the morning
_STUCK_AFTER = timedelta(hours=1)
_MOST = 20  # alarms of one telling; the others are counted


def watch(desk: Desk, at: datetime) -> int:
    """Look for what is wrong, and write what the operators shall hear; how much changed or was told again.

    Several workers may do so at once: what is told is decided and written in one transaction.
    """
    with reading(desk.engine) as session:
        found, before = current(session, desk, at), standing(session)
        if not turning(before, found) and not reminding(before, at):
            return 0
    with writing(desk.engine) as session:
        found = current(session, desk, at)
        turned = list(turn(session, found, at))
        watched = {one.id for one in desk.sources}
        told = [alarm(what, row, telling=f"{row.turns} {what}", watched=watched) for what, row in turned]
        new = [row for _, row in turned]
        left = [row for row in standing(session) if row not in new]
        told += [alarm("reminder", row, telling=f"{row.turns} {at.isoformat()}", watched=watched) for row in _remind(session, left, at)]
        for what, row in turned:
            log.info("alarm %s: %s %s: %s", what, row.kind, row.title, row.words)
        add_news(session, _news(session, told, found, _away(session, desk)), at)
    return len(told)


def current(session: Session, desk: Desk, at: datetime) -> dict[Key, Condition]:
    """All that is wrong now, whether it was told already or not."""
    settings, health = desk.settings, schedule.health(session)
    titles = {one.id: one.title for one in desk.sources}
    free, wanted = room(settings)
    open_ones = {(Kind(one.kind), one.subject) for one in standing(session)}
    empty = {id_ for id_, row in health.items() if row.state == LookState.OK_EMPTY or (Kind.EMPTY, id_) in open_ones}
    surroundings = Surroundings(
        titles=titles,
        health=health,
        most_notices=most_notices(session, empty),
        notice_days=days_of_notices(session, desk),
        gaps=_with_moments(session, gaps(session)),
        refused=undelivered.refused(session),
        stuck=undelivered.stuck(session, at - _STUCK_AFTER),
        workers=heartbeats.workers(session),
        free=free,
        wanted=wanted,
        open=open_ones,
    )
    return conditions(surroundings, at, cadence=settings.cadence, names_missing_days=settings.names_missing_days)


def days_of_notices(session: Session, desk: Desk) -> Mapping[str, Sequence[date]]:
    """By source the days on which it published: asked at each tick, and the same until something is filed."""
    return asked_once(desk, "notice days", revision(session), lambda: notice_days(session))


def reminding(open_ones: Iterable[AlarmRow], at: datetime) -> bool:
    """Whether it is time to say again what is still wrong; what is only unusual is said once a week.

    What a clock that ran ahead has told does not wait until it is that late.
    """
    morning, week = EVERY_MORNING.latest(at) - _LATELY, EVERY_WEEK.latest(at) - _LATELY
    return any(one.told_at < (week if Kind(one.kind).unusual else morning) or one.told_at > at + CLOCKS for one in open_ones)


def _remind(session: Session, open_ones: Sequence[AlarmRow], at: datetime) -> Iterator[AlarmRow]:
    """All that is open, when it is time for any of it."""
    if not reminding(open_ones, at):
        return
    for row in open_ones:
        row.told_at = at
        session.add(row)
        yield row


def _with_moments(session: Session, open_gaps: Sequence[Gap]) -> list[tuple[Gap, datetime]]:
    wanted = Among(NoticeRow.id, [one.notice_id for one in open_gaps])
    seen = dict(session.exec(select(NoticeRow.id, NoticeRow.first_seen_at).where(wanted)).all())
    return [(one, seen[one.notice_id]) for one in open_gaps]


def _away(session: Session, desk: Desk) -> set[tuple[str, str]]:
    """Channels, and the servers of single receivers, by which nobody hears now."""
    unset = set() if desk.settings.smtp_url else {("mail", "")}
    return unset | {(one.channel, one.server) for one in servers_away(session)}


def _news(
    session: Session, told: Sequence[Alarm], found: dict[Key, Condition], away: Collection[tuple[str, str]]
) -> list[Fresh]:
    """Who hears of it: whom messages reach. That a channel is away is told by another one, that it is back by all."""
    deaf = {int(one.subject) for one in found.values() if one.kind is Kind.REFUSED and one.state == "deaf"}
    stuck = [one for one in told if one.id.startswith(f"alarm {Kind.STUCK} ") and one.turned != "closed"]
    others = [one for one in told if one not in stuck]
    fresh = for_operators(session, _first(others), deaf=deaf) + for_operators(session, stuck, deaf=deaf, away=away)
    if told and not fresh and (deaf or stuck):
        log.error("nobody can be told of %d alarms: see watcher alarms", len(told))
    return fresh


def _first(told: Sequence[Alarm]) -> list[Alarm]:
    """The worst, and how many more."""
    kept, more = list(told[:_MOST]), told[_MOST:]
    if more:
        words = "全部见 watcher alarms 或网页“来源”"
        kept.append(
            Alarm(f"{more[0].id} and more", more[0].turned, f"另有 {len(more)} 项", words, "", "", "", kept[0].about)
        )
    return kept
