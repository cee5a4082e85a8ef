"""Drawings as numbers: bars that stand on each other and fill their scale, days that are told apart by shape."""

import re

import pytest

from watcher.web.charts import Column, bars, ceiling, strip


@pytest.mark.parametrize(("most", "top"), [(0, 2), (2, 2), (3, 4), (5, 10), (11, 20), (41, 100), (100_001, 200_000)])
def test_a_scale_ends_at_a_round_number_that_is_not_below(most: int, top: int) -> None:
    assert ceiling(most) == top


def test_parts_of_a_column_stand_on_each_other_and_are_as_high_as_their_counts() -> None:
    drawn = bars([Column("07-03", (1, 0, 3)), Column("07-10", (0, 0, 0)), Column("07-17", (0, 10, 0))])
    first, second, tall = drawn.bars
    assert (first.kind, second.kind, tall.kind) == (0, 2, 1)
    assert first.y + first.height == pytest.approx(150)
    assert second.y + second.height == pytest.approx(first.y)
    assert second.height == pytest.approx(3 * first.height)
    assert [one.words for one in drawn.totals] == ["4", "0", "10"]
    assert [one.words for one in drawn.scale] == ["0", "5", "10"]
    assert tall.y == pytest.approx(drawn.scale[-1].y)
    assert all(one.x >= 0 and one.x + one.width <= drawn.width for one in drawn.bars)


def test_every_day_of_a_strip_is_drawn_once_at_its_place() -> None:
    days = ["changed", "looked", "failed", "blocked", "nothing", "looked"]
    drawn = strip(days)
    paths = dict(drawn.paths)
    assert set(paths) == set(days)
    assert re.findall(r"M(\d+) 9", paths["looked"]) == ["8", "40"]
    assert drawn.width == 48
    assert len({re.sub(r"M\d+", "M", path) for path in paths.values()}) == len(paths), "told apart without colour"
    assert strip([]).paths == ()
