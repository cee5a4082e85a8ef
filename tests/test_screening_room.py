"""The room of screening over real sockets: preview and correction, progress, one company asked for, files, what is refused."""

import csv
import io
import re
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import select

from dalian_lists import ABNORMAL, CODE, POSITIVE, QINGYU, SONGYAN, SUSPECTED, YUNLING, FileNotices, notice
from pages import Pages, pages
from store.database import reading, writing
from store.members import remove_member
from store.tables.uploads import UploadRow
from test_result_page import Now, words
from watcher.accounts.visitors import Role
from watcher.desk import Desk
from watcher.intake.work import work_once
from watcher.portfolios import MOST_PROBLEMS

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
FILE = f"客户,代码,公司\n1,{CODE},{YUNLING}\n2,,{QINGYU}\n".encode("gb18030")


@pytest.fixture
def site(desk: Desk, clock: Now, put: FileNotices) -> Iterator[Pages]:
    put(notice(ABNORMAL, "2023-07-18", (YUNLING, CODE), QINGYU), notice(POSITIVE, "2023-07-17", QINGYU, SONGYAN))
    with pages(desk, clock) as site:
        yield site


def sent(client: httpx.Client, content: bytes, file_name: str = "客户 甲.csv") -> str:
    answer = client.post("/screening", files={"file": (file_name, content)})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_a_file_is_looked_at_corrected_and_followed_to_its_result(site: Pages) -> None:
    with site.client() as client, site.client(Role.REVIEWER, "乙") as other:
        address = sent(client, FILE)
        html = client.get(address).text
        assert "没有企业名称列" in html and "请在下面指明" in html
        assert '<option value="公司">' in html and '<option value="第3列">' in html
        assert client.post(address, data={"name": "客户"}).status_code == 400
        chosen = {"name_column": "公司", "code_column": "代码"}
        html = client.get(address, params=chosen).text
        assert "编码GB18030（含 GBK、GB2312）表头第 1 行 名称列公司 信用代码列代码 原样带入结果的列客户" in words(html)
        assert other.get(address).status_code == other.post(f"{address}/discard").status_code == 404
        answer = client.post(address, data={"name": "客户", **chosen})
        assert (answer.status_code, answer.headers["location"]) == (303, "/portfolios/1")
        assert client.post(address, data={"name": "又一次", **chosen}).headers["location"] == "/portfolios/1"
        running = client.get("/portfolios/1?tab=clear").text
        assert "等待筛查" in running and "筛查完成后才能列出无命中的记录" in running and "○ 无命中 × 数据问题" in words(running)
        for path in ("/portfolios", "/screening"):
            assert "尚未筛查完" in client.get(path).text and "无命中 2" not in words(client.get(path).text)
        assert 'hx-get="/screening/1/progress"' in client.get("/screening/1/progress").text
        assert other.get("/screening/1/progress").status_code == other.get("/portfolios/1").status_code == 404
        assert client.get("/portfolios/1/result.csv").status_code == 409
        assert client.post("/portfolios/1/watch").status_code == 409
        assert work_once(site.desk, clock=site.clock, owner="test")
        assert client.get("/screening/1/progress").headers["hx-refresh"] == "true"
        assert "▲ 需复核 0 ● 匹配 2 ✓ 已研判 0 ○ 无命中 0" in words(client.get("/portfolios/1").text)
        book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/portfolios/1/result.xlsx").content))
        assert book.sheet_names == ["结果", "覆盖范围", "命中详情"]
        heads, *lines = book.get_sheet_by_name("结果").to_python()
        assert [heads[0], heads[3]] == ["序号", "结论"] and {line[3] for line in lines} == {"匹配"}
        good = words(client.get("/portfolios/1/positive").text)
        assert "这里不是命中，也不是安全的证明" in good and f"2 {QINGYU}" in good and YUNLING not in good
        wrong = client.post("/portfolios/1/watch", data={"address": "无"})
        assert (wrong.status_code, 'value="无"' in wrong.text) == (409, True)
        assert client.post("/portfolios/1/watch", data={"address": "a@example.com"}).status_code == 303
        assert "通知 1 项订阅" in words(client.get("/portfolios/1").text)
        assert "已在关注" in client.post("/portfolios/1/watch").text


