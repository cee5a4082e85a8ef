"""How often screening is right, class by class, beside plain string scorers: `python -m benchmarks.quality [--write]`."""

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks import material
from benchmarks.baselines import CAREFUL, Baseline, Rates, baselines, rates
from benchmarks.product import Screened
from benchmarks.tables import percent, publish, say, table
from benchmarks.variants import APART, SEED, Pair, Universe, negatives, positives
from sources.names.folding import fold_characters
from sources.names.parts import split
from watcher.screening.listed import Grade

_FINANCE = re.compile("保理|融资租赁|小额贷款|典当|担保|投资|基金|资产管理|金融|资本|财富")
_FINANCE_LIKE = 6_000


@dataclass(frozen=True, slots=True)
class Load:
    """What clean, unrelated companies meet on a list."""

    listed: int
    asked: int
    hit: int
    matched: int
    hits: int  # of all of them together


def the_list(universe: Universe, pairs: Sequence[Pair], size: int, clean: set[str]) -> list[str]:
    """The listed names of the pairs, companies of the financial trades, and others; none akin to a clean company."""
    others = Random(SEED).sample(universe.names, len(universe.names))
    finance = [name for name in others if _FINANCE.search(name)][:_FINANCE_LIKE]
    listed = dict.fromkeys(pair.listed for pair in pairs)
    for name in (*finance, *others):
        if len(listed) >= size:
            break
        if material.stem(name) not in clean:
            listed.setdefault(name)
    return list(listed)


def clean_companies(universe: Universe, pairs: Sequence[Pair], count: int) -> list[str]:
    """Companies of which no branch, parent or legal-form twin is in the pairs or drawn twice."""
    taken = {material.stem(name) for pair in pairs for name in (pair.listed, pair.asked)}
    found: list[str] = []
    for name in Random(SEED + 1).sample(universe.names, len(universe.names)):
        if (stem := material.stem(name)) not in taken:
            taken.add(stem)
            found.append(name)
        if len(found) == count:
            break
    return found


def composed(universe: Universe, size: int) -> Iterator[str]:
    """Names put together at random from the places, trade names and lines of business of real ones."""
    chance = Random(SEED + 2)
    for _ in range(size):
        whole, one, two = (chance.choice(universe.cuts) for _ in range(3))
        yield whole.but(trade=one.trade, industry=two.industry)


def load_of(screened: Screened, asked: Sequence[str]) -> Load:
    """Screen clean companies and count what they hit."""
    found = list(screened.hits_of(asked))
    matched = sum(Grade.MATCH in hits.values() for hits in found)
    return Load(len(screened.names), len(asked), sum(map(bool, found)), matched, sum(map(len, found)))


def _graded(screened: Screened, pairs: Sequence[Pair]) -> list[Grade]:
    found = screened.hits_of(pair.asked for pair in pairs)
    return [hits.get(pair.listed, Grade.CLEAR) for pair, hits in zip(pairs, found, strict=True)]


def misses(pairs: Sequence[Pair], grades: Sequence[Grade], few: int) -> Iterator[str]:
    """Some pairs of each class that went wrong. Real names: for the terminal, never for a document."""
    shown: Counter[str] = Counter()
    for pair, grade in zip(pairs, grades, strict=True):
        if pair.same is (grade is Grade.CLEAR) and shown[pair.kind] < few:
            shown[pair.kind] += 1
            yield f"{pair.kind}: {pair.listed} / {pair.asked!r}: {grade}"


def class_table(pairs: Sequence[Pair], grades: Sequence[Grade], ours: Rates, others: Sequence[Baseline]) -> str:
    """One line for each class: graded match, graded match or review, and what the scorers accept."""
    matches = rates(pairs, [grade is Grade.MATCH for grade in grades], APART)
    counts = {kind: sum(pair.kind == kind for pair in pairs) for kind in ours.by_class}
    same = {pair.kind: pair.same for pair in pairs}
    rows: list[list[object]] = []
    for kind, share in ours.by_class.items():
        label = kind if same[kind] else f"NOT: {kind}"
        values = (matches.by_class[kind], share, *(other.rates.by_class[kind] for other in others))
        rows.append([label, counts[kind], *(percent(value) for value in values)])
    for label, field in (("**mean of the positive classes**", "recall"), ("**mean of the negative classes**", "false")):
        values = tuple(getattr(one, field) for one in (matches, ours, *(other.rates for other in others)))
        rows.append([label, "", *(percent(value) for value in values)])
    everyone = (ours, *(other.rates for other in others))
    rows.append(["**F1, classes alike in weight**", "", "", *(f"{one.f1:.3f}" for one in everyone)])
    careful = f"**positives found while ≤ {CAREFUL:.0%} of the negatives pass**"
    shown = percent(ours.recall) if ours.false <= CAREFUL else "-"
    rows.append([careful, "", "", shown, *(percent(other.careful) for other in others)])
    heads = ["class", "pairs", "match", "match or review", *(f"{other.name} ≥ {other.threshold}" for other in others)]
    return table(heads, rows)


