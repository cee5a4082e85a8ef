"""What people are told, as it is kept."""

from collections.abc import Iterator

from store.database import reading
from store.integrity.said import said_faults, unsaid
from watcher.doctor.examination import Case, Note


def said(case: Case) -> Iterator[str]:
    """That it reads as it was written; what nobody hears any more is no fault."""
    with reading(case.engine) as session:
        yield from said_faults(session)
        if left := unsaid(session):
            yield Note(f"{left} 条已没有提醒引用（所属的订阅或关注名单已移除），可以不管")