def test_a_viewer_is_offered_nothing_that_would_be_refused(site: Pages, put: FileNotices) -> None:
    with site.client() as client, site.client(Role.VIEWER, "丙") as viewer:
        site.screen(client, f"企业名称\n{SONGYAN}\n".encode())
        site.show(1, Role.VIEWER, "丙")
        put(notice(SUSPECTED, "2023-07-19", SONGYAN))
        for path in ("/screening", "/portfolios/1"):
            assert 'method="post"' in client.get(path).text.partition("<main")[2]
            html = viewer.get(path).text.partition("<main")[2]
            assert ('method="post"' in html, "您的角色只能查看" in html) == (False, True), path


def test_a_result_says_when_the_register_is_newer_and_is_screened_again(site: Pages, put: FileNotices) -> None:
    with site.client() as client:
        site.screen(client, f"企业名称\n{SONGYAN}\n".encode())
        put(notice(SUSPECTED, "2023-07-19", SONGYAN))
        html = client.get("/portfolios/1").text
        assert "名单库在这次筛查之后有更新" in html and "○ 无命中 1" in words(html)
        assert client.post("/portfolios/1/again").status_code == 303
        assert "曾经中断" not in client.get("/portfolios/1").text
        assert client.post("/portfolios/1/again").status_code == 409
        assert 'href="/screening/1"' in client.get("/screening").text and client.get("/screening/1/progress").text
        with writing(site.desk.engine) as session:
            remove_member(session, 1, 1)
        assert 'href="/screening/1"' not in client.get("/screening").text, "not even whoever uploaded it follows it then"
        assert client.get("/screening/1/progress").status_code == 404
        site.show(1)
        assert work_once(site.desk, clock=site.clock, owner="test")
        assert "● 匹配 1" in words(client.get("/portfolios/1").text)


def test_a_file_that_fails_later_one_without_heads_and_nonsense_are_answered_in_words(site: Pages) -> None:
    with site.client() as client:
        answer = site.screen(client, "企业名称\n云岭\n".encode() * 20_000 + b"\xff\xff\n", name="坏的")
        assert answer.status_code == 303
        assert "编码" in client.get("/screening/1").text and "重新上传" in client.get("/screening/1").text
        assert client.get("/screening/1/progress").headers["hx-redirect"] == "/screening/1"
        assert "未能筛查" in client.get("/screening").text
        address = sent(client, f"{QINGYU},x\n{SONGYAN},y\n".encode())
        client.post(address, data={"name": "没有表头", "name_column": "第1列"})
        work_once(site.desk, clock=site.clock, owner="test")
        assert "● 匹配 1" in words(client.get(client.get(address).headers["location"]).text)
        for junk in ({"name": "\x00" * 9}, {"name": "长" * 100_000}, {"name_column": "甲" * 100_000, "codec": "rot13"}):
            assert client.post(sent(client, FILE), data=junk).status_code == 400
        assert client.post(f"{sent(client, FILE)}/discard").status_code == 303
    with reading(site.desk.engine) as session:
        assert [one.content is None for one in session.exec(select(UploadRow))] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (QINGYU, "● 匹配"),
        (CODE, YUNLING),
        (f"别的名称 {CODE}", YUNLING),
        (CODE[:17] + "A", "无法查询"),
        (f"名称：{YUNLING}，统一社会信用代码：{CODE}", "信用代码与名称均一致"),
        (f"{YUNLING}{CODE.lower()}", "信用代码与名称均一致"),
        (f"{YUNLING}（{CODE}）", "信用代码与名称均一致"),
        (f"统一社会信用代码：{CODE}", "没有可比对的名称"),
        (f"企业名称：{QINGYU}", "● 匹配"),
        ("INTERNATIONALTRADING", "○ 无命中"),
        (SONGYAN, "○ 无命中"),
        ("（）", "名称为空"),
        ("", "企业名称或统一社会信用代码"),
        ("长" * 5_000, "名称有 400 个字符"),
        ("<b>\x00云岭</b>", "&lt;b&gt; 云岭&lt;/b&gt;"),
    ],
)
def test_one_name_or_code_is_answered_at_once(site: Pages, asked: str, told: str) -> None:
    with site.client(Role.VIEWER) as client:
        answer = client.get("/search", params={"q": asked})
        assert answer.status_code == 200
        assert told in (answer.text if told.startswith("&") else words(answer.text))
        if "无命中" in told:
            assert "尚缺名称的名单和看不到的来源不在其内" in answer.text


