"""The generator of the benchmarks on invented companies; the real names that it is run on are not here."""

import unicodedata
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from benchmarks.cuts import Cut, cut
from benchmarks.edits import POSITIVE, Hand
from benchmarks.growth import plot
from benchmarks.material import Confusions, Split, read_confusions, read_gold, split_of, stem
from benchmarks.variants import NEGATIVE, Pair, Universe, negatives, positives, variants

CONFUSIONS = Confusions(
    {"金": frozenset("今"), "商": frozenset("伤"), "鑫": frozenset("心")},
    {"鑫": frozenset("森"), "贸": frozenset("贺"), "大": frozenset("太")},
)
TRADES = ("金鑫", "鑫金", "金盛", "金鑫源", "今鑫", "金森", "宏远", "远宏", "宏图", "安和")
NAMES = [
    *(f"大连{trade}商贸有限公司" for trade in TRADES),
    *(f"{trade}（青岛）商贸有限公司" for trade in TRADES),
    *(f"沈阳市{trade}融资租赁有限责任公司" for trade in TRADES),
    *(f"大连{trade}科技有限公司" for trade in TRADES),
]


def _universe() -> Universe:
    return Universe(NAMES, None, CONFUSIONS)


def _made(kind: str, name: str) -> set[str | None]:
    """All that many hands make of a name."""
    parts = cut(name)
    assert parts is not None
    return {POSITIVE[kind](parts, Hand(Random(seed), CONFUSIONS, TRADES)) for seed in range(60)}


def test_a_plain_name_is_cut_into_place_trade_name_industry_and_legal_form() -> None:
    found = cut("辽宁省大连市金鑫融资租赁有限公司")
    assert found is not None
    assert (found.place, found.trade, found.industry, found.form) == ("辽宁省大连市", "金鑫", "融资租赁", "有限公司")
    assert found.home.prefecture == "大连市"


@pytest.mark.parametrize("name", ["大连金鑫商贸有限公司", "金鑫（大连）商贸有限公司", "金鑫商贸（大连）有限责任公司"])
def test_a_cut_name_can_be_put_together_again(name: str) -> None:
    found = cut(name)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "name", ["大连有限公司", "金鑫商贸有限公司", "大连金鑫商贸厂", "大连科技商贸有限公司", "大连金鑫集团有限公司", ""]
)
def test_a_name_that_is_not_plain_is_left_alone(name: str) -> None:
    assert cut(name) is None


@pytest.mark.parametrize(
    ("kind", "name", "made"),
    [
        ("brackets half-width", "金鑫（大连）商贸有限公司", "金鑫(大连)商贸有限公司"),
        ("place moved into brackets before the industry", "大连金鑫商贸有限公司", "金鑫（大连）商贸有限公司"),
        ("place moved into brackets behind", "大连金鑫商贸有限公司", "金鑫商贸（大连）有限公司"),
        ("place moved from brackets to the front", "金鑫（大连）商贸有限公司", "大连金鑫商贸有限公司"),
        ("place dropped", "金鑫（大连）商贸有限公司", "金鑫商贸有限公司"),
        ("province added", "大连金鑫商贸有限公司", "辽宁省大连金鑫商贸有限公司"),
        ("市/省 added or dropped", "大连金鑫商贸有限公司", "大连市金鑫商贸有限公司"),
        ("市/省 added or dropped", "大连市金鑫商贸有限公司", "大连金鑫商贸有限公司"),
        ("有限 and 有限责任", "大连金鑫商贸有限公司", "大连金鑫商贸有限责任公司"),
        ("有限 to 股份有限", "大连金鑫商贸有限公司", "大连金鑫商贸股份有限公司"),
        ("legal form dropped", "大连金鑫商贸有限公司", "大连金鑫商贸"),
        ("traditional", "大连金鑫商贸有限公司", "大連金鑫商貿有限公司"),
        ("short: trade name + industry", "大连金鑫商贸有限公司", "金鑫商贸"),
        ("short: place + trade name", "大连金鑫商贸有限公司", "大连金鑫"),
        ("short: place + trade name + industry", "大连金鑫商贸有限公司", "大连金鑫商贸"),
    ],
)
def test_an_edit_without_chance_makes_what_its_class_says(kind: str, name: str, made: str) -> None:
    assert _made(kind, name) == {made}


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("集团 added", {"大连金鑫商贸集团有限公司", "大连金鑫商贸（集团）有限公司"}),
        ("missing character in the trade name", {"大连金商贸有限公司", "大连鑫商贸有限公司"}),
        ("homophone in the trade name", {"大连今鑫商贸有限公司", "大连金心商贸有限公司"}),
        ("look-alike in the trade name", {"大连金森商贸有限公司"}),
        ("homophone outside", {"大连金鑫伤贸有限公司"}),
        ("look-alike outside", {"太连金鑫商贸有限公司", "大连金鑫商贺有限公司"}),
        ("swap across the trade name's edge", {"大金连鑫商贸有限公司", "大连金商鑫贸有限公司"}),
    ],
)
def test_an_edit_with_chance_makes_all_that_its_class_says_and_nothing_else(kind: str, made: set[str]) -> None:
    assert _made(kind, "大连金鑫商贸有限公司") - {None} == made


