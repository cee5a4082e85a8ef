"""Looks that are broken at random moments: the register is as before or as after, and the next look finishes the work."""

import random
from collections.abc import Iterator

import pytest

from benchmarks.crashes import Ground, disks_can_be_mounted, ground

Trial = tuple[str, int]
TRIALS: list[Trial] = [
    *(("killed_after", seed) for seed in range(4)),
    *(("killed_at", seed) for seed in range(4)),
    *(("two_killed", seed) for seed in range(3)),
    *(("file_limited", seed) for seed in range(2)),
]
if disks_can_be_mounted():
    TRIALS += [("disk_filled", seed) for seed in range(1)]


@pytest.fixture(scope="module")
def on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with ground(tmp_path_factory.mktemp("crashes")) as found:
        yield found


def test_an_undisturbed_collection_goes_from_one_state_to_others(on: Ground) -> None:
    for undisturbed in on.undisturbed.values():
        assert len(undisturbed.states) > 1
        assert undisturbed.of_lists[0] != undisturbed.of_lists[1]


@pytest.mark.parametrize(("how", "seed"), TRIALS)
def test_nothing_is_lost_or_told_twice_by_a_look_that_was(on: Ground, how: str, seed: int) -> None:
    outcome = getattr(on, how)(random.Random(seed), on.home(f"{how}-{seed}"))
    assert outcome.faults == ()
