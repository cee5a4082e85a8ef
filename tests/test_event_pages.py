"""变更事件: every number of the first page and of a notice leads to the events behind it."""

from html import unescape

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from conftest import Clock
from dalian_lists import ABNORMAL, QINGYU, SONGYAN, SUSPECTED, YUNLING, FileNotices, notice
from pages import pages
from store.database import reading
from store.happened import Happening, happened, times
from watcher.desk import Desk

sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def table(client: httpx.Client, address: str) -> str:
    """The words of the rows that an address shows; empty where it shows none."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    found = LexborHTMLParser(answer.text).css_first("#events")
    return found.text() if found else ""


@sqlite
def test_a_bar_of_the_first_page_leads_to_the_companies_it_counts(desk: Desk, clock: Clock, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-01-01", SONGYAN), notice(SUSPECTED, "2023-01-02", SONGYAN))
    clock.forward(days=8)
    put(notice(ABNORMAL, "2023-07-18", SONGYAN, YUNLING), notice(SUSPECTED, "2023-07-19", SONGYAN, QINGYU))
    with pages(desk, clock) as site, site.client() as client:
        drawn = LexborHTMLParser(client.get("/").text)
        bars = [unescape(one.attributes["href"] or "") for one in drawn.css("svg.bars a")]
        assert [one.split("&")[0] for one in bars] == ["/register/events?kind=suspected", "/register/events?kind=flagged"]
        suspected, flagged = (table(client, one) for one in bars)
        assert QINGYU in suspected and YUNLING not in suspected
        assert YUNLING in flagged and QINGYU not in flagged
        every = table(client, "/register/events")
        assert every.count("名单首次收录（基线）") == 2 and SONGYAN not in every
        of_list = table(client, f"/register/events?series={ABNORMAL.key}&since=2023-01-01")
        assert YUNLING in of_list and QINGYU not in of_list
        assert not table(client, "/register/events?until=2023-01-01")
        page = LexborHTMLParser(client.get("/register/events?kind=listed").text).css_first('#events td[data-label="公告"] a')
        assert page is not None
        events = LexborHTMLParser(client.get(page.attributes["href"] or "").text).css_first("#events a")
        assert events is not None and events.text() == "1 次"
        assert "新列入名单" in table(client, unescape(events.attributes["href"] or ""))
        for nonsense, status in (("kind=praised", 404), ("before=0", 404), ("notice=n0", 404), ("since=yesterday", 400)):
            assert client.get(f"/register/events?{nonsense}").status_code == status, nonsense


def test_events_are_read_page_by_page_and_each_once(desk: Desk, clock: Clock, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-01-01", SONGYAN))
    put(notice(ABNORMAL, "2023-07-18", SONGYAN, YUNLING, QINGYU))
    with reading(desk.engine) as session:
        whole = happened(session, Happening(), 100)
        assert times(session, Happening()) == len(whole) == 3
        paged = happened(session, Happening(), 1)
        while more := happened(session, Happening(), 1, before=paged[-1].event):
            paged += more
        assert [one.event.id for one in paged] == [one.event.id for one in whole]
        assert times(session, Happening(new="flagged")) == 2
