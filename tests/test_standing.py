from collections.abc import Iterator
from pathlib import Path

import pytest

from watcher.screening.listed import Counterparty, ListedCompany
from watcher.screening.standing import Standing

_COUNTERPARTIES = {
    1_000_000_007: Counterparty(1, "大连澄岫保理"),
    12: Counterparty(2, "沈阳栎坪贸易有限公司"),
    31: Counterparty(3, "丹东栎坪实业有限公司", "91210200MA0XK7J31X"),
    30: Counterparty(4, "澄岫商业保理（大连）有限公司"),
}
_LISTED = [
    ListedCompany("a", "吉林末央典当有限公司"),
    ListedCompany("b", "大连澄岫商业保理有限公司"),
    ListedCompany("c", "沈阳栎坪融资租赁有限公司（曾用名：沈阳栎坪贸易有限公司）"),
]
_PAIRS = [(12, 2), (30, 1), (1_000_000_007, 1)]


def _built() -> Standing:
    return Standing.build(_COUNTERPARTIES.items())


def test_counterparties_are_met_under_the_callers_ids() -> None:
    standing = _built()
    assert len(standing) == 4
    assert standing.pairs(_LISTED) == _PAIRS


def test_nobody_meets_nobody() -> None:
    assert _built().pairs([]) == []
    assert Standing.build([]).pairs(_LISTED) == []


def test_what_was_saved_opens_with_the_same_answers(tmp_path: Path) -> None:
    assert Standing.open(tmp_path, "1") is None
    _built().save(tmp_path, "1")
    opened = Standing.open(tmp_path, "1")
    assert opened is not None
    assert (len(opened), opened.pairs(_LISTED)) == (4, _PAIRS)


def test_nobody_can_be_saved(tmp_path: Path) -> None:
    Standing.build([]).save(tmp_path / "none" / "yet", "1")
    opened = Standing.open(tmp_path / "none" / "yet", "1")
    assert opened is not None
    assert opened.pairs(_LISTED) == []


def test_saving_again_replaces_and_leaves_nothing_behind(tmp_path: Path) -> None:
    _built().save(tmp_path, "1")
    number = len(list(tmp_path.iterdir()))
    former = Standing.open(tmp_path, "1")
    Standing.build([(5, Counterparty(1, "吉林末央典当有限公司"))]).save(tmp_path, "1")
    opened = Standing.open(tmp_path, "1")
    assert opened is not None
    assert opened.pairs(_LISTED) == [(5, 0)]
    assert len(list(tmp_path.iterdir())) == number
    assert former is not None
    assert former.pairs(_LISTED) == _PAIRS  # who has it open keeps it


@pytest.mark.parametrize("part", ["*.ids.npy", "*.entries.npy", "*.starts.npy", "standing.json"])
def test_what_is_damaged_or_not_complete_is_not_opened(tmp_path: Path, part: str) -> None:
    _built().save(tmp_path, "1")
    (path,) = tmp_path.glob(part)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert Standing.open(tmp_path, "1") is None
    path.unlink()
    assert Standing.open(tmp_path, "1") is None
    path.write_bytes(whole)
    assert Standing.open(tmp_path, "1") is not None


def test_what_others_or_another_algorithm_asked_for_is_not_opened(tmp_path: Path) -> None:
    _built().save(tmp_path, "1")
    assert Standing.open(tmp_path, "2") is None
    path = tmp_path / "standing.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"algorithm":"names', '"algorithm":"others'))
    assert Standing.open(tmp_path, "1") is None


def test_two_processes_take_a_stream_and_build_the_same() -> None:
    def stream() -> Iterator[tuple[int, Counterparty]]:
        for number in range(9_001):
            yield 3 * number, Counterparty(number, f"大连澄岫{number}商业保理有限公司")

    alone, shared = Standing.build(stream(), processes=1), Standing.build(stream(), processes=2)
    assert (alone.ids == shared.ids).all()
    assert alone.entries.numbers.tolist() == shared.entries.numbers.tolist()
    assert (27_000, 0) in shared.pairs([ListedCompany("1", "大连澄岫9000商业保理有限公司")])
