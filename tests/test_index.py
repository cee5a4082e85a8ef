import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from sources.names.codes import check_character
from sources.names.likeness import taken_for
from watcher.screening.index import Index, screen, screen_many
from watcher.screening.layers import read, read_asking
from watcher.screening.listed import Candidate, Counterparty, Grade, ListedCompany
from watcher.screening.profiles import profile
from watcher.screening.ruling import rule
from watcher.screening.saved import open_saved, save
from watcher.screening.standing import Standing

_PLACES = (
    *("大连", "大连市", "辽宁省大连市", "大连市金州区", "沈阳", "辽宁", "吉林市", "吉林省", "朝阳", "中国", "", ""),
    *("大连开发区", "朝阳市", "北京市朝阳区", "朝阳县", "上海浦东新区"),
)
_TRADES = ("金鑫", "鑫源", "金鑫源", "金", "东方", "中合明智", "甲乙", "甲甲乙", "金森", "永新炉料", "", "国际金鑫")
_INDUSTRIES = (
    *("商业保理", "保理", "融资租赁", "租赁", "小额贷款", "贸易", "网络科技", "科技", "投资管理", "实业", "", "", ""),
)
_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "", "", "商行", "（有限合伙）")
_BRANCHES = ("", "", "", "", "沈阳分公司", "第二分公司")
_ODD = (
    "",
    "金",
    "有限公司",
    "商业保理有限公司",
    "Golden Factoring Ltd.",
    "张三",
    "金鑫" * 1_500,
    "\ud800金鑫",
    "\u202e鑫金",
)


def _name(chance: random.Random) -> str:
    place, trade, industry, form, branch = map(chance.choice, (_PLACES, _TRADES, _INDUSTRIES, _FORMS, _BRANCHES))
    bracketed = f"（{place}）" if place else ""
    layout = chance.choice(("{p}{t}{i}{f}", "{p}{t}{i}{f}", "{t}{b}{i}{f}", "{t}{i}{b}{f}"))
    return layout.format(p=place, b=bracketed, t=trade, i=industry, f=form) + (branch if form else "")


def _slipped(name: str, chance: random.Random) -> str:
    at = chance.randrange(len(name))
    alike = sorted(taken_for(name[at])) or ["乙"]
    return chance.choice(
        (
            name,
            name[:at] + name[at + 1 :],
            name[: at + 1] + name[at:],
            name[:at] + chance.choice(alike) + name[at + 1 :],
            name[:at] + chance.choice(alike) + name[at + 1 :],
            name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :],
            name[:at] + "新" + name[at:],
            f"{name}（曾用名：{_name(chance)}）",
            f"{_name(chance)}（曾用名：{name[: at + 1] + name[at:]}）",
        )
    )


def _companies(chance: random.Random, number: int) -> list[ListedCompany]:
    former = ((), (), (), (_name(chance),), (_name(chance), _name(chance)))
    return [ListedCompany(str(at), _name(chance), former_names=chance.choice(former)) for at in range(number)]


def _answers(index: Index, counterparties: Sequence[Counterparty]) -> list[list[Candidate]]:
    return [[*screen(index, one)] for one in counterparties]


def _names(company: ListedCompany) -> list[str]:
    name = company.name or "金"
    return [name, name.replace("有限公司", "有限责任公司"), *filter(None, company.former_names)]


def _counterparties(chance: random.Random, listed: Sequence[ListedCompany], number: int) -> list[Counterparty]:
    names = (_slipped(chance.choice(_names(chance.choice(listed))), chance) for _ in range(number))
    return [Counterparty(row, name) for row, name in enumerate(names, start=1)]


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20230701)


@pytest.mark.parametrize("seed", range(3))
def test_no_pair_that_grading_would_show_is_missed(seed: int) -> None:
    chance = random.Random(seed)
    listed = [*_companies(chance, 300), *(ListedCompany(name[:9], name) for name in _ODD)]
    index = Index(listed)
    reads = [read(company) for company in listed]
    asked = [profile(one.name) for one in _counterparties(chance, listed[:300], 300)] + [profile(name) for name in _ODD]
    shown = 0
    for other, numbers in zip(asked, index.possible(asked), strict=True):
        wanted = {
            number for number, known in enumerate(reads) if other.key and rule(known, other).grade is not Grade.CLEAR
        }
        assert wanted <= set(numbers), (other.key, [listed[number].name for number in wanted - set(numbers)])
        shown += len(wanted)
    assert shown > 300


