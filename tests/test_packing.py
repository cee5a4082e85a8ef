import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.packing import pack, pack_columns, unpack, unpack_columns

NUMBERS = st.lists(st.integers(-(1 << 70), 1 << 70))


@given(NUMBERS)
def test_numbers_come_back_as_they_were(numbers: list[int]) -> None:
    assert list(unpack(pack(numbers))) == numbers


@given(st.lists(st.tuples(st.integers(), st.integers(), st.integers())))
def test_columns_come_back_as_they_were(rows: list[tuple[int, int, int]]) -> None:
    columns = [[row[at] for row in rows] for at in range(3)]
    assert [list(column) for column in unpack_columns(pack_columns(columns), 3)] == columns


def test_a_long_list_with_few_changes_takes_few_bytes() -> None:
    numbers = list(range(100_000))
    numbers[500:500] = [100_001]
    assert len(pack(numbers)) < 1_000


@pytest.mark.parametrize("damaged", [b"", b"\x00", pack(range(9))[:-1], pack(range(9)) + b"\x00", b"x" + pack([1])])
def test_damaged_bytes_are_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="not packed numbers"):
        unpack(damaged)


def test_columns_of_another_count_are_refused() -> None:
    with pytest.raises(ValueError, match="not 4 columns"):
        unpack_columns(pack_columns([[1, 2], [3, 4], [5, 6]]), 4)
