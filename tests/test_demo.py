"""`watcher demo --json`: the whole flow over real sockets, number by number."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("demo")
    command = [str(Path(sys.executable).parent / "watcher"), "demo", "--json"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    assert list(folder.iterdir()) == []
    told: list[dict[str, Any]] = json.loads(done.stdout)["days"]
    return told


def states(day: dict[str, Any]) -> dict[str, str]:
    return {look["source"]: look["state"] for look in day["looks"]}


def lists(day: dict[str, Any]) -> dict[str, tuple[int, str]]:
    return {one["series"]: (one["listed"], one["edition"]) for one in day["lists"]}


def counted(day: dict[str, Any]) -> Counter[tuple[str, str]]:
    return Counter((event["type"], event["series"] or event["source"]) for event in day["events"])


def hits(day: dict[str, Any]) -> list[tuple[int, str, int, str]]:
    return [(hit["row"], hit["grade"], hit["score"], hit["facts"]["list"]) for hit in day["hits"]]


ABNORMAL = "大连商业保理“非正常经营类”企业名单"
SUSPECTED = "厦门融资租赁疑似“失联”“空壳”企业名单"
ESCALATED = "厦门融资租赁“非正常经营类”企业名单"


def test_the_first_day_is_a_baseline_with_one_held_attachment(days: list[dict[str, Any]]) -> None:
    day = days[0]
    assert day["at"] == "2023-07-20T09:00:00+08:00"
    assert states(day) == {
        "dalian_factoring": "quarantined",
        "xiamen_notices": "ok",
        "anhui_public": "ok",
        "tianjin_notices": "ok",
    }
    assert day["notices"] == 6
    assert lists(day) == {
        "dalian/商业保理/非正常经营": (16, "2023-01-12"),
        "tianjin/商业保理/典型案例": (21, "2023-07-13"),
        "xiamen/融资租赁/疑似失联空壳": (21, "2023-06-29"),
    }
    assert [(gap["declared"], gap["missing"], gap["state"]) for gap in day["gaps"]] == [(18, 18, "held")]
    assert counted(day) == {
        ("baseline", "dalian/商业保理/非正常经营"): 1,
        ("baseline", "xiamen/融资租赁/疑似失联空壳"): 1,
        ("baseline", "tianjin/商业保理/典型案例"): 1,
        ("source_degraded", "dalian_factoring"): 1,
        ("deadline_passed", "xiamen/融资租赁/疑似失联空壳"): 9,
    }


def test_counterparties_on_the_baseline_are_hits_and_their_owner_hears(days: list[dict[str, Any]]) -> None:
    day = days[0]
    assert hits(day) == [(1, "match", 100, ABNORMAL), (3, "match", 100, SUSPECTED), (5, "match", 100, ABNORMAL)]
    assert [problem["row"] for problem in day["problems"]] == [10, 11, 12, 13]
    assert [mail["subject"] for mail in day["mails"]] == [
        "【名单命中】2家交易对手·大连市金融发展局",
        "【名单命中】1家交易对手·厦门市地方金融监督管理局",
        "【来源异常】大连市金融发展局·通知公告（商业保理等名录）：内容存疑，已隔离待裁决",
    ]


def test_the_second_day_brings_an_edition_a_batch_an_escalation_and_a_blocked_site(days: list[dict[str, Any]]) -> None:
    day = days[1]
    assert day["at"] == "2023-10-16T09:00:00+08:00"
    assert states(day) == {
        "dalian_factoring": "ok",
        "xiamen_notices": "ok",
        "anhui_public": "blocked_script",
        "tianjin_notices": "not_modified",
    }
    assert day["notices"] == 8
    assert lists(day) == {
        "dalian/商业保理/非正常经营": (15, "2023-10-12"),
        "tianjin/商业保理/典型案例": (21, "2023-07-13"),
        "xiamen/融资租赁/疑似失联空壳": (28, "2023-09-28"),
        "xiamen/融资租赁/非正常经营": (5, "2023-10-09"),
    }
    assert day["gaps"] == []
    assert counted(day) == {
        ("listed", "dalian/商业保理/非正常经营"): 2,
        ("left", "dalian/商业保理/非正常经营"): 3,
        ("source_recovered", "dalian_factoring"): 1,
        ("listed", "xiamen/融资租赁/疑似失联空壳"): 7,
        ("baseline", "xiamen/融资租赁/非正常经营"): 1,
        ("escalated", "xiamen/融资租赁/非正常经营"): 1,
        ("source_degraded", "anhui_public"): 1,
        ("deadline_passed", "xiamen/融资租赁/疑似失联空壳"): 11,
    }


def test_new_listings_escalation_and_departure_are_hits_with_their_reasons(days: list[dict[str, Any]]) -> None:
    day = days[1]
    assert hits(day) == [
        (1, "match", 100, ABNORMAL),
        (2, "match", 100, ABNORMAL),
        (3, "match", 100, ESCALATED),
        (3, "match", 100, SUSPECTED),
        (4, "review", 96, SUSPECTED),
        (5, "match", 100, ABNORMAL),
    ]
    by_row = {hit["row"]: hit for hit in day["hits"]}
    assert "信用代码一致；名称不同" in by_row[2]["reason"]
    assert "地区写法不同" in by_row[4]["reason"]
    assert by_row[5]["facts"]["status"] == "新一期名单中不再出现（2023-10-12）"
    assert [mail["subject"] for mail in day["mails"]] == [
        "【新增命中】1家交易对手·大连市金融发展局",
        "【新增命中】1家交易对手·厦门市地方金融监督管理局",
        "【来源异常】安徽省地方金融监督管理局·信息公开：被脚本验证拦截",
    ]
    assert "异常：安徽省地方金融监督管理局" in day["mails"][-1]["text"]
    assert "已恢复：大连市金融发展局 · 通知公告（商业保理等名录）" in day["mails"][-1]["text"]


def test_no_good_example_is_ever_a_hit_and_every_mail_is_its_own(days: list[dict[str, Any]]) -> None:
    assert {hit["facts"]["list"] for day in days for hit in day["hits"]} == {ABNORMAL, SUSPECTED, ESCALATED}
    ids = [mail["message_id"] for day in days for mail in day["mails"]]
    assert len(set(ids)) == len(ids) == 6
    assert {mail["to"] for day in days for mail in day["mails"]} == {"compliance@example.com"}


def test_the_text_tells_the_same_story(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).parent / "watcher"), "demo"]
    text = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    order = ["【上传】", "【巡查】", "【名单库】", "【变更事件】", "【命中】", "【邮件】"]
    places = [text.index(head) for head in order]
    assert places == sorted(places)
    assert "公告称 18 家，缺 18 家" in text
    assert "由疑似转为非正常经营" in text