@pytest.mark.parametrize("seed", range(3))
def test_new_listings_meet_the_counterparties_that_would_meet_them(seed: int) -> None:
    chance = random.Random(seed)
    listed = [*_companies(chance, 200), *(ListedCompany(name[:9], name, "1", (name,)) for name in _ODD)]
    asked = [*_counterparties(chance, listed, 400), *(Counterparty(at, name) for at, name in enumerate(_ODD, 401))]
    met = Index(listed).possible([*map(read_asking, asked)])
    expected = [(one.row, number) for one, numbers in zip(asked, met, strict=True) for number in numbers]
    assert Standing.build((one.row, one) for one in asked).pairs(listed) == expected
    assert len(expected) > 400


def test_codes_that_are_equal_or_would_be_when_mended_are_found_whatever_the_names() -> None:
    code = "91210200MA0XK7J31" + check_character("91210200MA0XK7J31")
    index = Index([ListedCompany("1", "大连金鑫商业保理有限公司", code)])
    assert screen(index, Counterparty(1, "沈阳鑫源贸易有限公司", code))[0].grade is Grade.MATCH
    assert screen(index, Counterparty(1, "沈阳鑫源贸易有限公司", code.replace("0", "O", 1)))[0].grade is Grade.REVIEW


def test_former_names_on_both_sides_are_found() -> None:
    index = Index([ListedCompany("1", "大连金鑫商业保理有限公司", former_names=("沈阳鑫源贸易有限公司",))])
    (found,) = screen(index, Counterparty(1, "丹东甲乙实业有限公司（曾用名：沈阳鑫源贸易有限公司）"))
    assert "曾用名" in found.reason


def test_an_empty_index_finds_nothing() -> None:
    index = Index([])
    assert len(index) == 0
    assert screen(index, Counterparty(1, "大连金鑫商业保理有限公司")) == ()
    assert [
        found for _, found in screen_many(index, [Counterparty(1, "大连金鑫商业保理有限公司"), Counterparty(2, "")])
    ] == [(), ()]


def test_companies_of_one_name_are_all_found_in_the_order_of_the_list() -> None:
    index = Index([ListedCompany(id_, "大连金鑫商业保理有限公司") for id_ in "bac"])
    found = screen(index, Counterparty(1, "大连金鑫商业保理有限公司"))
    assert [candidate.listed.id for candidate in found] == ["b", "a", "c"]


def test_a_counterparty_that_comes_again_is_looked_up_once_and_answered_each_time() -> None:
    index = Index([ListedCompany("1", "大连金鑫商业保理有限公司")])
    asked = [Counterparty(row, "大连金鑫保理", None, (("备注", str(row)),)) for row in (1, 2)]
    (first, (one,)), (second, (again,)) = screen_many(index, asked)
    assert [first, second] == asked
    assert one == again
    assert one.fields is again.fields  # else a thousand of them against a thousand branches would be a million verdicts


def test_a_saved_index_opens_with_the_same_answers(chance: random.Random, tmp_path: Path) -> None:
    listed = [
        *_companies(chance, 200),
        *(ListedCompany(f"odd {at}", name, "1", (name,), True) for at, name in enumerate(_ODD)),
    ]
    index = Index(listed).changed([ListedCompany("new", "大连金鑫商业保理有限公司")], removed=["3", "odd 1"])
    save(index, tmp_path / "index", "7")
    opened = open_saved(tmp_path / "index", "7")
    assert opened is not None
    assert list(opened) == list(index)
    asked = [*_counterparties(chance, listed[:200], 100), *(Counterparty(0, name) for name in _ODD)]
    assert _answers(opened, asked) == _answers(index, asked)


