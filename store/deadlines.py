"""Notice periods that ran out: derived from the date asked; the event is written once for each listing and period."""

from datetime import date

from sqlmodel import Session

from store.events import EventFact
from store.listings import Entry, entries
from store.tables.register import Event


def passed(session: Session, today: date) -> list[EventFact]:
    """Standing suspected listings whose period ended before `today`, the outcome not being published, untold so far.

    The working day counts where the calendar covers it, the nominal day otherwise.
    """
    standing = entries(session, as_of=today, adverse=True)
    decided = {(entry.company.id, _case(entry)) for entry in standing if entry.listing.status != "suspected"}
    found = []
    for entry in standing:
        end = entry.notice.deadline_working or entry.notice.deadline
        if entry.listing.status != "suspected" or end is None or end >= today:
            continue
        if (entry.company.id, _case(entry)) in decided:
            continue
        fact = EventFact(
            "deadline_passed",
            company=entry.company.id,
            series=entry.series.key,
            notice=entry.notice.id,
            facts={"name": entry.listing.name, "deadline": end.isoformat()},
            moment=str(entry.notice.deadline),  # a period that was prolonged runs out again
        )
        if session.get(Event, fact.id) is None:
            found.append(fact)
    return found


def _case(entry: Entry) -> tuple[str, str]:
    return entry.series.regulator, entry.series.sector
