"""The register as pages: search, filters with counts, other days and times, companies, lists, and the same as files."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from dalian_lists import (
    ABNORMAL,
    CODE,
    OTHER_CODE,
    POSITIVE,
    QINGYU,
    RENAMED,
    SONGYAN,
    SUSPECTED,
    YUNLING,
    FileNotices,
    correction,
    notice,
    watch,
)
from pages import Pages, pages
from sources.records import LookState
from store import schedule
from store.corrections import What
from store.database import reading, writing
from store.looks import record_look
from store.search import search
from store.timeline import timeline
from watcher.accounts.visitors import Role
from watcher.desk import Desk
from watcher.web.register.chart import chart

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

MANY = [f"大连星河第{number}号商业保理有限公司" for number in range(60)]


@pytest.fixture
def site(desk: Desk, put: FileNotices, clock: Any) -> Iterator[Pages]:
    """Two lists that grew in four days; on the fifth one reads them."""
    put(notice(SUSPECTED, "2023-05-10", (YUNLING, CODE), QINGYU))
    clock.forward(days=1)
    put(notice(ABNORMAL, "2023-07-20", (YUNLING, CODE), SONGYAN, *MANY))
    clock.forward(days=1)
    put(notice(ABNORMAL, "2023-07-21", (RENAMED, CODE), *MANY))
    put(notice(SUSPECTED, "2023-07-22", declared=18))
    put(notice(POSITIVE, "2023-07-22", "=晨汐商业保理有限公司"))
    correction(desk, clock, QINGYU, What.CODE, OTHER_CODE, series=SUSPECTED)
    clock.forward(days=2)
    with pages(desk, clock) as site:
        yield site


def sentence(html: str) -> str:
    found = re.search(r'id="sentence"[^>]*>([^<]*)<', html)
    assert found, html
    return found[1]


def counts(html: str, facet: str) -> dict[str, int]:
    """What a filter offers, with its numbers."""
    found = re.search(rf'<details id="facet-{facet}".*?</details>', html, re.S)
    pairs = re.findall(r"<li><a [^>]*>([^<]*?) <span class=\"soft\">(\d+)</span>", found[0] if found else "")
    return {words: int(number) for words, number in pairs}


def cells(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_register_is_searched_filtered_and_counted(site: Pages) -> None:
    with site.client(Role.VIEWER) as client:
        html = client.get("/register").text
        assert sentence(html) == "在列 64 条记录，截至 2023-07-24"
        assert counts(html, "kind") == {"非正常经营": 61, "疑似失联空壳": 2, "典型案例": 1}
        assert counts(html, "status") == {"列为非正常经营": 61, "列为疑似": 2, "正面名单": 1}
        assert "1 份名单缺名称" in html and "缺 18 家" in html and "尚未查看" in html, "what is missing stands above"
        chosen = client.get("/register", params={"kind": "疑似失联空壳", "place": "大连"}).text
        assert sentence(chosen) == "大连 · 疑似失联空壳 · 在列 2 家，截至 2023-07-24"
        assert counts(chosen, "kind") == {"非正常经营": 61, "疑似失联空壳": 2, "典型案例": 1}, "as the others leave them"
        assert counts(chosen, "status") == {}, "where there is nothing to choose nothing is offered"
        assert QINGYU in chosen and MANY[0] not in chosen
        abnormal = client.get("/register", params={"kind": "非正常经营"}).text
        assert "缺 18 家" not in abnormal, "of a list that was not asked about"
        found = client.get("/register", params={"q": "云岭"}).text
        assert sentence(found) == "名称或代码含“云岭” · 在列 2 条记录，截至 2023-07-24"
        assert f"现用名 {RENAMED}" in found
        nothing = client.get("/register", params={"q": "鼹鼠"}).text
        assert "没有符合条件的记录" in nothing and "这不说明任何企业没有问题" in nothing and "缺 18 家" in nothing
        elsewhere = client.get("/register", params={"q": "松烟"}).text
        assert "不符合其他条件" in elsewhere and SONGYAN in elsewhere, "it is on no list now, but it is known"
        assert "没有收录过所问范围的名单，" not in html
        for unknown in ({"regulator": "nobody"}, {"place": "上海"}, {"series": "dalian/x"}):
            assert "没有收录过所问范围的名单" in client.get("/register", params=unknown).text, unknown


def test_every_listing_stands_on_one_of_the_pages_and_one_comes_back(site: Pages) -> None:
    with site.client(Role.VIEWER) as client:
        first = client.get("/register").text
        link = re.search(r'href="([^"]*)" rel="next"', first)
        assert link and 'rel="prev"' not in first
        second = client.get(link[1].replace("&amp;", "&")).text
        back = re.search(r'href="([^"]*)" rel="prev"', second)
        assert back and 'rel="next"' not in second
        shown = [re.findall(r'class="name" href="/register/company/([0-9a-f]+)"', html) for html in (first, second)]
        assert [len(one) for one in shown] == [50, 14]
        again = client.get(back[1].replace("&amp;", "&")).text
        assert re.findall(r'class="name" href="/register/company/([0-9a-f]+)"', again) == shown[0]


def test_other_days_and_what_was_known_then(site: Pages) -> None:
    with site.client(Role.VIEWER) as client:
        assert sentence(client.get("/register?as_of=2023-07-20").text) == "在列 64 条记录，截至 2023-07-20"
        ended = client.get("/register", params={"standing": "ended"}).text
        assert sentence(ended) == "已移出或不再出现 1 条记录，截至 2023-07-24"
        assert SONGYAN in ended and "不再出现不等于公告移出" in ended
        then = client.get("/register", params={"q": "云岭", "known_at": "2023-07-21T12:00"}).text
        assert RENAMED not in then and "2023-07-21 12:00（北京时间）所知" in then
        assert sentence(client.get("/register?known_at=2023-07-20T08:00").text).startswith("在列 0 ")
        assert "所问的时间尚未到来，以下只是 2023-07-24 所知" in client.get("/register?as_of=2023-07-25").text
        assert "所问的时间尚未到来" not in client.get("/register?as_of=2023-07-24&known_at=2023-07-24T09:00").text


def test_a_look_that_was_long_ago_then_or_by_a_clock_that_ran_ahead_covers_nothing(site: Pages, desk: Desk, clock: Any) -> None:
    def covered(query: str = "") -> bool:
        with site.client(Role.VIEWER) as client:
            return "所涉来源最近一次查看正常" in client.get(f"/register?series={ABNORMAL.key}{query}").text

    def look(**ahead: int) -> None:
        at = clock() + timedelta(**ahead)
        with writing(desk.engine) as session:
            schedule.register_sources(session, ["dalian_factoring"], at)
            facts: dict[str, Any] = {"state": LookState.OK, "detail": ""}
            record_look(session, "dalian_factoring", started_at=at, ended_at=at, pages=(), notices=2, **facts)
            schedule.settle(session, "dalian_factoring", at=at, next_look_at=at + timedelta(hours=12), **facts)

    look()
    assert covered() and covered("&known_at=2099-01-01")
    clock.forward(days=3)
    assert not covered() and not covered("&known_at=2099-01-01")
    look()
    assert covered() and not covered("&known_at=2023-07-27T08:59") and covered("&known_at=2023-07-24T10:00")
    look(days=90)
    assert not covered(), "it says nothing of when that was"


def test_every_view_is_a_file_with_the_same_filters_that_runs_nothing(site: Pages, put: FileNotices) -> None:
    with site.client(Role.VIEWER) as client:
        whole = cells(client.get("/register?format=csv"))
        assert len(whole) == 64 and "'=晨汐商业保理有限公司" in {row["name"] for row in whole}
        chosen = {"kind": "疑似失联空壳", "q": "青屿"}
        assert [row["name"] for row in cells(client.get("/register", params=chosen | {"format": "csv"}))] == [QINGYU]
        answer = client.get("/register", params=chosen | {"format": "json"})
        assert [one["code"] for one in answer.json()["listings"]] == [OTHER_CODE]
        assert "attachment" in answer.headers["content-disposition"]
        of_list = cells(client.get(f"/register/series/{ABNORMAL.key}?format=csv&as_of=2023-07-21"))
        assert len(of_list) == len(cells(client.get("/register?format=csv&kind=非正常经营&as_of=2023-07-21")))
        put(notice(SUSPECTED, "2023-07-23", *(f"大连星河第{number}号商业保理有限公司" for number in range(60, 120))))
        crowd = client.get("/register?q=星河").text
        assert "相符的企业超过 100 家，只看了其中 100 家" in sentence(crowd) and "CSV</a>" not in crowd
        refused = client.get("/register?q=星河&format=csv")
        assert (refused.status_code, "没有生成文件" in refused.text) == (400, True), "a part would be taken for all"


def test_a_company_is_shown_in_both_times_with_evidence_and_to_whom_it_matters(
    site: Pages, desk: Desk, clock: Callable[[], Any]
) -> None:
    watch(desk, clock, RENAMED)
    with reading(desk.engine) as session:
        id_, other = (search(session, name)[0].id for name in (RENAMED, QINGYU))
    with site.client(Role.VIEWER, "甲") as client, site.client(Role.VIEWER, "乙") as stranger:
        site.show(1, name="甲")
        html = client.get(f"/register/company/{id_}").text
        for words in (RENAMED, YUNLING, CODE, "名称变更", "由疑似转为非正常经营", "列于 2 份名单"):
            assert words in html
        assert len(set(re.findall(r'href="/snapshots/([0-9a-f]{64})"', html))) == 3, "every notice has its own bytes"
        notices = re.findall(r'href="(/notices/[^"]+)"', html)
        assert notices and all(client.get(path).status_code == 200 for path in set(notices))
        drawn = html.split('<svg class="chart"')[1].split("</svg>")[0]
        assert drawn.count('<rect class="held"') == 2 and drawn.count('<rect class="past"') == 1, "two stand, one was replaced"
        assert "/hits/1" in html and "客户" in html
        assert "/hits/1" not in (strange := stranger.get(f"/register/company/{id_}").text) and "没有相符的交易对手" in strange
        then = client.get(f"/register/company/{id_}?known_at=2023-07-20T12:00").text
        assert RENAMED not in then and "/hits/1" not in then
        facts = client.get(f"/register/company/{id_}?format=json").json()
        assert facts["hits"] is None and len(facts["versions"]) == 3
        assert {row["series"] for row in facts["listings"]} == {ABNORMAL.key, SUSPECTED.key}
        assert len(cells(client.get(f"/register/company/{id_}?format=csv"))) == 2
        corrected = client.get(f"/register/company/{other}").text
        assert "王合规：与原件核对有误" in corrected and OTHER_CODE in corrected
        with reading(desk.engine) as session:
            praised = search(session, "晨汐")[0].id
        good = client.get(f"/register/company/{praised}").text
        assert "现不在已读到的名单上；列于 1 份正面名单" in good and 'class="held"' not in good
        assert client.get("/register/company/987654").status_code == 404
        assert client.get(f"/register/company/{id_}?known_at=2023-01-01").status_code == 404, "nobody knew it then"


def test_a_list_is_shown_with_its_editions_its_gaps_and_its_members(site: Pages) -> None:
    with site.client(Role.VIEWER) as client:
        html = client.get(f"/register/series/{SUSPECTED.key}").text
        assert "名称尚未取得" in html and "18 家" in html and "缺 18 家" in html
        assert "不再出现不说明什么" in html and f"/feeds/series/{quote(SUSPECTED.key)}.atom" in html
        assert sentence(html) == "在列 2 家，截至 2023-07-24"
        assert sentence(client.get(f"/register/series/{ABNORMAL.key}?as_of=2023-07-21").text) == "在列 61 家，截至 2023-07-21"
        long = client.get(f"/register/series/{ABNORMAL.key}").text
        link = re.search(r'href="([^"]*)" rel="next"', long)
        assert link and client.get(link[1].replace("&amp;", "&")).text.count("第一页") == 1
        assert client.get("/register/series/a/b/c").status_code == 404


def test_what_makes_no_sense_is_answered_in_words(site: Pages) -> None:
    bad = ["as_of=tomorrow", "as_of=0001-01-01", "known_at=x", "known_at=9999-12-31", f"after={2**63}", "after=-1"]
    bad += ["format=exe", "standing=gone", "q=" + "云" * 301, "regulator=" + "x" * 101]
    with site.client(Role.VIEWER) as client:
        for query in bad:
            answer = client.get(f"/register?{query}")
            assert (answer.status_code, "请求有误" in answer.text) == (400, True), query
        for query in ("q=%00", "q=%ED%A0%80", "q=%25_", "as_of=&known_at=&q=", "known_at=2023-07-21T09:00%2B08:00&q=' OR 1=1"):
            assert client.get(f"/register?{query}").status_code == 200, query


def test_a_drawing_keeps_to_its_width_whatever_the_days(site: Pages) -> None:
    with reading(site.desk.engine) as session:
        versions = timeline(session, search(session, RENAMED)[0]).versions
    assert chart((), date(2023, 7, 24)) is None
    for day in (date(2023, 7, 24), date(1990, 1, 1), date(2090, 1, 1), versions[0].entry.listing.valid_from + timedelta(1)):
        drawn = chart(versions * 10, day)
        assert drawn and len(drawn.bars) == 20 and drawn.left_out == len(versions) * 10 - 20
        assert all(0 <= bar.x <= 100 and bar.x + bar.width <= 100 for bar in drawn.bars), day
        assert len(drawn.ticks) <= 9 and "此记载已被取代" in drawn.words