def test_an_empty_index_can_be_saved_and_changed_after_it_was_opened(tmp_path: Path) -> None:
    save(Index([]), tmp_path / "index", "1")
    opened = open_saved(tmp_path / "index", "1")
    assert opened is not None
    grown = opened.changed([ListedCompany("1", "大连金鑫商业保理有限公司")])
    assert len(screen(grown, Counterparty(1, "大连金鑫商业保理有限公司"))) == 1


def test_an_index_of_another_revision_or_half_written_is_none(tmp_path: Path) -> None:
    assert open_saved(tmp_path / "nothing", "1") is None
    save(Index([ListedCompany("1", "大连金鑫商业保理有限公司")]), tmp_path / "index", "1")
    assert open_saved(tmp_path / "index", "2") is None
    (tmp_path / "index" / "index.json").unlink()
    assert open_saved(tmp_path / "index", "1") is None


def _by_changes(listed: Sequence[ListedCompany], chance: random.Random) -> Iterator[tuple[Index, list[ListedCompany]]]:
    """An index after each of some small changes, with the list that it should stand for."""
    index, current = Index(listed), list(listed)
    for step in range(6):
        removed = {company.id for company in chance.sample(current, 10)}
        renamed = [company._replace(name=_name(chance)) for company in chance.sample(current, 5)]
        added = [*renamed, *(ListedCompany(f"{step}-{at}", _name(chance)) for at in range(8))]
        gone = removed | {company.id for company in added}
        index = index.changed(added, removed)
        current = [*(company for company in current if company.id not in gone), *added]
        yield index, current


def test_small_changes_equal_a_rebuild(chance: random.Random) -> None:
    listed = _companies(chance, 150)
    asked = _counterparties(chance, listed, 60)
    for index, current in _by_changes(listed, chance):
        assert len(index) == len(current)
        assert list(index) == current
        assert _answers(index, asked) == _answers(Index(current), asked)


def test_an_index_that_has_changed_much_is_built_anew_in_one_layer(chance: random.Random) -> None:
    index = Index(_companies(chance, 10)).changed([ListedCompany("few", "大连金鑫商业保理有限公司")])
    assert len(index.layers) == 2
    grown = index.changed([ListedCompany(f"more {at}", f"大连金鑫{at}商业保理有限公司") for at in range(1_200)], ["1"])
    assert (len(grown.layers), len(grown)) == (1, 1_210)


def test_a_removed_company_is_not_found_and_comes_back_when_it_is_listed_again() -> None:
    company, asked = ListedCompany("1", "大连金鑫商业保理有限公司"), Counterparty(1, "大连金鑫商业保理有限公司")
    removed = Index([company]).changed([], removed=["1", "unknown"])
    assert (len(removed), screen(removed, asked)) == (0, ())
    again = removed.changed([company])
    assert [found.listed for found in screen(again, asked)] == [company]
    assert len(again) == 1


def test_many_are_screened_in_their_order_with_the_answers_of_one_by_one(chance: random.Random) -> None:
    listed = _companies(chance, 30)
    index = Index(listed)
    asked = _counterparties(chance, listed, 1_200)
    alone = list(screen_many(index, asked, processes=1))
    assert [one for one, _ in alone] == asked
    assert [[*found] for _, found in alone[:100]] == _answers(index, asked[:100])
    shared = list(screen_many(index, asked * 4, processes=2))
    assert shared == alone * 4


def test_many_are_taken_from_a_stream_as_they_are_needed() -> None:
    taken = 0

    def stream() -> Iterator[Counterparty]:
        nonlocal taken
        for taken in range(1, 100_000):
            yield Counterparty(taken, "大连金鑫商业保理有限公司")

    answers = screen_many(Index([]), stream(), processes=1)
    assert next(answers)[0].row == 1
    assert taken < 20_000


def test_two_processes_build_the_same_index(chance: random.Random) -> None:
    listed = _companies(chance, 21_000)
    alone, shared = Index(listed, processes=1), Index(listed, processes=2)
    assert (alone.layers[0].entries.numbers == shared.layers[0].entries.numbers).all()
