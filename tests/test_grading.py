import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.names.codes import check_character
from watcher.screening.index import Index, screen
from watcher.screening.listed import Candidate, Counterparty, Grade, ListedCompany

_BODY = "91210200MA0XK7J31"
CODE = _BODY + check_character(_BODY)
OTHER_CODE = "91210200MA0XK7J32" + check_character("91210200MA0XK7J32")
LISTED = "大连金鑫商业保理有限公司"
# The good examples of 天津 (2023-07): real companies, none of them on any list.
GOOD_EXAMPLES = (
    "中合商业保理（天津）有限公司",
    "龙信国际商业保理（天津）有限公司",
    "天津满融商业保理有限公司",
    "中粮资本（天津）商业保理有限公司",
    "士联商业保理（天津）有限公司",
    "中车商业保理有限公司",
    "中电建商业保理有限公司",
    "和信（天津）国际商业保理有限公司",
    "小米商业保理（天津）有限责任公司",
    "中船商业保理有限公司",
    "华能云成商业保理（天津）有限公司",
    "易派客商业保理有限公司",
    "长城商业保理（天津）有限公司",
    "汇鑫商业保理（天津）有限公司",
    "物产中大商业保理（天津）有限公司",
    "咸金（天津）商业保理有限公司",
    "远宏商业保理（天津）有限公司",
    "国运共赢（天津）商业保理有限公司",
    "中合明智商业保理（天津）有限公司",
    "中化商业保理有限公司",
    "信达一汽商业保理有限公司",
)


def _screened(listed: ListedCompany, counterparty: Counterparty) -> Candidate | None:
    """The verdict as a user gets it, through the index; None when nothing was found."""
    found = screen(Index([listed]), counterparty)
    return found[0] if found else None


def _grade(listed: str, name: str) -> Grade:
    found = _screened(ListedCompany("1", listed), Counterparty(1, name))
    return found.grade if found else Grade.CLEAR


