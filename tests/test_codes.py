import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sources.names.codes import ALPHABET, CodeState, check_character, read_code

VALID = "91210200MA0XK7J31" + check_character("91210200MA0XK7J31")
_BODIES = st.text(alphabet=ALPHABET, min_size=17, max_size=17).filter(
    lambda body: len(set(body)) > 1 and not body.endswith("00")
)


@given(_BODIES)
def test_a_code_with_its_check_character_is_valid(body: str) -> None:
    code = body + check_character(body)
    assert read_code(code).state is CodeState.VALID
    assert read_code(code).value == code


@given(_BODIES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_substitution_is_caught(body: str, at: int, other: str) -> None:
    code = body + check_character(body)
    assume(code[at] != other)
    assert read_code(code[:at] + other + code[at + 1 :]).value is None


@given(st.text(max_size=40), st.booleans())
def test_no_text_makes_the_reader_fail_and_only_valid_codes_have_a_value(text: str, is_number: bool) -> None:
    reading = read_code(text, is_number)
    assert (reading.value is not None) == (reading.state is CodeState.VALID)
    assert (reading.note == "") == (reading.state in (CodeState.VALID, CodeState.ABSENT))


def test_a_published_code_of_a_public_body_holds() -> None:
    assert read_code("11100000MB0143028R").value == "11100000MB0143028R"


@pytest.mark.parametrize(
    "printed",
    [
        VALID.lower(),
        f" {VALID[:6]} {VALID[6:]}\n",
        "".join(chr(ord(character) + 0xFEE0) for character in VALID),
        f"'{VALID}",
        f"{VALID[:8]}-{VALID[8:]}",
        f"统一社会信用代码：{VALID}",
    ],
)
def test_width_blanks_and_case_are_folded(printed: str) -> None:
    assert read_code(printed).value == VALID


@pytest.mark.parametrize("printed", [None, "", " ", "-", "——", "/", "无", "N/A"])
def test_no_code_is_absent(printed: str | None) -> None:
    assert read_code(printed).state is CodeState.ABSENT


@pytest.mark.parametrize(
    "printed",
    [
        "9.12102E+17",
        "9.1210200123456E+17",
        "912102001234567000",
        "91210200123456789.0",
        VALID[:17],
        VALID[:16],
        "91210200******3456",
    ],
)
def test_what_a_spreadsheet_or_a_mask_destroyed_is_damaged_and_no_key(printed: str) -> None:
    reading = read_code(printed)
    assert reading.state is CodeState.DAMAGED
    assert reading.value is None


def test_a_number_cell_is_damaged_even_where_its_digits_look_right() -> None:
    body = next(
        body for body in (f"9121020012345{number}" for number in range(6700, 6999)) if check_character(body).isdecimal()
    )
    code = body + check_character(body)
    assert read_code(code).state is CodeState.VALID
    assert read_code(code, is_number=True).state is CodeState.DAMAGED


@pytest.mark.parametrize(
    ("printed", "is_number"), [("210200000012345", False), ("210200000012345", True), ("210200000012345.0", True)]
)
def test_fifteen_digits_are_a_registration_number(printed: str, is_number: bool) -> None:
    assert read_code(printed, is_number).state is CodeState.REGISTRATION_NUMBER


@pytest.mark.parametrize(
    "printed",
    ["0" * 18, "1" * 18, "12345678-9", VALID + "1", "甲乙丙", VALID[:-1] + ("1" if VALID[-1] != "1" else "2")],
)
def test_what_cannot_be_a_code_has_no_value_and_a_reason(printed: str) -> None:
    reading = read_code(printed)
    assert reading.state is not CodeState.VALID
    assert reading.value is None
    assert reading.note


@pytest.mark.parametrize(("letter", "digit"), [("O", "0"), ("I", "1"), ("Z", "2"), ("S", "5")])
def test_a_letter_that_never_occurs_gives_a_suggestion_and_is_never_assumed(letter: str, digit: str) -> None:
    body = f"9121{digit}200MA0XK7J31"
    code = body + check_character(body)
    reading = read_code(code[:4] + letter + code[5:])
    assert reading.state is CodeState.INVALID
    assert reading.value is None
    assert reading.suggestion == code
