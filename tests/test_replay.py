"""What is kept is read again after a reader was mended: the evidence stays, no site is asked, and a baseline is no news."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import col, func, select

from dalian_lists import listed, mails, watch
from saved_sites import FIXTURES, Saved
from sources.base import Page, Request, Source, Steps
from sources.catalog import source
from sources.errors import UsageError
from sources.records import LookState, Notice
from store.database import reading
from store.tables.audit import AuditEntry
from store.tables.evidence import Capture, Look
from watcher.desk import Desk
from watcher.replaying import replay
from watcher.schedule import collect

Now = Callable[[], datetime]
XIAMEN = source("xiamen_notices")


def careless(page: Page) -> Steps:
    """A reader that loses the last name of each list."""
    steps = XIAMEN.read(page)
    step: Request | Notice | None = next(steps)
    while step is not None:
        if isinstance(step, Notice):
            yield replace(step, rows=step.rows[:-1], declared=None)
            step = next(steps, None)
        else:
            try:
                step = steps.send((yield step))
            except StopIteration:
                return


def seen_by(desk: Desk, known: Source, clock: Now) -> None:
    fetch = Saved(FIXTURES / XIAMEN.id).answer
    collect(replace(desk, sources=(known,)), fetch=fetch, clock=clock, owner="test", only=[XIAMEN.id])


def kept(desk: Desk) -> tuple[int, int]:
    with reading(desk.engine) as session:
        return tuple(session.exec(select(func.count()).select_from(table)).one() for table in (Look, Capture))  # type: ignore[return-value]


def test_what_a_mended_reader_finds_is_listed_on_the_old_evidence_and_told_as_standing(desk: Desk, clock: Now) -> None:
    with pytest.raises(UsageError, match="没有留存的网页"):
        replay(desk, XIAMEN, who="王合规", clock=clock)
    seen_by(desk, replace(XIAMEN, read=careless), clock)
    before, kept_before = listed(desk), kept(desk)
    with reading(desk.engine) as session:
        captured = set(session.exec(select(Capture.sha256)))
    tried = replay(desk, XIAMEN, who="王合规", clock=clock, dry_run=True)
    found = {one.name for notice in tried.report.notices for one in notice.rows} - {one.listing.name for one in before}
    assert found and listed(desk) == before, "a trial writes nothing"
    watch(desk, clock, *found)
    clock.forward(hours=1)  # type: ignore[attr-defined]
    done = replay(desk, XIAMEN, who="王合规", clock=clock)
    after = listed(desk)
    assert {one.listing.name for one in after} - {one.listing.name for one in before} == found
    assert {one.listing.sha256 for one in after} <= captured, "the evidence is what was captured then"
    assert {one.type for one in done.report.events} <= {"baseline"}, "they stood on the list already"
    assert mails(desk) == ["【名单命中】"], "whoever asks for them hears"
    assert kept(desk) == kept_before
    with reading(desk.engine) as session:
        assert session.exec(select(AuditEntry.facts).where(AuditEntry.action == "replay")).all() == [
            {"source": XIAMEN.id, "notices": len(done.report.notices)}
        ]
    again = replay(desk, XIAMEN, who="王合规", clock=clock)
    assert (bool(again.report.changes), again.report.notices, again.read > 0) == (False, (), True)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_notice_that_lacks_a_file_stays_as_it_was_read(desk: Desk, clock: Now) -> None:
    seen_by(desk, XIAMEN, clock)
    before = listed(desk)
    with reading(desk.engine) as session:
        book = session.exec(select(Capture).where(col(Capture.request_key).endswith(".xlsx"))).first()
    assert book is not None
    desk.evidence.path(book.sha256).unlink()
    done = replay(desk, XIAMEN, who="王合规", clock=clock)
    assert done.lacking == (book.request_key,)
    assert (bool(done.report.changes), listed(desk)) == (False, before)
    desk.evidence.path(book.sha256).write_bytes(b"altered")
    assert replay(desk, XIAMEN, who="王合规", clock=clock).lacking == (book.request_key,)
    with reading(desk.engine) as session:
        assert session.exec(select(Look.state)).all() == [LookState.OK]