@pytest.mark.parametrize(
    "name",
    [
        LISTED,
        "大连金鑫商业保理有限责任公司",
        "大連金鑫商業保理有限公司",
        "大连金鑫商业保理有限公司（已注销）",
        " 大连金鑫 商业保理有限公司\u200b",
        "1、大连金鑫商业保理有限公司",
        "大连鑫源商业保理有限公司（曾用名：大连金鑫商业保理有限公司）",
    ],
)
def test_an_equal_match_key_confirms_with_the_full_score(name: str) -> None:
    found = _screened(ListedCompany("1", LISTED), Counterparty(1, name))
    assert found is not None
    assert (found.grade, found.score) == (Grade.MATCH, 100)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("金鑫商业保理（大连）有限公司", "大连在名称前／大连在名称后的括号内"),
        ("金鑫（大连）商业保理有限公司", "大连在名称前／大连在行业前的括号内"),
        ("大连市金鑫商业保理有限公司", "地区写法不同：大连／大连市"),
        ("辽宁省大连市金鑫商业保理有限公司", "地区写法不同：大连／辽宁省大连市"),
        ("金鑫商业保理有限公司", "未写地区"),
        ("大连市金州区金鑫商业保理有限公司", "地区一大一小"),
        ("大连金鑫商业保理股份有限公司", "组织形式不同：有限公司／股份有限公司"),
        ("大连金鑫集团商业保理有限公司", "交易对手带“集团”"),
        ("大连金鑫（集团）商业保理有限公司", "交易对手带“集团”"),
        ("大连金鑫商业保理有限公司沈阳分公司", "分支机构“沈阳分公司”"),
        ("大连金鑫保理", "行业写法不同：商业保理／保理"),
        ("金鑫商业保理", "字号“金鑫”"),
        ("大连金鑫", "行业未写"),
        ("大连金鑫国际商业保理有限公司", "修饰语不同：无／国际"),
        ("大连金商业保理有限公司", "字号缺一字：金鑫／金"),
        ("大连金金鑫商业保理有限公司", "字号中一字重复：金鑫／金金鑫"),
        ("大连今鑫商业保理有限公司", "字号一字同音：金鑫／今鑫"),
        ("大连全鑫商业保理有限公司", "字号一字形近：金鑫／全鑫"),
        ("今鑫商业保理（大连）有限公司", "字号一字同音：金鑫／今鑫"),
        ("今鑫商业保理有限公司", "未写地区"),
        ("大连今鑫商业保理股份有限公司", "组织形式不同"),
        ("大连今鑫集团商业保理有限公司", "交易对手带“集团”"),
        ("大连市全鑫商业保理有限公司", "字号一字形近"),
        ("大连市金金鑫商业保理有限公司", "字号中一字重复"),
        ("金商业保理（大连）有限公司", "字号缺一字"),
        ("大连金鑫鑫商业保理有限公司", "字号中一字重复"),
        ("大连金鑫商务保理有限公司", "字号以外有一字之差"),
        ("大金连鑫商业保理有限公司", "字号边缘两字颠倒"),
        ("大连金商鑫业保理有限公司", "字号边缘两字颠倒"),
        ("大连区金鑫商业保理有限公司", "字号以外有一字之差"),
        ("大莲金鑫商业保理有限公司", "字号以外有一字之差"),
        ("大连金鑫商保业理有限公司", "字号以外两字颠倒"),
        ("（大连）金鑫商业保理有限公司", "名称仅括号或标点不同"),
        ("大连（金鑫）商业保理有限公司", "名称仅括号或标点不同"),
        ("大连金鑫商业宝理有限公司", "字号以外有一字之差"),
        ("大连金鑫商业保理有限公可", "字号以外有一字之差"),
        ("大连金鑫商业保有限公司", "字号以外有一字之差"),
        ("大连金鑫商业保保理有限公司", "字号以外有一字之差"),
    ],
)
def test_what_is_alike_goes_to_a_person_with_its_reason(name: str, words: str) -> None:
    found = _screened(ListedCompany("1", LISTED), Counterparty(1, name))
    assert found is not None
    assert found.grade is Grade.REVIEW
    assert 40 <= found.score < 100
    assert words in found.reason


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        (LISTED, "大连鑫金商业保理有限公司"),
        (LISTED, "大连金盛商业保理有限公司"),
        (LISTED, "大连新金鑫商业保理有限公司"),
        (LISTED, "大连金鑫源商业保理有限公司"),
        (LISTED, "天津今鑫商业保理有限公司"),
        (LISTED, "大连今鑫融资租赁有限公司"),
        (LISTED, "大连今全商业保理有限公司"),
        (LISTED, "今鑫国际商业保理（大连）有限公司"),
        (LISTED, "今鑫商业保理（大连）股份有限公司"),
        (LISTED, "大连市鑫金商业保理有限公司"),
        (LISTED, "天津金鑫商业保理有限公司"),
        (LISTED, "大连金鑫融资租赁有限公司"),
        (LISTED, "大连金鑫商业代理有限公司"),
        (LISTED, "大丰金鑫商业保理有限公司"),
        (LISTED, "商业保理有限公司"),
        (LISTED, "大连"),
        ("河南金鑫商业保理有限公司", "湖南金鑫商业保理有限公司"),
        ("大连金鑫商业保理有限公司沈阳分公司", "大连金鑫商业保理有限公司丹东分公司"),
        ("大连金鑫商业保理有限公司第一分公司", "大连金鑫商业保理有限公司第二分公司"),
        ("大连金鑫商业保理有限公司第一分公司", "大连金鑫商业保理有限公司第十一分公司"),
        ("大连金鑫商业保理有限公司第十一分公司", "大连金鑫商业保理有限公司第一分公司"),
        ("大连金鑫商业保理有限公司第十分公司", "大连金鑫商业保理有限公司第十十分公司"),
        ("大连第三商业保理有限公司", "大连第五商业保理有限公司"),
        ("中合商业保理（天津）有限公司", "中合明智商业保理（天津）有限公司"),
        ("中合明智商业保理（天津）有限公司", "中合商业保理（天津）有限公司"),
        ("中车商业保理有限公司", "中船商业保理有限公司"),
        ("中车商业保理有限公司", "中化商业保理有限公司"),
        ("中船商业保理有限公司", "中化商业保理有限公司"),
    ],
)
def test_another_trade_name_place_or_industry_is_another_company(listed: str, name: str) -> None:
    assert _grade(listed, name) is Grade.CLEAR


def test_the_positive_examples_of_tianjin_are_all_different_companies() -> None:
    close = [pair for pair in itertools.permutations(GOOD_EXAMPLES, 2) if _grade(*pair) is not Grade.CLEAR]
    assert close == []


def test_moving_the_place_of_xiaomi_goes_to_review_and_its_two_legal_forms_are_one() -> None:
    listed = "小米商业保理(天津)有限责任公司"
    assert _grade(listed, "天津小米商业保理有限责任公司") is Grade.REVIEW
    assert _grade(listed, "小米商业保理（天津）有限公司") is Grade.MATCH


def test_an_equal_code_confirms_whatever_the_names_and_says_so() -> None:
    found = _screened(ListedCompany("1", LISTED, CODE), Counterparty(1, "沈阳鑫源贸易有限公司", CODE.lower()))
    assert found is not None
    assert (found.grade, found.score) == (Grade.MATCH, 100)
    assert "名称不同" in found.reason


