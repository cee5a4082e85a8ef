"""Notice periods that end soon or ran out: derived from the date asked; each event is written once for a listing and period."""

from datetime import date, timedelta

from sqlmodel import Session, col, select

from store.cases import CaseStatus, cases
from store.chunks import Among
from store.events import EventFact
from store.listings import Entry, entries
from store.tables.notices import NoticeRow
from store.tables.register import Event, Listing

_SHANGHAI = timedelta(hours=8)  # ahead of UTC, always


def deadlines(session: Session, today: date, days: int) -> list[EventFact]:
    """Standing suspected listings whose period ends within so many days, or ended before today without a published outcome.

    Those that nobody was told of; the day on which a listing was recorded it is told with its deadline. The working day
    counts where the calendar covers it, the nominal day otherwise. A period that was prolonged is another period.
    """
    asked = _with_periods(session, today + timedelta(days))
    standing = cases(entries(session, as_of=today, companies=asked, adverse=True), today) if asked else []
    facts = [
        fact
        for case in standing
        for entry in case.standing
        if (fact := _fact(case.status, entry, today, days)) is not None
    ]
    known = set(session.exec(select(Event.id).where(Among(Event.id, [fact.id for fact in facts]))))
    return [fact for fact in facts if fact.id not in known]


def _with_periods(session: Session, until: date) -> set[str]:
    """The companies that stand as suspected by notices whose period ends by then."""
    query = select(Listing.company_id).join(NoticeRow, col(NoticeRow.id) == Listing.notice_id).distinct()
    period = col(NoticeRow.deadline) <= until, col(Listing.superseded_at).is_(None)
    return set(session.exec(query.where(*period, Listing.status == "suspected", col(Listing.valid_to).is_(None))))


def _fact(status: CaseStatus, entry: Entry, today: date, days: int) -> EventFact | None:
    end = entry.notice.deadline_working or entry.notice.deadline
    if status is CaseStatus.PERIOD_OVER:
        return _of("deadline_passed", entry, end)
    if status is not CaseStatus.IN_PERIOD or end is None or not days:
        return None
    recorded = (entry.listing.recorded_at + _SHANGHAI).date()
    return _of("deadline_near", entry, end) if end - today <= timedelta(days) and recorded < today else None


def _of(kind: str, entry: Entry, end: date | None) -> EventFact:
    return EventFact(
        kind,
        company=entry.company.id,
        series=entry.series.key,
        notice=entry.notice.id,
        facts={"name": entry.listing.name, "deadline": end.isoformat() if end else ""},
        moment=str(entry.notice.deadline),  # a period that was prolonged runs out again
    )
