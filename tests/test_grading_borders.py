import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.screening.grading import Verdict, grade
from watcher.screening.listed import Grade
from watcher.screening.profiles import profile
from watcher.screening.weights import TABLE

LISTED = "大连金鑫商业保理有限公司"


def _verdict(listed: str, name: str) -> Verdict:
    return grade(profile(listed), profile(name))


ODD = (
    *("", " ", "*", "金", "大连", "有限公司", "公司", "集团", "商业保理", "（）", "①", "\ud83d"),
    *("张三", "欧阳小明", "Golden Xin Factoring Co., Ltd.", "大连Golden商业保理有限公司", "１２３"),
    *("甲" * 3_000, "(" * 3_000, "（金" * 1_500, "\u202e"),
)


def test_odd_names_are_graded_like_any_other() -> None:
    for listed, name in itertools.product((*ODD, LISTED), repeat=2):
        found = _verdict(listed, name)
        keys = profile(listed).key, profile(name).key
        assert (found.grade is Grade.MATCH) == (keys[0] == keys[1] != "")
        assert (found.score == 100) == (found.grade is Grade.MATCH)
        assert 0 <= found.score <= 100


def test_a_name_that_says_nothing_is_not_confused_with_a_company() -> None:
    found = [name for name in ODD if _verdict(LISTED, name).grade is not Grade.CLEAR]
    assert found == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("大连金鑫\x00商业保理\x07有限公司", Grade.MATCH),
        ("大连\u200d金鑫\u200b商业保理有限公司", Grade.MATCH),
        ("\u202e大连金鑫商业保理有限公司\u202c\u200f", Grade.MATCH),
        ("大连金鑫商业保理有限公司\ud800", Grade.REVIEW),
        ("Dalian金鑫商业保理有限公司", Grade.CLEAR),
    ],
)
def test_what_nobody_sees_does_not_count(name: str, expected: Grade) -> None:
    assert _verdict(LISTED, name).grade is expected


@pytest.mark.parametrize(
    "name",
    [
        "金鑫商业保理（大连）有限公司",
        "大连今鑫商业保理有限公司",
        "大连金商业保理有限公司",
        "大连鑫金商业保理有限公司",
        "大连金鑫商业宝理有限公司",
        "大连华金商业保理有限公司",
        "大连金鑫商业保理股份有限公司",
    ],
)
@pytest.mark.parametrize("script", [str.maketrans("连华业", "連華業"), str.maketrans("（）", "()"), {}])
@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\u200b", "\n"])
def test_width_script_and_blanks_never_change_a_grade(name: str, script: dict[int, int], blank: str) -> None:
    plain, written = _verdict(LISTED, name), _verdict(LISTED, blank.join(name.translate(script)))
    assert (written.grade, written.score, written.reason) == (plain.grade, plain.score, plain.reason)


def test_a_width_variant_of_latin_letters_is_the_same_name() -> None:
    assert _verdict("大连ABC商业保理有限公司", "大连ＡＢＣ商业保理有限公司").grade is Grade.MATCH


_PIECES = st.sampled_from(
    [
        "大连",
        "市",
        "（大连）",
        "天津",
        "金",
        "鑫",
        "今",
        "商业",
        "保理",
        "融资租赁",
        "集团",
        "国际",
        "有限",
        "公司",
        "分公司",
    ]
)
_NAMES = st.lists(_PIECES, max_size=8).map("".join) | st.text(max_size=20)


@given(_NAMES, _NAMES)
def test_a_match_is_mutual(one: str, other: str) -> None:
    assert (_verdict(one, other).grade is Grade.MATCH) == (_verdict(other, one).grade is Grade.MATCH)


@given(_NAMES.filter(lambda name: profile(name).key != ""))
def test_a_name_scores_full_against_itself(name: str) -> None:
    assert _verdict(name, name).score == 100


@given(st.integers(0, 5), st.sampled_from(("lack", "double", "other", "swap")))
def test_one_slip_inside_the_written_out_legal_form_is_one_slip(at: int, kind: str) -> None:
    form = "有限责任公司"
    slipped = {
        "lack": form[:at] + form[at + 1 :],
        "double": form[: at + 1] + form[at:],
        "other": form[:at] + "口" + form[at + 1 :],
        "swap": form[:at] + form[at + 1 : at + 2] + form[at] + form[at + 2 :],
    }[kind]
    found = _verdict(LISTED, f"大连金鑫商业保理{slipped}")
    assert found.grade is (Grade.MATCH if slipped == form else Grade.REVIEW)


@pytest.mark.parametrize(
    ("listed", "name", "expected"),
    [
        ("大连恒瑞商业保理有限公司（曾用名：大连金鑫商业保理有限公司）", "金鑫保理（大连）有限公司", Grade.REVIEW),
        ("大连恒瑞商业保理有限公司（曾用名：大连金鑫商业保理有限公司）", "大连今鑫商业保理有限公司", Grade.REVIEW),
        ("大连恒瑞商业保理有限公司（曾用名：大连金鑫商业保理有限公司）", "大连鑫金商业保理有限公司", Grade.CLEAR),
        ("大连恒瑞商业保理有限公司", "沈阳东方实业有限公司（曾用名：恒瑞商业保理（大连）有限公司）", Grade.REVIEW),
    ],
)
def test_a_former_name_is_compared_part_by_part(listed: str, name: str, expected: Grade) -> None:
    found = _verdict(listed, name)
    assert found.grade is expected
    assert ("曾用名" in found.reason) == (expected is Grade.REVIEW)


def test_a_common_trade_name_ranks_lower_where_only_one_side_names_a_place() -> None:
    common = _verdict("大连华达商业保理有限公司", "华达商业保理有限公司")
    rare = _verdict("大连澄岫商业保理有限公司", "澄岫商业保理有限公司")
    assert common.grade is rare.grade is Grade.REVIEW
    assert common.score < rare.score


def test_reviews_rank_by_how_much_speaks_for_one_company() -> None:
    names = [
        "大连市金鑫商业保理有限公司",
        "金鑫商业保理（大连）有限公司",
        "大连金鑫商业保理股份有限公司",
        "大连金鑫商业保理有限公司沈阳分公司",
        "大连金金鑫商业保理有限公司",
        "大连今鑫商业保理有限公司",
        "大连全鑫商业保理有限公司",
        "大连金商业保理有限公司",
        "金商业保理有限公司",
    ]
    scores = [_verdict(LISTED, name).score for name in names]
    assert scores == sorted(set(scores), reverse=True)


def test_every_number_of_the_table_has_a_name_of_its_own_and_a_reason() -> None:
    assert len({weight.name for weight in TABLE}) == len(TABLE)
    assert all(weight.why for weight in TABLE)
