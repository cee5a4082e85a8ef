"""One line of a message, as values: kept with the news, rendered when the message leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from alerts import wording
from alerts.advice import next_step
from alerts.facts import publisher
from store.listings import Entry
from store.tables.notices import NoticeRow
from store.tables.register import SeriesRow


@dataclass(frozen=True, slots=True)
class Item:
    """What happened to whom, why we think it is the receiver's counterparty, and the evidence.

    Of what concerns a whole list (its missing names arrived) counterparty, grade and reason are empty.
    """

    event: str  # its id: the same news is the same item
    happened: str
    counterparty: str
    row: int
    grade: str
    reason: str
    listed_name: str
    listed_code: str
    list_title: str
    regulator: str
    place: str  # id of the regulator
    sector: str
    notice: str
    url: str
    published: str
    deadline: str
    status: str
    reasons: tuple[str, ...]  # printed
    sha256: str  # of the evidence
    captured: str
    advice: str  # what to do next
    company: str = ""
    hit: int = 0

    @property
    def outcome(self) -> str:
        """What stands in one line of it: the status, but of a counterparty that is not the listed company."""
        if self.status and self.happened != "unmatched":
            return self.status
        return wording.EVENT.get(self.happened, self.happened)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {name: getattr(self, name) for name in _EMPTY}


def item_from(content: Mapping[str, Any]) -> Item:
    """An item as it was kept; what an older program did not keep is empty."""
    known = _EMPTY | {name: content[name] for name in _EMPTY.keys() & content.keys()}
    return Item(**known | {"reasons": tuple(known["reasons"])})


_EMPTY: dict[str, Any] = {one.name: one.default if one.default in ("", 0) else "" for one in fields(Item)}


@dataclass(frozen=True, slots=True)
class Setting:
    """Where something happened: its list, its notice, the listing that stands there and when its evidence was captured."""

    series: SeriesRow
    notice: NoticeRow
    listing: Entry | None
    captured: str


def item(event: str, happened: str, name: str, where: Setting, status: str, day: date) -> Item:
    """What happened, for whoever it concerns (alerts.receivers says whom). `name` is as the list prints it."""
    listing = where.listing.listing if where.listing else None
    notice, end = where.notice, where.notice.deadline_working or where.notice.deadline
    return Item(
        event=event,
        happened=happened,
        counterparty="",
        row=0,
        grade="",
        reason="",
        listed_name=name,
        listed_code=(where.listing.company.code or "") if where.listing else "",
        list_title=where.series.title,
        regulator=publisher(notice),
        place=where.series.regulator,
        sector=where.series.sector,
        notice=notice.title,
        url=notice.url or "",
        published=notice.published or "",
        deadline=wording.deadline(notice.deadline, notice.deadline_working),
        status=status,
        reasons=tuple(listing.reasons) if listing else (),
        sha256=(listing.sha256 or "") if listing else "",
        captured=where.captured,
        advice=next_step(notice.kind, where.series.list_type, happened=happened, end=end, day=day),
    )


_ORDER = (
    *("escalated", "disposed", "listed", "standing", "deadline_passed", "deadline_near", "renamed", "amended"),
    *("left", "removed", "corrected", "unmatched", "names_arrived"),
)


def urgency(one: Item) -> tuple[int, bool, int]:
    """The most urgent first: what happened, sure before doubtful, then as in the user's file."""
    rank = _ORDER.index(one.happened) if one.happened in _ORDER else len(_ORDER)
    return rank, one.grade != "match", one.row
