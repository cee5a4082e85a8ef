"""Parts of the register as pages and programs ask for them: counted, page by page, on other days and as known then."""

from datetime import UTC, date, datetime
from typing import Any

from dalian_lists import ABNORMAL, CODE, QINGYU, SONGYAN, SUSPECTED, YUNLING, FileNotices, notice, watch
from store.database import reading
from store.happened import events_after
from store.hits import hits_after
from store.judgements import is_judged
from store.listings import every_entry
from store.lists import editions
from store.search import search
from store.selection import Selection, Standing, counted, of_companies, some
from watcher.desk import Desk

TODAY = date(2023, 7, 21)


def test_a_part_of_the_register_is_counted_and_read_in_pages(desk: Desk, put: FileNotices, clock: Any) -> None:
    put(notice(SUSPECTED, "2023-05-10", (YUNLING, CODE), QINGYU), notice(SUSPECTED, "2023-07-19", declared=18))
    before = clock()
    clock.forward(days=1)
    put(notice(ABNORMAL, "2023-07-18", (YUNLING, CODE), SONGYAN))
    clock.forward(hours=1)
    put(notice(ABNORMAL, "2023-07-20", (YUNLING, CODE)))
    watch(desk, clock, YUNLING)
    with reading(desk.engine) as session:

        def names(chosen: Selection, most: int = 9, **where: Any) -> list[str]:
            found = some(session, chosen, most, **where)
            every = {one.listing.name for one in every_entry(session, conditions=chosen.conditions)}
            assert {one.listing.name for one in found} <= every
            return [one.listing.name for one in found]

        whole = Selection(TODAY)
        assert counted(session, whole) == {(ABNORMAL.key, "abnormal"): 1, (SUSPECTED.key, "suspected"): 2}
        assert counted(session, Selection(TODAY, before)) == {(SUSPECTED.key, "suspected"): 2}
        assert counted(session, Selection(date(2023, 7, 18))) == {(ABNORMAL.key, "abnormal"): 2, (SUSPECTED.key, "suspected"): 2}
        assert names(Selection(TODAY, standing=Standing.ENDED)) == [SONGYAN]
        assert sorted(names(Selection(TODAY, series=(SUSPECTED.key,), status="suspected"))) == sorted([QINGYU, YUNLING])
        assert names(Selection(TODAY, status="disposed")) == names(Selection(TODAY, series=())) == []
        everything = some(session, whole, 9)
        ids = [one.listing.id or 0 for one in everything]
        assert ids == sorted(ids, reverse=True)
        assert some(session, whole, 1, after=ids[0])[0].listing.id == ids[1]
        assert [one.listing.id for one in some(session, whole, 2, before=ids[2])] == ids[:2]
        ranked = [search(session, name)[0].id for name in (QINGYU, YUNLING)]
        of_two = of_companies(session, Selection(TODAY, companies=tuple(ranked)), ranked)
        assert [one.listing.name for one in of_two] == [QINGYU, YUNLING, YUNLING]
        assert [(one.state, one.named, read.declared) for one, read in editions(session, SUSPECTED.key, 9, as_of=TODAY)[0]] == [
            ("names_missing", 0, 18),
            ("complete", 2, None),
        ]
        assert editions(session, ABNORMAL.key, 1, as_of=TODAY, known_at=before) == ([], 0)
        assert editions(session, ABNORMAL.key, 1, as_of=TODAY)[1] == 2
        events = events_after(session, 9)
        assert [one.id for one in events_after(session, 9, after=events[0])] == [one.id for one in events[1:]]
        assert events_after(session, 9, since=datetime(2090, 1, 1, tzinfo=UTC)) == []
        ((hit, row, company),) = hits_after(session, [1], ["match"], 0, 9, [~is_judged()])
        assert (row.name, company.name) == (YUNLING, YUNLING)
        assert hits_after(session, [1], ["match"], hit.id or 0, 9) == hits_after(session, [2], ["match"], 0, 9) == []
        assert hits_after(session, [1], ["match"], 0, 9, [is_judged()]) == []