def test_the_template_to_fill_in_is_read_by_the_heads_that_it_has(site: Pages) -> None:
    with site.client() as client:
        template = client.get("/screening/template.csv").content
        address = sent(client, template + f"{YUNLING},{CODE}\r\n".encode(), "模板.csv")
        assert "名称列企业名称 信用代码列统一社会信用代码" in words(client.get(address).text)


def test_the_files_hold_what_the_page_shows_with_what_people_decided(site: Pages) -> None:
    with site.client() as client:
        alike = "松烟保理有限公司"
        site.screen(client, "企业名称,备注\n".encode() + f"{SONGYAN},=1\n{YUNLING},甲\n{QINGYU},乙\n".encode() * 2)
        [first, *_] = re.findall(r'data-hit="(\d+)"', client.get("/hits").text)
        decided = {"verdict": "different", "reason": "other", "note": "=住所不同", "seen": "0"}
        assert client.post(f"/hits/{first}/judge", data=decided).status_code == 303

        def rows(query: str) -> list[dict[str, str]]:
            answer = client.get(f"/portfolios/1/result.csv{query}")
            assert answer.status_code == 200
            return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

        assert [(one["row"], one["grade"], one["备注"]) for one in rows("")][:2] == [("1", "clear", "'=1"), ("2", "match", "甲")]
        assert len(rows("")) == 6
        judged = rows("?tab=judged")
        assert [one["judgement"] for one in judged] == ["不同企业（其他）：=住所不同"]
        assert judged[0]["judged_by"] == "管理员甲"
        assert [one["name"] for one in rows(f"?tab=match&text={QINGYU}")] == [QINGYU] * 2
        assert [one["row"] for one in rows("?tab=clear")] == ["1", "4"]
        assert rows(f"?tab=clear&text={alike}") == rows("?tab=problems") == []
        assert client.get("/portfolios/1/result.csv?tab=all").status_code == 404
        assert f"result.csv?tab=match&amp;text={quote(QINGYU)}" in client.get(f"/portfolios/1?tab=match&text={QINGYU}").text
        book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/portfolios/1/result.xlsx?tab=judged").content))
        assert len(book.get_sheet_by_name("结果").to_python()) == 2


def test_what_is_asked_of_half_a_file_is_not_kept_for_the_whole(site: Pages, put: FileNotices) -> None:
    with site.client() as client:
        client.post(sent(client, f"企业名称\n{YUNLING}\n{QINGYU}\n{SONGYAN}\n".encode()), data={"name": "客户"})
        halt = iter([False, True])
        work_once(site.desk, clock=site.clock, owner="other:1", stopping=lambda: next(halt), at_once=1)
        assert client.get("/portfolios/1/positive").headers["location"] == "/portfolios/1"
        assert work_once(site.desk, clock=site.clock, owner="test")
        assert client.post("/portfolios/1/watch").status_code == 303
        assert "没有收件人：有变化时不会通知任何人" in words(client.get("/portfolios/1").text)
        put(notice(SUSPECTED, "2023-07-19", SONGYAN))
        assert "● 匹配 3" in words(client.get("/portfolios/1").text)


def test_what_is_odd_is_counted_to_the_last(site: Pages) -> None:
    with site.client() as client:
        site.screen(client, b"name\n" + f"{SONGYAN}\n".encode() * (MOST_PROBLEMS + 301))
        html = client.get("/portfolios/1?tab=problems").text
        assert f"× 数据问题 {MOST_PROBLEMS + 300}" in words(html)
        assert f"另有 {MOST_PROBLEMS + 100} 处，见问题清单（清单也只逐条列出前 {MOST_PROBLEMS} 处）" in words(html)
        assert client.get("/portfolios/1/problems.csv").text.endswith('"",,,另有 300 处未逐条列出\r\n'.replace('""', ""))
