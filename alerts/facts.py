"""What a report says of the listings behind a hit: list, status, deadline, and where it can be read."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial

from sqlmodel import Session

from alerts import wording
from alerts.advice import next_step
from sources.catalog import regulator_name
from store.chunks import chunks
from store.listings import Entry, entries
from store.tables.notices import NoticeRow


def facts_by_company(
    session: Session, as_of: date, companies: Iterable[str] | None = None, known_at: datetime | None = None
) -> dict[str, list[dict[str, str]]]:
    """The adverse listings of these companies (None: of all) by the columns of a report, ended ones included, the gravest first.

    A company that was not listed by that day (as known at that time) is not among them.
    """
    some = [None] if companies is None else [*chunks(sorted(set(companies)))]
    found: dict[str, list[dict[str, str]]] = {}
    for ids in some:
        for entry in sorted(entries(session, adverse=True, companies=ids, known_at=known_at), key=partial(_gravity, as_of)):
            if entry.listing.valid_from <= as_of:
                found.setdefault(entry.company.id, []).append(facts_of(entry, as_of))
    return found


def _gravity(as_of: date, entry: Entry) -> tuple[bool, bool]:
    """What stands comes before what has ended, and what was found before what is only suspected."""
    ended = entry.listing.valid_to
    return ended is not None and ended <= as_of, entry.listing.status == "suspected"


def facts_of(entry: Entry, as_of: date) -> dict[str, str]:
    """What a report says of one listing (FACT_COLUMNS), and where it can be read: file, table, row, sha256."""
    listing, notice = entry.listing, entry.notice
    return {
        "list": entry.series.title,
        "regulator": publisher(notice),
        "sector": entry.series.sector,
        "status": status(entry, as_of),
        "deadline": notice.deadline.isoformat() if notice.deadline else "",
        "published": notice.published or "",
        "source": notice.url or "",
        "as_of": _since(entry),
        "deadline_words": wording.deadline(notice.deadline, notice.deadline_working),
        "advice": _advice(entry, as_of),
        "file": str(listing.place.get("url") or ""),
        "table": str(listing.place.get("table") or ""),
        "row": str(listing.place.get("row") or ""),
        "sha256": listing.sha256 or "",
    }


def status(entry: Entry, as_of: date) -> str:
    """The status of a listing on a day, in words; how and when it ended, if it did."""
    listing, notice = entry.listing, entry.notice
    if listing.valid_to is not None and listing.valid_to <= as_of:
        return f"{wording.EVENT[listing.ended_by or 'left']}（{listing.valid_to}）"
    if listing.status == "disposed" and listing.disposition:
        return wording.disposed(listing.disposition, listing.disposed_on or notice.published or _since(entry))
    proposal = wording.proposed(entry.series.list_type)
    return wording.status(listing.status, notice.deadline, notice.deadline_working, as_of, proposal=proposal)


def _advice(entry: Entry, as_of: date) -> str:
    listing, notice = entry.listing, entry.notice
    ended = listing.valid_to is not None and listing.valid_to <= as_of
    end = notice.deadline_working or notice.deadline
    happened = listing.ended_by if ended else None
    return next_step(notice.kind, entry.series.list_type, happened=happened, end=end, day=as_of)


def _since(entry: Entry) -> str:
    """The first day, as precise as the notice prints it: 2023-07 stays a month."""
    day, published = entry.listing.valid_from.isoformat(), entry.notice.published or ""
    return published if published and f"{published}-01-01".startswith(day) else day


def publisher(notice: NoticeRow) -> str:
    """Who published it: the name printed on it, else the regulator's name in force."""
    return notice.issuer or regulator_name(notice.regulator)
