"""Company names in running text: whole, as printed, and never from short names."""

from sources.notices.classify import Nature
from sources.notices.names import SHORT_NAME, names_in
from sources.notices.prose import company_names, enumerations, resolve_short_names
from sources.records import Kind, Polarity

NAMES = (
    "青禾商业保理（云江）有限公司",
    "青禾明泽商业保理（云江）有限公司",
    "云江朗川商业保理有限公司",
    "鹭石商业保理(云江)有限责任公司",
)
SENTENCE = f"入选企业分别为{'、'.join(NAMES)}等 4 家，其中鹭石、青禾明泽等 2家商业保理公司各有 2个案例入选。"
POSITIVE = Nature(Kind.POSITIVE_LIST, Polarity.POSITIVE, "典型案例")
FLAGGED = Nature(Kind.FLAGGED_LIST, Polarity.FLAGGED, "失联")


def test_an_enumeration_keeps_its_names_as_printed_and_its_count() -> None:
    whole = enumerations(SENTENCE)[0]
    assert whole.items == NAMES
    assert (whole.count, whole.complete, whole.full_names) == (4, True, True)


def test_blanks_inside_names_are_not_part_of_them() -> None:
    assert enumerations("分别为甲禾 商业保理（云 江）有限公司等1家")[0].items == ("甲禾商业保理（云江）有限公司",)


def test_short_names_go_to_the_longest_fitting_name_first() -> None:
    assert resolve_short_names(("青禾", "青禾明泽", "鹭石"), NAMES) == {
        "青禾明泽": NAMES[1],
        "青禾": NAMES[0],
        "鹭石": NAMES[3],
    }


def test_a_short_name_that_is_the_beginning_of_another_goes_to_its_own_company() -> None:
    assert resolve_short_names(("青禾",), NAMES) == {"青禾": NAMES[0]}


def test_a_short_name_that_fits_none_or_several_stays_open() -> None:
    assert resolve_short_names(("石川", "云江"), NAMES) == {"石川": None, "云江": None}


def test_a_positive_enumeration_with_a_fitting_count_is_the_list() -> None:
    found = names_in(SENTENCE, POSITIVE, 4, "http://jrj.example/1.html")
    assert tuple(row.name for row in found.rows) == NAMES
    assert [row.place.row for row in found.rows] == [1, 2, 3, 4]
    assert found.candidates == ()


def test_short_names_are_noted_on_their_company_and_make_no_row() -> None:
    rows = names_in(SENTENCE, POSITIVE, 4, None).rows
    assert [row.cells.get(SHORT_NAME) for row in rows] == [None, "青禾明泽", None, "鹭石"]


def test_a_count_that_does_not_fit_makes_candidates_and_a_misfit() -> None:
    found = names_in(SENTENCE.replace("等 4 家", "等 5 家"), POSITIVE, 5, None)
    assert found.rows == ()
    assert found.candidates == NAMES
    assert found.misfit == (("names", 4),)


def test_names_in_flagged_prose_are_candidates_even_when_the_count_fits() -> None:
    found = names_in(SENTENCE, FLAGGED, 4, None)
    assert (found.rows, found.candidates) == ((), NAMES)


def test_names_in_news_and_policies_are_left_alone() -> None:
    assert names_in(SENTENCE, Nature(None), None, None).candidates == ()
    assert names_in(SENTENCE, Nature(Kind.POLICY), None, None).candidates == ()


def test_a_name_in_a_decision_is_found_without_the_words_around_it() -> None:
    text = "同意取消鹿鸣互联网小额贷款(云江)有限公司试点资格，由云江朗川商业保理有限公司云江分公司承接。"
    assert company_names(text) == ("鹿鸣互联网小额贷款(云江)有限公司", "云江朗川商业保理有限公司云江分公司")


def test_generic_nouns_authorities_and_titles_are_no_names() -> None:
    text = "商业保理公司、融资租赁企业和企业集团应向市地方金融监管局、交易所联合交易中心报送《甲禾有限公司章程》。"
    assert company_names(text) == ()


def test_a_generic_company_in_front_of_a_name_is_not_part_of_it() -> None:
    assert company_names("组建地方金融控股公司云江市朗川控股有限公司") == ("云江市朗川控股有限公司",)
