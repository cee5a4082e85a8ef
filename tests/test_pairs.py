"""Pairs of a listed company and a counterparty, graded by hand: fixtures/pairs, and the tables of docs/screening*.md."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from opencc import OpenCC

from sources.names.folding import fold
from watcher.screening.grading import grade
from watcher.screening.index import Index, screen
from watcher.screening.listed import Candidate, Counterparty, Grade, ListedCompany
from watcher.screening.profiles import profile

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "tests" / "fixtures" / "pairs").glob("*.tsv"))
DOCUMENTS = ("screening.md", "screening.zh-CN.md")
HEADS = "listed_name\tlisted_code\tname\tcode\tgrade\tclass\twhy"
_TABLE = re.compile(r"^## (?:例子|Examples)\n(?:[^|#].*\n|\n)+\|.*\n\|[-|]+\n((?:\|.*\n)+)", re.MULTILINE)
_ROW = re.compile(r"^\| (?P<listed>[^|]+) \| (?P<name>[^|]+) \| [^|`]*`(?P<grade>[a-z]+)` \| [^|]+ \|$")
_TRADITIONAL = OpenCC("s2t")
_WIDE = {code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)}


@dataclass(frozen=True)
class Pair:
    """One row: what is listed, who is asked for, and the grade that an expert gives."""

    place: str
    listed: tuple[str, str]  # name and code
    asked: tuple[str, str]
    grade: Grade


def read_pair(line: str, place: str) -> Pair:
    """One line of a file of pairs. Raises ValueError for a line that is not seven cells with a grade, class and why."""
    cells = line.split("\t")
    if len(cells) != 7 or not (cells[5] and cells[6]):
        raise ValueError(f"{place}: not seven cells: {line}")
    listed_name, listed_code, name, code, grade, *_ = cells
    return Pair(place, (listed_name, listed_code), (name, code), Grade(grade))


def read_pairs(path: Path) -> list[Pair]:
    # Not splitlines: a name may hold a line separator, which is one of the things to be tested.
    heads, *lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    if heads != HEADS:
        raise ValueError(f"{path.name}: other heads than {HEADS!r}")
    return [read_pair(line, f"{path.name}:{number}") for number, line in enumerate(lines, start=2)]


def documented_pairs(document: str) -> list[Pair]:
    """The examples of a document. Raises ValueError for a row of their table that cannot be read."""
    (table,) = _TABLE.findall((ROOT / "docs" / document).read_text(encoding="utf-8"))
    pairs = []
    for row in table.splitlines():
        if not (found := _ROW.match(row)):
            raise ValueError(f"{document}: no example: {row}")
        pairs.append(Pair(f"{document}:{row}", (found["listed"], ""), (found["name"], ""), Grade(found["grade"])))
    return pairs


PAIRS = [pair for path in FILES for pair in read_pairs(path)]
EXAMPLES = [pair for document in DOCUMENTS for pair in documented_pairs(document)]


@cache
def _index(change: Callable[[str], str] = str) -> Index:
    """One index over everything that is listed, so that a pair is also found among many; the place is the id."""
    listed = {pair.listed for pair in PAIRS + EXAMPLES}
    return Index([ListedCompany("\t".join(one), change(one[0]), one[1] or None) for one in sorted(listed)])


def _found(pair: Pair, index: Index, name: str) -> Candidate | None:
    found = screen(index, Counterparty(1, name, pair.asked[1] or None), include_clear=True)
    return next((candidate for candidate in found if candidate.listed.id == "\t".join(pair.listed)), None)


def _grade(pair: Pair, index: Index, name: str) -> Grade:
    found = _found(pair, index, name)
    return found.grade if found else Grade.CLEAR


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.place)
def test_the_grade_is_the_one_that_an_expert_gave(pair: Pair) -> None:
    assert _grade(pair, _index(), pair.asked[0]) is pair.grade, (pair.listed, pair.asked)


def test_the_index_finds_what_comparing_each_with_each_finds() -> None:
    listed = {"\t".join(one): profile(one[0], one[1] or None) for one in {pair.listed for pair in PAIRS}}
    for name, code in sorted({pair.asked for pair in PAIRS if fold(pair.asked[0])})[::3]:
        read = profile(name, code or None)
        graded = {number: grade(known, read).grade for number, known in listed.items()}
        expected = {number: one for number, one in graded.items() if one is not Grade.CLEAR}
        found = {one.listed.id: one.grade for one in screen(_index(), Counterparty(1, name, code or None))}
        assert {number: one for number, one in found.items() if number in listed} == expected, name


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_examples_of_the_documents_are_true(document: str) -> None:
    pairs = documented_pairs(document)
    assert [pair.place for pair in pairs if _grade(pair, _index(), pair.asked[0]) is not pair.grade] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_both_documents_show_examples_of_every_grade(document: str) -> None:
    assert {pair.grade for pair in documented_pairs(document)} == set(Grade)


def test_both_documents_show_the_same_examples() -> None:
    english, chinese = ([(pair.listed, pair.asked, pair.grade) for pair in documented_pairs(one)] for one in DOCUMENTS)
    assert english == chinese


def test_there_are_enough_pairs_and_none_stands_twice() -> None:
    assert len(PAIRS) >= 300
    assert len({(pair.listed, pair.asked) for pair in PAIRS}) == len(PAIRS)


@pytest.mark.parametrize(
    "line",
    [
        "甲保理\t\t乙保理\t\tclear\t字号换字",
        "甲保理\t\t乙保理\t\tclear\t字号换字\t换了一字\t多出一格",
        "甲保理\t\t乙保理\t\tnever\t字号换字\t换了一字",
        "甲保理\t\t乙保理\t\tclear\t\t换了一字",
        "",
    ],
)
def test_a_malformed_line_is_refused(line: str) -> None:
    with pytest.raises(ValueError):
        read_pair(line, "here")


def test_a_file_with_other_heads_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text("name\tcode\n", encoding="utf-8")
    with pytest.raises(ValueError):
        read_pairs(path)


def test_every_name_of_the_files_matches_itself_with_the_full_score() -> None:
    names = sorted({name for pair in PAIRS for name in (pair.listed[0], pair.asked[0]) if fold(name)})
    index = Index([ListedCompany(name, name) for name in names])
    for name in names:
        own = [found for found in screen(index, Counterparty(1, name)) if found.listed.id == name]
        assert [(found.grade, found.score) for found in own] == [(Grade.MATCH, 100)], name


@cache
def _as_written(pair: Pair) -> Grade:
    return _grade(pair, _index(), pair.asked[0])


def wide(name: str) -> str:
    """The name with every Latin letter, digit and bracket in full width."""
    return name.translate(_WIDE)


def traditional(name: str) -> str:
    """The name in traditional characters."""
    return str(_TRADITIONAL.convert(name))


def spaced(name: str) -> str:
    """The name with blanks that can be seen and such that cannot, between all characters."""
    return "\u3000" + "\u200b ".join(name) + "\u00a0"


@pytest.mark.parametrize("variant", [wide, traditional, spaced])
def test_width_script_and_blanks_of_either_side_never_change_a_grade(variant: Callable[[str], str]) -> None:
    for pair in PAIRS:
        name = pair.asked[0]
        as_written = _as_written(pair)
        assert _grade(pair, _index(), variant(name)) is as_written, (pair.place, variant(name))
        assert _grade(pair, _index(variant), name) is as_written, (pair.place, variant(pair.listed[0]))
