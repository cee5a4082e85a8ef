"""The editions of a series and the lives that they tell of."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from store.lives import Act, EditionFacts, Life, RowFacts, applied, diff, lives

DAY = date(2023, 7, 18)
companies = st.sampled_from([f"c{number}" for number in range(6)])
facts = st.builds(RowFacts, name=st.sampled_from(["甲", "乙", "丙"]), code=st.none(), reasons=st.just(()))


def edition(number: int, act: Act, day: date, *names: str) -> EditionFacts:
    return EditionFacts(f"n{number}", act, day, None, {name: RowFacts(name, None) for name in names})


@st.composite
def histories(draw: st.DrawFn) -> list[EditionFacts]:
    days = draw(st.lists(st.integers(0, 400), unique=True, max_size=6))
    return [
        EditionFacts(
            f"n{day}",
            draw(st.sampled_from(Act)),
            DAY + timedelta(days=day),
            None,
            draw(st.dictionaries(companies, facts, max_size=6)),
        )
        for day in days
    ]


def open_ones(stays: dict[tuple[str, date], Life]) -> set[str]:
    return {life.company for life in stays.values() if life.valid_to is None}


@given(histories(), histories())
def test_applying_the_difference_of_two_states_to_the_first_gives_the_second(
    one: list[EditionFacts], other: list[EditionFacts]
) -> None:
    assert applied(lives(one), diff(lives(one), lives(other))) == lives(other)


@given(histories())
def test_a_state_does_not_differ_from_itself(editions: list[EditionFacts]) -> None:
    assert not diff(lives(editions), lives(editions))


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_editions_arrive_does_not_matter(editions: list[EditionFacts], random: object) -> None:
    shuffled = list(editions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert lives(shuffled) == lives(editions)


@given(histories(), st.integers(0, 400))
def test_newer_editions_only_continue_what_is_known(editions: list[EditionFacts], border: int) -> None:
    older = [one for one in editions if one.day <= DAY + timedelta(days=border)]
    newer = [one for one in editions if one.day > DAY + timedelta(days=border)]
    assert lives(newer, lives(older)) == lives(editions)


def test_absence_from_a_snapshot_is_left_and_never_removed() -> None:
    stays = lives([edition(1, Act.REPLACES, DAY, "a", "b"), edition(2, Act.REPLACES, date(2023, 10, 1), "b")])
    assert stays["a", DAY].ended_by == "left"
    assert stays["a", DAY].valid_to == date(2023, 10, 1)
    assert open_ones(stays) == {"b"}


def test_absence_from_a_batch_means_nothing() -> None:
    stays = lives([edition(1, Act.ADDS, DAY, "a", "b"), edition(2, Act.ADDS, date(2023, 10, 1), "c")])
    assert open_ones(stays) == {"a", "b", "c"}


def test_only_an_official_act_removes_from_a_batch_series() -> None:
    stays = lives([edition(1, Act.ADDS, DAY, "a", "b"), edition(2, Act.REMOVES, date(2023, 8, 1), "a")])
    assert stays["a", DAY].ended_by == "removed"
    assert open_ones(stays) == {"b"}


def test_a_removal_of_somebody_who_is_not_listed_creates_nothing() -> None:
    assert lives([edition(1, Act.REMOVES, DAY, "a")]) == {}


def test_a_company_that_comes_back_has_two_lives() -> None:
    stays = lives(
        [
            edition(1, Act.REPLACES, DAY, "a"),
            edition(2, Act.REPLACES, date(2023, 8, 1), "b"),
            edition(3, Act.REPLACES, date(2023, 9, 1), "a", "b"),
        ]
    )
    assert [life.valid_from for life in stays.values() if life.company == "a"] == [DAY, date(2023, 9, 1)]
