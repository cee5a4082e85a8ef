"""What is known of the bytes that were kept: how large they are, when and where they were seen, and who brought them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from store.chunks import Among
from store.tables.evidence import Capture, Snapshot


@dataclass(frozen=True, slots=True)
class Captured:
    """Bytes that were seen: first, last (as received or brought that time), and how often."""

    sha256: str
    size: int
    first: datetime
    newest: Capture
    times: int


def captures_of(session: Session, digests: Collection[str]) -> dict[str, Captured]:
    """What is known of each of these hashes, as far as they were ever seen."""
    counted = select(Capture.sha256, func.min(Capture.fetched_at), func.max(Capture.id), func.count())
    counted = counted.where(Among(Capture.sha256, digests)).group_by(col(Capture.sha256))
    found = session.exec(counted).all()
    newest = {one.id: one for one in session.exec(select(Capture).where(Among(Capture.id, [id_ for _, _, id_, _ in found])))}
    sizes = dict(session.exec(select(Snapshot.sha256, Snapshot.size).where(Among(Snapshot.sha256, digests))).all())
    return {
        digest: Captured(digest, sizes[digest], first, newest[id_], times) for digest, first, id_, times in found if id_ in newest
    }
