"""Who a row of a list is."""

from hypothesis import given
from hypothesis import strategies as st

from sources.records import Place, Row
from store.directory import Ambiguous, Directory, KnownCompany

CODE = "91210200MA0QC3Y43T"
OTHER = "91350200MA31FT8G6F"


def row(name: str, code: str | None = None, **more: object) -> Row:
    return Row(name=name, code=code, place=Place("https://jrj.dl.gov.cn/a.xlsx", "Sheet1", 2), **more)  # type: ignore[arg-type]


def resolved(directory: Directory, one: Row) -> KnownCompany:
    found = directory.resolve(one)
    assert isinstance(found, KnownCompany)
    return found


def test_the_same_name_written_two_ways_is_one_company() -> None:
    directory = Directory([])
    first = resolved(directory, row("云岭商业保理（大连）有限公司"))
    assert resolved(directory, row("云岭商业保理(大连) 有限公司")).id == first.id


def test_a_code_that_appears_later_completes_the_company() -> None:
    directory = Directory([])
    first = resolved(directory, row("云岭商业保理（大连）有限公司"))
    later = resolved(directory, row("云岭商业保理（大连）有限公司", CODE))
    assert (later.id, later.code) == (first.id, CODE)


def test_the_same_code_under_a_new_name_is_the_same_company_renamed() -> None:
    directory = Directory([])
    first = resolved(directory, row("云岭商业保理（大连）有限公司", CODE))
    later = resolved(directory, row("云岭供应链管理（大连）有限公司", CODE))
    assert later.id == first.id
    assert later.name == "云岭供应链管理（大连）有限公司"
    assert len(later.names) == 2


def test_two_valid_codes_under_one_name_are_two_companies() -> None:
    directory = Directory([])
    assert resolved(directory, row("云岭商业保理有限公司", CODE)).id != resolved(directory, row("云岭商业保理有限公司", OTHER)).id


def test_a_row_without_a_code_that_fits_two_companies_is_ambiguous() -> None:
    directory = Directory([])
    resolved(directory, row("云岭商业保理有限公司", CODE))
    resolved(directory, row("云岭商业保理有限公司", OTHER))
    found = directory.resolve(row("云岭商业保理有限公司"))
    assert isinstance(found, Ambiguous)
    assert {company.code for company in found.companies} == {CODE, OTHER}


def test_a_code_stored_as_a_number_is_never_a_key() -> None:
    directory = Directory([])
    first = resolved(directory, row("云岭商业保理有限公司", "9.14403001234568e+17", code_is_number=True))
    second = resolved(directory, row("青屿商业保理有限公司", "9.14403001234568e+17", code_is_number=True))
    assert first.code is None
    assert first.id != second.id


def test_a_former_name_in_the_row_finds_the_company_that_bore_it() -> None:
    directory = Directory([])
    first = resolved(directory, row("云岭商业保理有限公司"))
    later = resolved(directory, row("青屿供应链有限公司（曾用名：云岭商业保理有限公司）"))
    assert later.id == first.id
    assert later.name == "青屿供应链有限公司"


@given(st.permutations([("甲山商业保理有限公司", None), ("甲山商业保理有限公司", CODE), ("乙水融资租赁有限公司", OTHER)]))
def test_the_order_of_rows_does_not_change_how_many_companies_there_are(rows: list[tuple[str, str | None]]) -> None:
    directory = Directory([])
    assert len({resolved(directory, row(name, code)).id for name, code in rows}) == 2


_NAMESAKES = [("云岭商业保理有限公司", CODE), ("云岭商业保理有限公司", OTHER), ("云岭商业保理有限公司", None)]


@given(st.permutations(_NAMESAKES), st.booleans())
def test_the_order_of_the_rows_of_a_list_does_not_change_whom_they_mean(
    rows: list[tuple[str, str | None]], known_without_code: bool
) -> None:
    def meant(order: list[tuple[str, str | None]]) -> dict[str | None, str]:
        directory = Directory([])
        if known_without_code:
            resolved(directory, row("云岭商业保理有限公司"))
        found = directory.meant([(row(name, code), None) for name, code in order])
        return {code: one if isinstance(one, str) else "ambiguous" for (_, code), one in zip(order, found, strict=True)}

    assert meant(rows) == meant(_NAMESAKES)
    assert meant(rows)[None] == "ambiguous"


def test_a_familiar_row_is_the_company_that_it_was_and_is_not_looked_up() -> None:
    directory = Directory([], {"d1": "c1"})
    assert directory.meant([(row("云岭商业保理有限公司"), "d1")]) == ["c1"]
    assert directory.changed == {}


def test_a_short_name_is_kept_and_no_row_is_read_by_it() -> None:
    directory = Directory([])
    first = resolved(directory, row("云岭商业保理（大连）有限公司", CODE, cells={"简称": "云岭保理"}))
    assert {(name.printed, name.kind) for name in first.names} >= {("云岭保理", "short")}
    assert resolved(directory, row("云岭保理")).id != first.id
