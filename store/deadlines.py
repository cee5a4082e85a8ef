"""Notice periods that ran out: derived from the date asked; the event is written once for each listing and period."""

from datetime import date

from sqlmodel import Session

from store.cases import CaseStatus, cases
from store.events import EventFact
from store.listings import Entry, entries
from store.tables.register import Event


def passed(session: Session, today: date) -> list[EventFact]:
    """Standing suspected listings whose period ended before `today`, the outcome not being published, untold so far.

    The working day counts where the calendar covers it, the nominal day otherwise.
    """
    standing = cases(entries(session, as_of=today, adverse=True), today)
    over = (entry for case in standing if case.status is CaseStatus.PERIOD_OVER for entry in case.standing)
    return [fact for entry in over if session.get(Event, (fact := _passed(entry)).id) is None]


def _passed(entry: Entry) -> EventFact:
    end = entry.notice.deadline_working or entry.notice.deadline
    return EventFact(
        "deadline_passed",
        company=entry.company.id,
        series=entry.series.key,
        notice=entry.notice.id,
        facts={"name": entry.listing.name, "deadline": end.isoformat() if end else ""},
        moment=str(entry.notice.deadline),  # a period that was prolonged runs out again
    )
