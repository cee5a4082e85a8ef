"""What a person is shown before he decides: the readings, what was expected and what came, and what each verdict does."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from alerts.wording import EVENT
from sources.names.keys import identity_key
from sources.notices.doubts import accepted, may_list_nobody
from sources.notices.natures import may_be_said, must_be_said
from sources.records import ConflictField, Kind, Mode, Notice
from store.conflicts import editions_beside, names_on
from store.filing import PERSON, in_force
from store.readings import outline, some_rows, standing_readings
from store.removals import MEANT
from store.tables.notices import Conflict, NoticeRow

_MOST_COMPARED = 20_000  # rows on either side; longer lists are compared in their files


@dataclass(frozen=True, slots=True)
class Difference:
    """The names that stand on the list, and those that came; `missing` and `added` are what differs."""

    expected: int
    came: int
    missing: tuple[str, ...]
    added: tuple[str, ...]
    replaces: bool  # a new edition takes the place of the old: who is missing would leave the list


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What each verdict does, in words; a verdict without words cannot be given."""

    accept: str
    reject: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A conflict with everything that helps to decide it."""

    conflict: Conflict
    row: NoticeRow
    notice: Notice  # with as many rows as it has, but not what these say
    difference: Difference | None
    verdicts: Verdicts
    asks_nature: bool  # a person may say what list it is
    needs_nature: bool  # … and must, to accept


def doubtful(session: Session, number: int) -> Doubtful | None:
    """The conflict of that number; None where there is none."""
    conflict = session.get(Conflict, number)
    if conflict is None:
        return None
    told = [(one, outline(one)) for one in standing_readings(session, conflict.notice_id)]
    own = [(one, filing) for one, filing in told if one.origin != PERSON] or told
    chosen = in_force(filing for _, filing in own)
    reading = next(one for one, filing in own if filing is chosen)
    notice, compared = chosen.notice, None
    if conflict.chosen is None and notice.series is not None and len(notice.rows) + len(notice.held) <= _MOST_COMPARED:
        came = [row.name for row in some_rows(session, reading, 0, _MOST_COMPARED)]
        there = names_on(session, notice.series.key, _MOST_COMPARED + 1)
        compared = difference(there, came, notice.series.mode is Mode.SNAPSHOT) if len(there) <= _MOST_COMPARED else None
    open_ = conflict.state == "open" and conflict.chosen is None
    return Doubtful(
        conflict=conflict,
        row=session.get_one(NoticeRow, conflict.notice_id),
        notice=notice,
        difference=compared,
        verdicts=verdicts(conflict, notice, _of_the_others(session, conflict, notice, compared)),
        asks_nature=open_ and may_be_said(notice) and bool(notice.rows or notice.held),
        needs_nature=open_ and must_be_said(notice),
    )


def difference(expected: Iterable[str], came: Iterable[str], replaces: bool) -> Difference:
    """Who is on one side alone; names are compared without regard to script, width and blanks."""
    one, other = ({identity_key(name): name for name in names} for names in (expected, came))
    missing = tuple(name for key, name in one.items() if key not in other)
    added = tuple(name for key, name in other.items() if key not in one)
    return Difference(len(one), len(other), missing, added, replaces)


def verdicts(conflict: Conflict, notice: Notice, others: str) -> Verdicts:
    """What accepting and rejecting do (watcher.decisions), in words; `others`: what accepting means for who is listed now."""
    if conflict.readings[0]["where"] == MEANT:
        return Verdicts("按公告移出：该企业从它实际所在的名单上移出", "不移出：该企业仍视为在列")
    if conflict.chosen is not None:
        return Verdicts(f"确认采用“{conflict.chosen}”，此项了结，名单不变", "记为已知悉，此项了结，名单不变")
    if conflict.field == ConflictField.COMPANY:
        return Verdicts("", f"略去不能确定是哪一家企业的行，其余企业列入名单库{others}")
    if notice.held:
        named = len(accepted(notice)) or len(notice.held)
        if notice.kind is Kind.REMOVAL:
            return Verdicts(f"按公告把暂存的 {named} 家从名单上移出", "不移出：这些企业仍视为在列；暂存的内容留作证据")
        return Verdicts(f"把暂存的 {named} 家列入名单库{others}", _of_rejecting(conflict, notice))
    if conflict.field == ConflictField.TITLE and may_list_nobody(notice):
        return Verdicts("确认是名单；名称尚缺的，缺口仍在", _of_rejecting(conflict, notice))
    return Verdicts("以公告现在所载为准：不再载明的企业视为从未列入，曾收到提醒的人会再收到更正", "保持此前的在列记录不变")


def _of_the_others(session: Session, conflict: Conflict, notice: Notice, compared: Difference | None) -> str:
    """What becomes of those who stand on the list and are not held, where the held rows are accepted."""
    if notice.series is None or notice.kind is Kind.REMOVAL:
        return ""
    known, newest = editions_beside(session, notice.series.key, conflict.notice_id)
    if known:
        return "，取代这篇公告此前列入的：不再载明的企业视为从未列入，曾收到提醒的人会再收到更正"
    printed = notice.published or notice.signed
    if notice.series.mode is not Mode.SNAPSHOT or newest is None:
        return ""
    if printed is not None and printed.first_day < newest:
        return f"，作为早于 {newest} 那一期的补录；现在在列的企业不变"
    counted = None if conflict.field == ConflictField.COMPANY else compared  # who is left out then may be on the list
    gone = f" {len(counted.missing)} 家" if counted else ""
    return f"，取代上一期：现在在列而这一期没有的{gone}企业不再在列（记为“{EVENT['left']}”，不等于移出）"


def _of_rejecting(conflict: Conflict, notice: Notice) -> str:
    if conflict.field == ConflictField.TITLE and may_list_nobody(notice):
        return "这篇公告不是名单：不列入任何企业，缺口随之了结"
    return "不列入；暂存的内容留作证据，此前的在列记录不变"
