"""What two origins of one notice say differently: pure. The reading in force is taken, the other is kept beside it."""

from collections.abc import Iterable

from sources.notices.conflicts import same_title
from sources.records import ConflictField, FieldConflict, Notice, Reading
from store.identity import whole_day


def contradictions(chosen: Notice, others: Iterable[Notice]) -> list[FieldConflict]:
    """One conflict for each field in which another origin contradicts the reading in force."""
    if chosen.origin == "person":
        return []
    found = []
    for other in sorted(others, key=lambda notice: notice.origin):
        if other.origin in (chosen.origin, "person"):
            continue
        for field, one, two in _compared(chosen, other):
            if one and two and one != two:
                found.append(FieldConflict(field, (Reading(chosen.origin, one), Reading(other.origin, two)), one))
    return found


def other_layout(notice: Notice, before: tuple[str, ...]) -> list[FieldConflict]:
    """Another heading than the edition before had is no reason to hold what was read, but somebody should look."""
    if not before or not notice.layout or set(before) == set(notice.layout):
        return []
    now = "；".join(notice.layout)
    return [FieldConflict(ConflictField.LAYOUT, (Reading("此前", "；".join(before)), Reading("本次", now)), now)]


def _compared(one: Notice, other: Notice) -> Iterable[tuple[ConflictField, str, str]]:
    if not (same_title(one.title, other.title) or same_title(other.title, one.title)):
        yield ConflictField.TITLE, one.title, other.title
    yield ConflictField.SECTOR, _sectors(one), _sectors(other)
    yield ConflictField.COUNT, _size(one), _size(other)
    yield ConflictField.NUMBER, one.number or "", other.number or ""
    yield ConflictField.DATE, _day(one), _day(other)


def _sectors(notice: Notice) -> str:
    return "、".join(sorted(notice.sectors))


def _size(notice: Notice) -> str:
    """How many companies it says that it lists, or names; empty where it does neither."""
    if not notice.kind.lists_companies:
        return ""
    return str(notice.named or "") if notice.declared is None else str(notice.declared)


def _day(notice: Notice) -> str:
    day = whole_day(notice)
    return day.isoformat() if day else ""
