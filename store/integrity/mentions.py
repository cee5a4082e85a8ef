"""Which evidence the store refers to: every hash that any table mentions."""

from collections import defaultdict
from collections.abc import Iterator

from sqlmodel import Session, col, func

from store.integrity.streams import columns, rows
from store.tables.evidence import Capture, Snapshot
from store.tables.notices import NoticeReading
from store.tables.register import Edition, Listing


def evidence_mentioned(session: Session) -> dict[str, tuple[str, int | None]]:
    """For each hash where it was seen, in words for people, and the bytes that it had, as far as that is known."""
    places = func.min(func.coalesce(Capture.file_name, Capture.final_url))
    seen = columns(Snapshot.sha256, Snapshot.size, places).join(Capture, isouter=True)
    seen = seen.group_by(col(Snapshot.sha256), col(Snapshot.size))
    found: dict[str, tuple[str, int | None]] = {
        digest: (where or "snapshot", size) for digest, size, where in rows(session, seen)
    }
    for (digest,) in rows(session, columns(Listing.sha256).where(col(Listing.sha256).is_not(None)).distinct()):
        found.setdefault(digest, ("listing", None))
    for notice, places_ in rows(session, columns(Edition.notice_id, Edition.places)):
        for _, _, digest in places_:
            if digest is not None:
                found.setdefault(digest, (f"edition {notice}", None))
    for id_, evidence in rows(session, columns(NoticeReading.id, NoticeReading.evidence)):
        for digest in evidence.values():
            found.setdefault(digest, (f"notice_reading {id_}", None))
    return found


def trace_faults(session: Session) -> Iterator[str]:
    """Listings whose evidence is none of their notice's, in no reading that there ever was."""
    read: defaultdict[str, set[str]] = defaultdict(set)
    for notice, evidence in rows(session, columns(NoticeReading.notice_id, NoticeReading.evidence)):
        read[notice].update(evidence.values())
    named = columns(Listing.notice_id, Listing.sha256).where(col(Listing.sha256).is_not(None)).distinct()
    for notice, digest in rows(session, named.order_by(Listing.notice_id, col(Listing.sha256))):
        if digest not in read[notice]:
            yield f"listing：notice {notice} 的记录出自 {digest[:16]}…，而该公告没有这份证据"