@pytest.mark.parametrize(
    "kind", ["missing character outside", "swap outside the trade name", "recognition error outside"]
)
def test_an_edit_outside_leaves_the_trade_name_whole(kind: str) -> None:
    made = _made(kind, "大连金鑫商贸有限公司") - {None}
    assert len(made) > 1
    assert all("金鑫" in (name or "") for name in made)


@pytest.mark.parametrize("kind", ["blanks, zero-width", "line break"])
def test_what_is_scattered_into_a_name_cannot_be_seen(kind: str) -> None:
    for name in _made(kind, "大连金鑫商贸有限公司"):
        seen = [one for one in name or "" if unicodedata.category(one)[0] not in "ZC"]
        assert "".join(seen) == "大连金鑫商贸有限公司" != name


def test_every_class_appears_with_one_company_on_both_sides_or_with_two() -> None:
    universe = _universe()
    same, different = positives(universe, 3), negatives(universe, 3)
    assert {pair.kind for pair in same} == set(POSITIVE)
    assert {pair.kind for pair in different} == set(NEGATIVE)
    assert all(pair.same and pair.listed != pair.asked for pair in same)
    assert not any(pair.same or pair.listed == pair.asked for pair in different)


def test_a_former_name_and_a_branch_stand_on_the_list_where_the_class_says_so() -> None:
    for pair in positives(_universe(), 5):
        if pair.kind == "former name printed on the list":
            assert pair.listed.endswith(f"（曾用名：{pair.asked}）")
        if pair.kind == "parent of a listed branch":
            assert pair.listed.startswith(pair.asked) and pair.listed != pair.asked


def test_negatives_are_other_companies_of_the_kind_that_is_named() -> None:
    by: dict[str, list[tuple[Cut, Cut]]] = {}
    for pair in negatives(_universe(), 50):
        one, other = cut(pair.listed), cut(pair.asked)
        if one and other:
            by.setdefault(pair.kind, []).append((one, other))
    assert all(one.home.province != other.home.province for one, other in by["other place"])
    assert all(one.trade == other.trade for one, other in by["other place"] + by["other industry"])
    assert all(one.industry != other.industry for one, other in by["other industry"])
    assert all(sorted(one.trade) == sorted(other.trade) for one, other in by["trade name swapped"])
    assert all(len(other.trade) == len(one.trade) + 1 for one, other in by["trade name + 1 character"])
    assert not any(set(one.trade) & set(other.trade) for one, other in by["same place and industry, other trade name"])


def test_the_same_seed_makes_the_same_pairs_and_another_seed_others() -> None:
    def made(seed: int) -> tuple[Pair, ...]:
        return variants(NAMES, "report", 3, CONFUSIONS, seed)

    assert made(1) == made(1) != made(2)


def test_a_company_its_branches_and_its_twins_are_in_one_half_and_both_halves_are_filled() -> None:
    family = ["大连金鑫商贸有限公司", "大连金鑫商贸股份有限公司", "大连金鑫商贸有限公司沈阳分公司", "大连金鑫商贸"]
    assert {stem(name) for name in family} == {"大连金鑫商贸"}
    assert len({split_of(name) for name in family}) == 1
    halves: set[Split] = {split_of(name) for name in NAMES}
    assert halves == {"tune", "report"}


def test_confusions_are_read_from_their_files_and_kept_to_characters_in_use(tmp_path: Path) -> None:
    (tmp_path / "same_pinyin.txt").write_text("#汉字\t同音同调\t同音异调\n金\t今巾\t进\n", encoding="utf-8")
    (tmp_path / "same_stroke.txt").write_text("鑫\t森\n", encoding="utf-8")
    found = read_confusions(["金今鑫森进"] * 5, tmp_path)
    assert found.homophones == {"金": frozenset("今进")}
    assert found.look_alikes == {"鑫": frozenset("森"), "森": frozenset("鑫")}
    assert read_confusions(NAMES, tmp_path / "absent") == Confusions()


def test_gold_names_come_with_their_trade_name_and_whether_they_were_shuffled(tmp_path: Path) -> None:
    def tagged(*parts: tuple[str, str]) -> str:
        return "\n".join(f"{one} {'B' if at == 0 else 'I'}-{tag}" for text, tag in parts for at, one in enumerate(text))

    place, trade, industry, form = ("大连", "REGION"), ("金鑫", "NAME"), ("商贸", "DOMAIN"), ("有限公司", "COM_TYPE")
    blocks = [tagged(place, trade, industry, form), tagged(industry, place, trade, form), tagged(place, form)]
    file = tmp_path / "gold"
    file.write_text("\n\n".join(blocks), encoding="utf-8")
    found = read_gold(file)
    assert [(one.text, one.trade, one.natural) for one in found] == [
        ("大连金鑫商贸有限公司", "金鑫", True),
        ("商贸大连金鑫有限公司", "金鑫", False),
    ]


def test_the_plot_is_well_formed_and_equal_ratios_are_equal_steps() -> None:
    drawing = ElementTree.fromstring(plot({"few": [(10, 0.1), (100, 1), (1000, 10)]}, "asked", "seconds"))
    points = drawing.findall("{http://www.w3.org/2000/svg}circle")
    across, up = ([float(point.attrib[axis]) for point in points] for axis in ("cx", "cy"))
    assert across[1] - across[0] == pytest.approx(across[2] - across[1], abs=0.2) != 0
    assert up[0] - up[1] == pytest.approx(up[1] - up[2], abs=0.2) != 0
    assert up[0] > up[2]  # more seconds stand higher
