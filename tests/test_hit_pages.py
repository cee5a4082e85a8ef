"""The pages of hits over a real socket: the queue, one hit with its evidence, judging it, and being told who was faster."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import httpx
import pytest

from dalian_lists import ABNORMAL, QINGYU, SUSPECTED, YUNLING, notice
from pages import Pages, pages
from sources.records import Place, Row
from store.filing import Filing
from watcher.accounts.visitors import Role
from watcher.desk import Desk
from watcher.pipeline import file
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio

LIKE, SHARE, ALIKE = "云岭保理（大连）有限公司", "云岭商业保理（大连）股份有限公司", "大连青屿保理有限公司"
NAMES = ["企业名称", QINGYU, "松烟商业保理有限公司", YUNLING, "大连澄岫商业保理有限公司", "鹭盛融资租赁有限公司"]
LIST = "<table>" + "".join(f"<tr><td>{at}</td><td>{name}</td></tr>" for at, name in enumerate(NAMES)) + "</table>"

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
def site(desk: Desk, clock: Callable[[], datetime]) -> Iterator[Pages]:
    page = notice(SUSPECTED, "2023-07-18")
    rows = [Row(name, Place(page.url or "", "名录", at), None) for at, name in enumerate(NAMES, start=1) if at in (2, 4)]
    sha256 = desk.evidence.keep(f'<html><meta charset="utf-8"><a href="/x">x</a>{LIST}</html>'.encode())
    file(desk, [Filing(replace(page, rows=tuple(rows)), {page.url or "": sha256})], clock=clock, why="test")
    content = f"企业名称,统一社会信用代码,备注\n{LIKE},,<i>重要</i>\n{SHARE},,\n{ALIKE},,\n".encode()
    add_portfolio(desk, "客户", "c.csv", read_portfolio(content, "c.csv"), at=clock())
    with pages(desk, clock) as site:
        yield site


@pytest.fixture
def client(site: Pages) -> Iterator[httpx.Client]:
    with site.client(Role.REVIEWER, "王敏") as client:
        site.show(1, name="王敏")
        yield client


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


def hit_of(client: httpx.Client, name: str) -> str:
    found = re.search(rf'href="/hits/(\d+)[^"]*">{name}<', client.get("/hits").text)
    assert found, f"{name} waits for no one"
    return found[1]


def seen(client: httpx.Client, hit: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', client.get(f"/hits/{hit}").text)
    assert found
    return found[1]


def test_a_hit_shows_both_records_what_differs_and_the_very_row_with_its_neighbours(client: httpx.Client) -> None:
    hit = hit_of(client, LIKE)
    html = client.get(f"/hits/{hit}").text
    assert "云岭<mark>商业</mark>保理（大连）有限公司" in html
    assert "&lt;i&gt;重要&lt;/i&gt;" in html
    for words in ("○ 双方均未载", "取得名单企业和交易对手的统一社会信用代码即可确认", SUSPECTED.title, "列为疑似", "名录 第 4 行"):
        assert words in text_of(html)
    row = re.search(rf'hx-get="(/hits/{hit}/rows/\d+)"', html)
    assert row
    part, whole = client.get(row[1], headers={"HX-Request": "true"}), client.get(row[1])
    assert ("<html" in part.text, "<html" in whole.text) == (False, True)
    shown = re.findall(r"<tr[^>]*>.*?</tr>", part.text, re.S)
    assert [text_of(one).replace(" ", "") for one in shown] == [
        "行0企业名称",
        *(f"{'▶' * (at == 3)}{at + 1}{at}{NAMES[at]}" for at in range(1, 6)),
    ]
    other = re.search(r"/rows/(\d+)", client.get(f"/hits/{hit_of(client, ALIKE)}").text)
    assert other and client.get(f"/hits/{hit}/rows/{other[1]}").status_code == 404


def test_one_judges_goes_on_to_the_next_and_takes_it_back(client: httpx.Client) -> None:
    assert "待研判 3" in text_of(client.get("/hits").text)
    hit = hit_of(client, LIKE)
    form = {"verdict": "different", "reason": "place", "note": "在天津", "seen": seen(client, hit)}
    answer = client.post(f"/hits/{hit}/judge?grade=review", data=form)
    assert (answer.status_code, "grade=review" in answer.headers["location"]) == (303, True)
    after = client.get(answer.headers["location"]).text
    assert f"已保存：{LIKE} — 不同企业（地区不符）：在天津" in text_of(after)
    assert "待研判 2" in text_of(client.get("/hits").text)
    assert LIKE in client.get("/hits?state=judged").text
    mine = re.search(r'name="seen" value="(\d+)"><button class="quiet" id="undo-last"', after)
    assert mine
    assert client.post(f"/hits/{hit}/undo", data={"seen": mine[1]}).status_code == 303
    assert "已撤销" in text_of(client.get(f"/hits/{hit}").text)
    again = client.post(f"/hits/{hit}/undo", data={"seen": mine[1]})
    assert (again.status_code, "王敏已撤销原研判" in again.text) == (409, True)


def test_the_second_of_two_who_judge_a_hit_is_told_what_the_first_decided(site: Pages, client: httpx.Client) -> None:
    hit = hit_of(client, LIKE)
    form = {"verdict": "same", "seen": seen(client, hit)}
    with site.client(Role.REVIEWER, "李雷") as other:
        assert other.get(f"/hits/{hit}").status_code == 404, "who is no member sees nothing"
        assert other.post(f"/hits/{hit}/judge", data=form).status_code == 404
        site.show(1, name="李雷")
        assert other.post(f"/hits/{hit}/judge", data=form | {"then": "queue"}).headers["location"] == f"/hits?done={hit}"
    late = client.post(f"/hits/{hit}/judge", data=form | {"verdict": "unsure"})
    assert late.status_code == 409
    assert "李雷已于 2023-07-20 09:00 研判为“同一企业”" in text_of(late.text)
    assert "您的研判没有保存" in late.text
    with site.client(Role.VIEWER, "张三") as viewer:
        site.show(1, name="张三")
        assert "<button name=\"verdict\"" not in viewer.get(f"/hits/{hit}").text
        assert viewer.post(f"/hits/{hit}/judge", data=form).status_code == 403


def test_hits_on_one_listed_company_are_judged_alike_and_a_changed_list_opens_them_again(
    site: Pages, client: httpx.Client, clock: Callable[[], datetime]
) -> None:
    assert 'type="checkbox"' not in client.get("/hits").text, "only within one listed company"
    company = re.search(r'href="(/hits\?company=\w+)"', client.get(f"/hits/{hit_of(client, LIKE)}").text)
    assert company
    page = client.get(company[1]).text
    ticked = re.findall(r'name="hit" value="([^"]+)"', page)
    assert len(ticked) == 2
    nothing = client.post(company[1].replace("/hits", "/hits/judge"), data={"verdict": "same"})
    assert (nothing.status_code, "请勾选" in nothing.text) == (400, True)
    without = client.post(company[1].replace("/hits", "/hits/judge"), data={"verdict": "different", "note": "<注>", "hit": ticked})
    assert (without.status_code, without.text.count(" checked "), 'value="&lt;注&gt;"' in without.text) == (400, 2, True)
    client.post(f"/hits/{ticked[0].split(':')[0]}/judge", data={"verdict": "unsure", "seen": "0"})
    form = {"verdict": "different", "reason": "namesake", "hit": ticked}
    late = client.post(company[1].replace("/hits", "/hits/judge"), data=form)
    assert (late.status_code, "已研判 1 条，其余没有改动" in late.text) == (409, True)
    file(site.desk, [Filing(notice(ABNORMAL, "2023-07-19", YUNLING), {})], clock=clock, why="test")
    opened = text_of(client.get("/hits?state=reopened").text)
    assert f"新见于《{ABNORMAL.title}》（列为非正常经营），请重新研判" in opened
    assert "待研判 3 其中重新打开 2" in opened


@pytest.mark.parametrize("form", [{}, {"verdict": "x", "seen": "0"}, {"verdict": "same", "seen": "9" * 30}, {"verdict": "same", "seen": "x"}])
def test_nonsense_in_forms_and_addresses_is_refused_in_words(client: httpx.Client, form: dict[str, str]) -> None:
    hit = hit_of(client, LIKE)
    assert client.post(f"/hits/{hit}/judge", data=form).status_code == 400
    for where in ("?state=x", "?portfolio=9", f"?portfolio={9**30}", "?list=none", "/0", f"/{9**30}", f"/{hit}/rows/x", f"/{hit}/up"):
        assert client.get(f"/hits{where}").status_code == 404, where
    assert client.get("/hits?after=9-9-9&done=99999999999999999999&many=x").status_code == 200