def test_two_valid_different_codes_contradict_whatever_the_names() -> None:
    index = Index([ListedCompany("1", LISTED, CODE)])
    counterparty = Counterparty(1, LISTED, OTHER_CODE)
    assert screen(index, counterparty) == ()
    (found,) = screen(index, counterparty, include_clear=True)
    assert (found.grade, found.score) == (Grade.CLEAR, 0)
    assert "信用代码不同，不是同一企业" in found.reason


@pytest.mark.parametrize("code", ["9.12102E+17", CODE[:17], "912102001234567000", "210200000012345"])
def test_a_broken_code_neither_confirms_nor_contradicts_and_is_named(code: str) -> None:
    found = _screened(ListedCompany("1", LISTED, CODE), Counterparty(1, LISTED, code))
    assert found is not None
    assert found.grade is Grade.MATCH
    assert "交易对手" in found.reason
    assert _screened(ListedCompany("1", LISTED, code), Counterparty(1, "沈阳鑫源贸易有限公司", code)) is None


@pytest.mark.parametrize(
    ("listed", "theirs", "words"),
    [
        (None, CODE, "名称一致；名单未载有效信用代码"),  # none that holds: a broken one may have been printed
        (CODE, None, "名称一致；交易对手未填信用代码"),
        (CODE, "912102001234567", "名称一致；交易对手所填是 15 位工商注册号，不是统一社会信用代码"),
        ("9.12102E+17", CODE, "名称一致；名单所载信用代码被电子表格改成了科学计数或小数，末几位已丢失"),
        (None, None, "名称一致"),
    ],
)
def test_the_reason_says_no_more_of_the_codes_than_is_known(listed: str | None, theirs: str | None, words: str) -> None:
    found = _screened(ListedCompany("1", LISTED, listed), Counterparty(1, LISTED, theirs))
    assert found is not None
    assert found.reason == words


def test_a_code_with_a_look_alike_letter_is_shown_and_not_assumed() -> None:
    found = _screened(
        ListedCompany("1", LISTED, CODE), Counterparty(1, "沈阳鑫源贸易有限公司", CODE.replace("0", "O", 1))
    )
    assert found is not None
    assert found.grade is Grade.REVIEW
    assert CODE in found.reason


def test_a_former_name_of_the_listed_company_goes_to_review() -> None:
    listed = ListedCompany("1", LISTED, former_names=("大连鑫源商业保理有限公司",))
    found = _screened(listed, Counterparty(1, "大连鑫源商业保理有限公司"))
    assert found is not None
    assert found.grade is Grade.REVIEW
    assert "曾用名" in found.reason


def test_candidates_come_best_first_and_clear_ones_only_when_asked_for() -> None:
    names = ["大连鑫金商业保理有限公司", "金鑫商业保理（大连）有限公司", LISTED, "沈阳金鑫商业保理有限公司"]
    index = Index([ListedCompany(str(number), name) for number, name in enumerate(names)])
    found = screen(index, Counterparty(1, LISTED))
    assert [candidate.listed.name for candidate in found] == [LISTED, "金鑫商业保理（大连）有限公司"]
    everything = screen(index, Counterparty(1, LISTED), include_clear=True)
    assert [candidate.grade for candidate in everything] == [Grade.MATCH, Grade.REVIEW, Grade.CLEAR, Grade.CLEAR]


def test_a_name_of_nothing_finds_nothing() -> None:
    index = Index([ListedCompany("1", "天津商业保理有限公司"), ListedCompany("2", "")])
    assert screen(index, Counterparty(1, "")) == ()
    assert screen(index, Counterparty(1, " * ")) == ()


_NAMES = st.lists(
    st.sampled_from(
        [
            "大连",
            "市",
            "（大连）",
            "天津",
            "金",
            "鑫",
            "商业",
            "保理",
            "融资租赁",
            "集团",
            "有限",
            "公司",
            "责任",
            "分公司",
        ]
    ),
    max_size=8,
).map("".join)


@given(_NAMES, _NAMES)
def test_only_an_equal_key_gets_the_full_score_and_every_candidate_has_a_reason(listed: str, name: str) -> None:
    for found in screen(Index([ListedCompany("1", listed)]), Counterparty(1, name), include_clear=True):
        assert found.reason
        assert (found.score == 100) == (found.grade is Grade.MATCH)
        assert 0 <= found.score <= 100


@given(_NAMES.filter(bool))
def test_a_company_always_matches_itself(name: str) -> None:
    found = _screened(ListedCompany("1", name), Counterparty(1, name))
    assert found is not None
    assert found.score == 100
