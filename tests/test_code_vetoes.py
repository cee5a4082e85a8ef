"""Codes against names: two valid different codes are two companies; no other code takes a match or a review away."""

import pytest

from sources.names.codes import check_character
from watcher.screening.grading import grade
from watcher.screening.listed import Grade
from watcher.screening.profiles import profile
from watcher.screening.ruling import Basis, rule

LISTED = "大连澄岫商业保理有限公司"
CODE, OTHER = (body + check_character(body) for body in ("91210200MA0XK7J31", "91210200MA0XK7J32"))
NAMES = {LISTED: Grade.MATCH, "澄岫商业保理（大连）有限公司": Grade.REVIEW, "大连澄商业保理有限公司": Grade.REVIEW}
NO_VETO = {
    "none": None,
    "wrong check digit": OTHER[:-1] + ("0" if OTHER[-1] != "0" else "1"),
    "cut short": OTHER[:15],
    "masked": OTHER[:6] + "********" + OTHER[14:],
    "spreadsheet": "9.12102E+17",
    "registration number": "210200000012345",
    "organisation code": "MA0XK7J32",
    "a letter that never occurs": "I" + OTHER[1:],
    "words": "未提供",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("swapped", [False, True])
def test_two_valid_different_codes_contradict_whatever_the_names(name: str, swapped: bool) -> None:
    codes = (OTHER, CODE) if swapped else (CODE, OTHER)
    ruling = rule(profile(LISTED, codes[0]), profile(name, codes[1]))
    assert (ruling.grade, ruling.basis) == (Grade.CLEAR, Basis.OTHER_CODE)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", NO_VETO)
@pytest.mark.parametrize("on_the_list", [False, True])
def test_a_code_that_is_not_valid_on_both_sides_vetoes_nothing(name: str, kind: str, on_the_list: bool) -> None:
    codes = (NO_VETO[kind], CODE) if on_the_list else (CODE, NO_VETO[kind])
    assert grade(profile(LISTED, codes[0]), profile(name, codes[1])).grade is NAMES[name]


def test_a_code_that_is_a_number_in_a_spreadsheet_vetoes_nothing() -> None:
    other = "912102000000000000"
    assert grade(profile(LISTED, CODE), profile(LISTED, other, code_is_number=True)).grade is Grade.MATCH
