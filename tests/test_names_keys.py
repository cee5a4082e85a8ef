import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.names.folding import fold
from sources.names.keys import identity_key, match_key, split_former

PLAIN = "大连金鑫商业保理有限公司"
_PIECES = st.sampled_from(
    [
        *(
            "大连",
            "金鑫",
            "商业保理",
            "融资租赁",
            "有限公司",
            "有限责任公司",
            "（天津）",
            "(",
            ")",
            "（",
            "曾用名：",
            "原",
            "现名",
        ),
        *(
            "（已注销）",
            "筹",
            "1",
            "、",
            "①",
            "㈠",
            "⑴",
            "*",
            "¹",
            "。",
            "；",
            "·",
            "“",
            "”",
            "華",
            "潤",
            "ＡＢＣ",
            "ab",
        ),
        *("\u200b", " ", "\u3000", "\n"),
    ]
)
_NAMES = st.lists(_PIECES, max_size=12).map("".join) | st.text(max_size=30)
_CLEAN = st.lists(st.sampled_from("大连金鑫商业保理天津中合明智(租赁)有限公司ABC"), min_size=1, max_size=16).map(
    "".join
)


@given(_NAMES)
def test_keys_are_idempotent(name: str) -> None:
    assert fold(fold(name)) == fold(name)
    assert identity_key(identity_key(name)) == identity_key(name)
    assert match_key(match_key(name)) == match_key(name)


@given(_CLEAN)
def test_width_does_not_change_the_key(name: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in name)
    assert unicodedata.normalize("NFKC", wide) == name
    assert identity_key(wide) == identity_key(name)


@given(_CLEAN, st.data())
def test_blanks_do_not_change_the_key(name: str, data: st.DataObject) -> None:
    blank = data.draw(st.sampled_from([" ", "\u3000", "\u00a0", "\u200b", "\ufeff", "\t", "\r\n", "\u200e"]))
    at = data.draw(st.integers(0, len(name)))
    assert identity_key(name[:at] + blank + name[at:]) == identity_key(name)


@pytest.mark.parametrize(
    "written",
    [
        "大連金鑫商業保理有限公司",
        "大连金鑫商业保理有限公司（已注销）",
        "大连金鑫商业保理有限公司(筹)",
        "大连金鑫商业保理有限公司（以下简称“金鑫保理”）",
        "1、大连金鑫商业保理有限公司",
        "12.大连金鑫商业保理有限公司",
        "（三）大连金鑫商业保理有限公司",
        "①大连金鑫商业保理有限公司",
        "大连金鑫商业保理有限公司*",
        "大连金鑫商业保理有限公司¹",
        "大连金鑫商业保理有限公司[2]",
        "大连金鑫\n商业保理有限公司；",
        "“大连金鑫商业保理有限公司”",
        "大连金鑫商业保理有限公司（曾用名：大连鑫源商业保理有限公司）",
    ],
)
def test_one_registered_name_has_one_key_however_it_is_written(written: str) -> None:
    assert identity_key(written) == PLAIN


def test_limited_liability_company_and_limited_company_are_one_match_key_and_two_identity_keys() -> None:
    longer, shorter = "小米商业保理(天津)有限责任公司", "小米商业保理（天津）有限公司"
    assert identity_key(longer) != identity_key(shorter)
    assert match_key(longer) == match_key(shorter)


@pytest.mark.parametrize(
    "name", ["58同城商业保理有限公司", "3.5D科技有限公司", "大连金鑫商业保理股份有限公司", "一一商业保理有限公司"]
)
def test_what_belongs_to_the_name_stays(name: str) -> None:
    assert identity_key(name) == name


def test_brackets_with_a_place_are_no_note() -> None:
    assert identity_key("中合商业保理（天津）有限公司") == "中合商业保理(天津)有限公司"
    assert identity_key("天河商业保理有限公司（天津）") == "天河商业保理有限公司(天津)"


def test_a_mark_alone_folds_to_nothing() -> None:
    assert identity_key(" * ") == ""
    assert identity_key("") == ""


@pytest.mark.parametrize(
    ("printed", "current", "former"),
    [
        (
            "甲乙商业保理有限公司（曾用名：丙丁商业保理（大连）有限公司）",
            "甲乙商业保理有限公司",
            ("丙丁商业保理（大连）有限公司",),
        ),
        ("甲乙保理公司(原名丙丁公司、戊己公司)", "甲乙保理公司", ("丙丁公司", "戊己公司")),
        ("甲乙保理公司（原丙丁保理有限公司）", "甲乙保理公司", ("丙丁保理有限公司",)),
        ("丙丁保理公司（现名：甲乙保理公司）", "甲乙保理公司", ("丙丁保理公司",)),
        ("甲乙商业保理有限公司 曾用名：丙丁商业保理有限公司", "甲乙商业保理有限公司", ("丙丁商业保理有限公司",)),
        ("甲乙保理公司（曾用名：丙丁公司，曾用名：戊己公司）", "甲乙保理公司", ("丙丁公司", "戊己公司")),
    ],
)
def test_former_names_are_split_off_as_printed(printed: str, current: str, former: tuple[str, ...]) -> None:
    assert split_former(printed) == (current, former)


@pytest.mark.parametrize(
    "name", ["中原名酒销售有限公司", "太原（原平）商业保理有限公司", "前海金鑫商业保理（深圳）有限公司", "甲 乙 公司"]
)
def test_a_name_without_former_names_comes_back_untouched(name: str) -> None:
    assert split_former(name) == (name, ())


def test_a_hostile_name_costs_no_more_than_its_length() -> None:
    name = "甲" + "(原:乙公司)" * 3_000
    assert identity_key(name)
    assert split_former(name) == (name, ())


@pytest.mark.parametrize("mark", ["*", "①", "、", "，", "(", "/", "公司"])
def test_a_long_run_of_marks_is_read_once_and_not_from_each_of_its_characters(mark: str) -> None:
    assert identity_key(mark * 500_000 + "金").endswith("金")  # by the square of the length it would take an hour
