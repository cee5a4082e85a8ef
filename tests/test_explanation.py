import pytest

from sources.names.codes import check_character
from watcher.screening.grading import Verdict, grade
from watcher.screening.layers import read_asking
from watcher.screening.listed import Counterparty
from watcher.screening.profiles import profile

_BODY = "91210200MA0XK7J31"
CODE = _BODY + check_character(_BODY)
LISTED = "大连金鑫商业保理有限公司"


def _verdict(name: str, code: str | None = None, *, listed: str = LISTED, listed_code: str | None = None) -> Verdict:
    return grade(profile(listed, listed_code), profile(name, code))


def _line(verdict: Verdict) -> str:
    return " · ".join(str(field) for field in verdict.fields)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (LISTED, "字号 相同 · 地区 相同 · 行业 相同 · 组织形式 相同"),
        ("金鑫商业保理（大连）有限公司", "字号 相同 · 地区 相同（位置不同） · 行业 相同 · 组织形式 相同"),
        ("大连市金鑫商业保理有限公司", "字号 相同 · 地区 相同（写法不同） · 行业 相同 · 组织形式 相同"),
        ("金鑫商业保理股份有限公司", "字号 相同 · 地区 交易对手少写 · 行业 相同 · 组织形式 不同"),
        ("大连金鑫集团商业保理有限公司", "字号 相同 · 地区 相同 · 行业 相同 · 组织形式 相同 · 集团 交易对手多写"),
        ("大连金鑫保理", "字号 相同 · 地区 相同 · 行业 相同（写法不同） · 组织形式 交易对手少写"),
        ("大连今鑫商业保理有限公司", "字号 一字同音 · 地区 相同 · 行业 相同 · 组织形式 相同"),
        ("大连全鑫商业保理有限公司", "字号 一字形近 · 地区 相同 · 行业 相同 · 组织形式 相同"),
        ("大连金商业保理有限公司", "字号 缺一字 · 地区 相同 · 行业 相同 · 组织形式 相同"),
        ("大金连鑫商业保理有限公司", "字号 边缘两字颠倒 · 地区 边缘两字颠倒 · 行业 相同 · 组织形式 相同"),
        ("大连金鑫商业宝理有限公司", "字号 相同 · 地区 相同 · 行业 一字之差 · 组织形式 相同"),
        ("天津金鑫商业保理有限公司", "字号 相同 · 地区 不同 · 行业 相同 · 组织形式 相同"),
    ],
)
def test_every_part_of_the_names_has_its_words(name: str, line: str) -> None:
    assert _line(_verdict(name)) == line


@pytest.mark.parametrize(
    ("name", "field", "listed", "theirs"),
    [
        ("大连今鑫商业保理有限公司", "字号", "【金】鑫", "【今】鑫"),
        ("大连金商业保理有限公司", "字号", "金【鑫】", "金"),
        ("大连金金鑫商业保理有限公司", "字号", "金鑫", "金【金】鑫"),
        ("大连金鑫商业宝理有限公司", "行业", "商业【保】理", "商业【宝】理"),
        ("大连市金鑫商业保理有限公司", "地区", "大连", "大连【市】"),
        ("大连金鑫商业保理股份有限公司", "组织形式", "有限公司", "【股份】有限公司"),
        ("金鑫商业保理有限公司", "地区", "【大连】", ""),
        ("大连金鑫商业保理商行", "组织形式", "【有限公司】", "【商行】"),
    ],
)
def test_the_characters_that_differ_are_marked(name: str, field: str, listed: str, theirs: str) -> None:
    (found,) = [one for one in _verdict(name).fields if one.field == field]
    assert (found.listed, found.counterparty) == (listed, theirs)


@pytest.mark.parametrize(
    ("name", "code", "listed_code", "words"),
    [
        ("金鑫商业保理有限公司", None, CODE, "取得交易对手的统一社会信用代码即可确认"),
        ("金鑫商业保理有限公司", CODE, None, "取得名单企业的统一社会信用代码即可确认"),
        ("金鑫商业保理有限公司", None, None, "取得名单企业和交易对手的统一社会信用代码即可确认"),
        (LISTED, None, None, "取得名单企业和交易对手的统一社会信用代码即可确认"),
        (LISTED, CODE, CODE, ""),
        ("大连鑫金商业保理有限公司", None, None, ""),
    ],
)
def test_what_would_settle_the_doubt_is_said(name: str, code: str | None, listed_code: str | None, words: str) -> None:
    assert _verdict(name, code, listed_code=listed_code).decides == words


def test_codes_that_spoke_come_first_and_former_names_stand_for_the_parts() -> None:
    same = _verdict("沈阳鑫源贸易有限公司", CODE, listed_code=CODE)
    assert _line(same).startswith("信用代码 相同 · 字号 不同 · 地区 不同")
    former = _verdict("大连鑫源商业保理有限公司（曾用名：大连金鑫商业保理有限公司）")
    assert _line(former) == "曾用名 相同"
    assert former.fields[0].listed == LISTED


@pytest.mark.parametrize("name", ["", "——", "甲" * 201])
def test_a_code_that_confirms_a_record_without_a_usable_name_compares_no_names(name: str) -> None:
    found = grade(profile(LISTED, CODE), read_asking(Counterparty(1, name, CODE)))
    assert found.reason == "信用代码一致；交易对手没有可比对的名称"
    assert _line(found) == "信用代码 相同"


@pytest.mark.parametrize(
    ("listed", "name", "theirs"),
    [
        ("大连新电子商务有限公司", "大连电子商务有限公司", ""),
        ("大连金森租赁鼓楼区事务所", "大连金森租赁鼓楼事务所", "金森租赁鼓楼"),
    ],
)
def test_a_name_that_a_slip_makes_be_cut_elsewhere_is_shown_as_the_listed_one_is_cut(
    listed: str, name: str, theirs: str
) -> None:
    found = {one.field: one for one in _verdict(name, listed=listed).fields}
    assert (found["字号"].words, found["字号"].counterparty) == ("缺一字", theirs)
    assert all(one.listed == one.counterparty for one in found.values() if one.words == "相同")