def load_table(loads: Sequence[tuple[str, Load]], others: Sequence[tuple[Baseline, float]], asked: int) -> str:
    """Clean companies with any hit, by list."""
    rows: list[list[object]] = [
        [label, one.listed, one.asked, percent(one.hit / one.asked, 2), percent(one.matched / one.asked, 2), one.hits]
        for label, one in loads
    ]
    rows += [
        [f"{other.name} ≥ {other.threshold}", loads[0][1].listed, asked, percent(share, 2), "", ""]
        for other, share in others
    ]
    return table(["", "listed", "clean companies", "any hit %", "match %", "hits"], rows)


def trade_name_table(names: Sequence[material.GoldName]) -> str:
    """How often the trade name is exactly the one that people marked."""
    right = {name: split(name.text).trade_name == fold_characters(name.trade) for name in names}
    groups = {
        "parts in their natural order": [name for name in names if name.natural],
        "names ending in 公司": [name for name in names if name.text.endswith("公司")],
        "natural order and ending in 公司": [name for name in names if name.natural and name.text.endswith("公司")],
        "all, many of them shuffled on purpose": list(names),
    }
    rows = [
        [label, len(group), percent(sum(right[name] for name in group) / len(group))]
        for label, group in groups.items()
        if group
    ]
    return table(["gold names", "names", "trade name exactly right %"], rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--per-class", type=int, default=200, help="pairs of each class (200)")
    parser.add_argument("--clean", type=int, default=3_000, help="clean companies (3000)")
    parser.add_argument("--split", choices=("tune", "report"), default="report", help="which half of the companies")
    parser.add_argument("--real", action="store_true", help="also a list of all real names")
    parser.add_argument("--composed", type=int, default=0, metavar="N", help="also a list of N composed names")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="only show N wrong pairs of each class")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    names = material.read_names()
    confusions = material.read_confusions(names)
    if not confusions.homophones:
        say(f"no confusable characters at {material.CONFUSIONS} (BENCH_CONFUSIONS): their classes are left out")
    universe = Universe(names, asked.split, confusions)
    pairs = [*positives(universe, asked.per_class), *negatives(universe, asked.per_class)]
    clean = clean_companies(universe, pairs, asked.clean)
    stems = {material.stem(name) for name in clean}
    listed = the_list(universe, pairs, 20_000, stems)
    say(f"{len(pairs)} pairs, {len(listed)} listed, {len(clean)} clean companies; screening …")
    screened = Screened(listed)
    grades = _graded(screened, pairs)
    if asked.misses:
        say("\n".join(misses(pairs, grades, asked.misses)))
        return
    ours = rates(pairs, [grade is not Grade.CLEAR for grade in grades], APART)
    loads = [("screening", load_of(screened, clean))]
    del screened
    others = list(baselines(pairs, APART))
    few = clean[:500]  # the slow scorers take a minute for these
    naive = [(other, other.any_hit(few, listed)) for other in others]
    if asked.real:
        every = Screened([name for name in names if material.stem(name) not in stems])
        loads.append(("screening, all real names", load_of(every, clean)))
        del every
    if asked.composed:
        many = [name for name in composed(universe, asked.composed) if material.stem(name) not in stems]
        loads.append(("screening, composed names", load_of(Screened(many), clean)))
    parts = [class_table(pairs, grades, ours, others), load_table(loads, naive, len(few))]
    if material.GOLD.exists():
        parts.append(trade_name_table(material.read_gold()))
    publish("quality", parts, write=asked.write)


if __name__ == "__main__":
    main()
