"""When something is wrong with the watching: rules over rows, the time is an argument. Pure."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from alerts.wording import SHANGHAI, gap_size, in_shanghai, look_state
from sources.records import LookState
from store.alarms import Condition, Key, Kind
from store.coverage import GOOD, Gap
from store.tables.alarms import WorkerRow
from store.tables.schedule import SourceHealth
from store.undelivered import Refused, Stuck
from watcher.cadence import Cadence, following

PASSING = frozenset({LookState.UNREACHABLE, LookState.TLS, LookState.FAILED})  # may be over at the next look
HABIT = 8  # days with notices, from which a source has a habit
QUIET_AT_LEAST = 30  # days
UP = timedelta(hours=1)  # how long a worker must have been there before it counts that nobody looked
STABLE = timedelta(hours=1)  # without another jump, a clock is trusted again
CLOCKS = timedelta(minutes=10)  # by which the clocks of machines may differ
CHANNEL = {"mail": "邮件", "webhook": "Webhook 消息"}
_DAY = timedelta(days=1)
_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything that the rules look at, read at one moment."""

    titles: Mapping[str, str]  # of the sources that are watched, by id
    health: Mapping[str, SourceHealth]
    most_notices: Mapping[str, int]  # of sources whose last look found none, or that were empty before it failed
    notice_days: Mapping[str, Sequence[date]]
    gaps: Iterable[tuple[Gap, datetime]]  # with when the notice was first seen
    refused: Iterable[Refused]
    stuck: Iterable[Stuck]
    workers: Sequence[WorkerRow]
    free: int  # bytes
    wanted: int
    open: Collection[Key] = ()  # what is wrong already


def conditions(
    now: Surroundings, at: datetime, *, cadence: Callable[[str], Cadence], names_missing_days: float
) -> dict[Key, Condition]:
    """All that is wrong at this moment."""
    found = [
        *_disk(now),
        *_clock(now, at),
        *map(_refused, now.refused),
        *map(_stuck, now.stuck),
        *_unvisited(now, at, cadence),
        *_looks(now, at),
        *_empty(now),
        *_names_missing(now, at, timedelta(days=names_missing_days)),
        *_quiet(now, at.astimezone(SHANGHAI).date()),
    ]
    return {one.key: one for one in found}


def overdue(health: SourceHealth, at: datetime, cadence: Cadence) -> bool:
    """Whether a whole further look was left out: nobody runs, or whoever runs does not come to it."""
    return next(following(cadence, health.source_id, health.next_look_at)) <= at


def habit(days: Sequence[date]) -> int | None:
    """After how many days without a notice this source is unusually quiet: twice what 95 of 100 of its pauses last."""
    if len(days) < HABIT:
        return None
    return max(QUIET_AT_LEAST, 2 * pause(days, 95))


