"""Document numbers in one normal form, however brackets, blanks and line breaks fell."""

import pytest

from sources.notices.numbers import find_numbers, normal_number, own_number


@pytest.mark.parametrize(
    "printed",
    [
        "银保监办发〔2019〕205号",
        "银保监办发〔2019〕205 号",
        "银保监办发(2019)205号",
        "银保监办发（2019）205号",
        "银保监办发[2019]205号",
        "银保监办发［2019］ 205 号",
        "银保监办发【2019】205号",
        "（银保监办发〔2019〕205号）",
        "银保\n监办发〔2019〕205 号",
    ],
)
def test_every_way_of_printing_gives_one_number(printed: str) -> None:
    assert normal_number(printed) == "银保监办发〔2019〕205号"
    assert find_numbers(f"根据《关于加强监督管理的通知》{printed}，") == ("银保监办发〔2019〕205号",)


def test_words_before_a_number_are_not_part_of_it() -> None:
    text = "现根据银保监发〔2020〕22号和银保监办发〔2020〕86号，参照东金规〔2021〕3号"
    assert find_numbers(text) == ("银保监发〔2020〕22号", "银保监办发〔2020〕86号", "东金规〔2021〕3号")


def test_a_number_on_its_own_line_does_not_take_letters_from_the_title_above() -> None:
    assert find_numbers("东屏省质量强省建设纲要\n东政〔2023〕1号\n正文") == ("东政〔2023〕1号",)


def test_a_number_named_twice_is_one() -> None:
    assert find_numbers("（东政〔2023〕1号）；（东政〔2023〕1 号）") == ("东政〔2023〕1号",)


def test_batches_case_numbers_and_years_are_not_document_numbers() -> None:
    assert find_numbers("（2023）京01民初12号，第12号，2023年第3号，附件〔1〕") == ()
    assert normal_number("各区人民政府，市有关单位：") is None


def test_the_own_number_stands_under_the_title_or_ends_it() -> None:
    assert own_number("关于印发方案的通知", ("东政办〔2023〕8 号", "各市：")) == "东政办〔2023〕8号"
    assert own_number("关于公布名单的公告（东金规〔2022〕2号）", ("正文",)) == "东金规〔2022〕2号"


def test_a_number_cited_in_the_body_is_not_the_own_one() -> None:
    assert own_number("关于公布名单的公告", ("根据银保监发〔2020〕22号，现公布名单。",)) is None
