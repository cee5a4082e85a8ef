"""A day of `watcher run` on which everything breaks, in little: nobody is told twice, and nobody is left untold."""

from pathlib import Path

import pytest

from benchmarks.day import undisturbed, verdict
from benchmarks.day_script import REFUSED, Script
from benchmarks.day_verdict import Came

SCRIPT = Script(seed=7, hours=2, places=3, published=6, kills=3, look_every=1)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Came:
    return undisturbed(SCRIPT, tmp_path_factory.mktemp("day") / "undisturbed")


def test_an_undisturbed_day_tells_everybody_and_finds_no_fault(whole: Came) -> None:
    known = {(address, counterparty) for address, _, counterparty in whole.told if address != REFUSED}
    assert known == whole.named.keys()
    assert len(known) > 20
    assert {state for states in whole.told.values() for state in states} == {"sent", "dead"}


@pytest.mark.one_database  # `make soak` has a whole day on each
def test_a_day_on_which_everything_breaks_ends_as_an_undisturbed_one(whole: Came, empty_database: str, tmp_path: Path) -> None:
    found, _ = verdict(SCRIPT, tmp_path / "broken", whole, empty_database)
    assert found.faults == ()
    assert found.kills >= SCRIPT.kills
    assert found.failed > 0