def pause(days: Sequence[date], percent: int) -> int:
    """How many days at most so many of 100 pauses between two days with notices last; of two days or more."""
    pauses = sorted((later - earlier).days for earlier, later in pairwise(days))
    return pauses[-(-percent * len(pauses) // 100) - 1]


def _looks(now: Surroundings, at: datetime) -> Iterator[Condition]:
    for id_, title in now.titles.items():
        row = now.health.get(id_)
        if row is None or row.state is None or row.state in GOOD:
            continue
        blind_since = row.last_good_at or row.last_look_at or at
        passing = row.state in PASSING and row.failures < 2 and at - blind_since <= _DAY
        if passing and (Kind.LOOK, id_) not in now.open:
            continue
        words = f"{look_state(row.state)}{'：' if row.detail else ''}{row.detail}"
        yield Condition(Kind.LOOK, id_, title, row.state, words, row.last_good_at)


def _unvisited(now: Surroundings, at: datetime, cadence: Callable[[str], Cadence]) -> Iterator[Condition]:
    somebody = any(at - one.started_at >= UP and at - one.ticked_at < CLOCKS for one in now.workers)
    for id_, title in now.titles.items():
        row = now.health.get(id_)
        if not somebody and (Kind.UNVISITED, id_) not in now.open:  # that a worker began anew visits nothing
            continue
        if row is not None and overdue(row, at, cadence(id_)):
            words = f"应于 {in_shanghai(row.next_look_at)} 查看，至今没有"
            yield Condition(Kind.UNVISITED, id_, title, "overdue", words, row.last_look_at)


def _empty(now: Surroundings) -> Iterator[Condition]:
    for id_, most in now.most_notices.items():
        row = now.health.get(id_)
        if row is None or id_ not in now.titles:
            continue
        if row.state == LookState.OK_EMPTY or ((Kind.EMPTY, id_) in now.open and row.state not in GOOD):
            words = f"列表可以读取，但一篇相关公告也没有，此前读到过 {most} 篇"
            yield Condition(Kind.EMPTY, id_, now.titles[id_], "empty", words, row.last_look_at)


def _quiet(now: Surroundings, today: date) -> Iterator[Condition]:
    for id_, days in now.notice_days.items():
        row, longest = now.health.get(id_), habit(days)
        if row is None or longest is None or id_ not in now.titles or (today - days[-1]).days <= longest:
            continue
        if row.state in GOOD or (Kind.QUIET, id_) in now.open:  # while it is blind, its silence says nothing
            words = f"最近一篇公告在 {days[-1]}，按它以往的间隔，超过 {longest} 天没有新公告即属少见"
            yield Condition(Kind.QUIET, id_, now.titles[id_], "quiet", words)


def _names_missing(now: Surroundings, at: datetime, patience: timedelta) -> Iterator[Condition]:
    for gap, seen in now.gaps:
        if at - seen > patience:
            words = f"{gap_size(gap.declared, gap.missing)}（{gap.words}）"
            yield Condition(Kind.NAMES_MISSING, gap.notice_id, gap.title, gap.state, words, seen)


def _refused(one: Refused) -> Condition:
    code = f"（服务器答复 {one.code}）" if one.code else ""
    whom = f"发给订阅 {one.subscription} 的" if one.subscription else "已无订阅的收件人的"
    words = f"{whom} {one.count} 条消息被拒收{code}，最近一条是第 {one.newest} 条"
    return Condition(
        Kind.REFUSED, str(one.subscription), "消息被拒收", "deaf" if one.deaf else "refused", words, one.since
    )


def _stuck(one: Stuck) -> Condition:
    words = f"{one.count} 条消息超过一小时没有发出，收件人还不知情"
    return Condition(
        Kind.STUCK, one.channel, f"{CHANNEL.get(one.channel, one.channel)}发不出去", "stuck", words, one.since
    )


def _disk(now: Surroundings) -> Iterator[Condition]:
    if now.free < now.wanted:
        words = f"数据目录所在磁盘只剩 {now.free // _MIB} MiB，至少应有 {now.wanted // _MIB} MiB"
        yield Condition(Kind.DISK, "", "磁盘快满了", "low", words)


def _clock(now: Surroundings, at: datetime) -> Iterator[Condition]:
    jumps = [one for one in now.workers if one.jumped_at is not None and abs(at - one.jumped_at) < STABLE]
    ahead = [one for one in now.workers if one.ticked_at > at + CLOCKS]
    if ahead:
        words = f"有进程记下的时间是 {in_shanghai(ahead[0].ticked_at)}，比现在晚：时钟倒退过，或各台机器的时钟不一致"
        yield Condition(Kind.CLOCK, "", "时钟不可靠", "ahead", words)
    elif jumps:
        minutes = round((jumps[0].jumped_by or 0) / 60)
        words = f"时钟{'向前' if minutes > 0 else '向后'}跳了 {abs(minutes)} 分钟（或机器休眠过）"
        yield Condition(Kind.CLOCK, "", "时钟不可靠", "jumped", words, jumps[0].jumped_at)
