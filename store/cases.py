"""Cases: all listings of one company by one regulator in one sector, and what they come to on a day. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from store.listings import Entry


class CaseStatus(StrEnum):
    """How far a case is; the later ones say more than the earlier."""

    LEFT = "left"  # a newer complete edition does not name it: never cleared
    REMOVED = "removed"  # by an official act
    SUSPECTED = "suspected"
    IN_PERIOD = "in_period"  # suspected, and its notice period runs
    PERIOD_OVER = "period_over"  # the period ran out, the outcome is not published
    ABNORMAL = "abnormal"
    DISPOSED = "disposed"  # licence cancelled, deregistered, revoked …


@dataclass(frozen=True, slots=True)
class Case:
    """One case as of a day; `standing` are the listings that the status speaks of, the newest first."""

    company: str
    regulator: str
    sector: str
    status: CaseStatus
    standing: tuple[Entry, ...]


def cases(entries: Iterable[Entry], day: date) -> list[Case]:
    """The cases that adverse listings make up on that day; listings that began later do not count."""
    found: defaultdict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.listing.valid_from <= day and entry.listing.status != "positive":
            found[entry.company.id, entry.series.regulator, entry.series.sector].append(entry)
    return [_case(key, several, day) for key, several in sorted(found.items())]


def status_of(entry: Entry, day: date) -> CaseStatus:
    """What one listing says on that day; the working day on which a period ends counts where the calendar covers it."""
    listing, end = entry.listing, entry.notice.deadline_working or entry.notice.deadline
    if listing.valid_to is not None and listing.valid_to <= day:
        return CaseStatus.REMOVED if listing.ended_by == "removed" else CaseStatus.LEFT
    if listing.status != "suspected" or end is None:
        return CaseStatus(listing.status)
    return CaseStatus.IN_PERIOD if day <= end else CaseStatus.PERIOD_OVER


_ORDER = list(CaseStatus)


def _case(key: tuple[str, str, str], entries: list[Entry], day: date) -> Case:
    said = {id(entry): status_of(entry, day) for entry in entries}
    ended = (CaseStatus.LEFT, CaseStatus.REMOVED)
    if all(status in ended for status in said.values()):
        status = said[id(max(entries, key=lambda entry: (entry.listing.valid_to or date.max, entry.listing.valid_from)))]
    else:
        status = max(said.values(), key=_ORDER.index)
    telling = [entry for entry in entries if said[id(entry)] is status]
    return Case(*key, status, tuple(sorted(telling, key=lambda entry: entry.listing.valid_from, reverse=True)))
