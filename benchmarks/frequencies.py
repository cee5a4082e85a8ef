"""Count sources/names/frequencies.txt over a file of real company names, one a line: `python -m benchmarks.frequencies FILE`.

Only over the half that is for tuning, so that the half that is reported on stays unseen.
Expectation maximisation over all ways to cut a name, places and legal form taken off, into a trade name and words for
its line of business. Nothing of it is random; the file of names is not part of the project, the counts are.
"""

import argparse
import gzip
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import exp, log
from pathlib import Path

from benchmarks.material import split_of
from sources.names.parts import Role, split

LONGEST_WORD = 6
LONGEST_TRADE_NAME = 10
ROUNDS = 7
SEEN = 12  # a text is a candidate for a word when so many different names hold it
KEPT = 5.0  # and stays one while it is expected so often
SLIGHT = 1e-3
# Second halves of trade names that any business may follow; by counting alone they pass for words of business.
TRADE_WORDS = frozenset(
    {
        *("伟业", "阳光", "时代", "天成", "天下", "现代", "世纪", "空间", "兴业", "未来", "天地", "恒业"),
        *("大地", "东方", "创业", "鑫源", "家园", "之家", "永兴", "华夏", "百年", "鸿业", "嘉业", "恒通"),
    }
)


def _none() -> defaultdict[str, float]:
    return defaultdict(float)


@dataclass(slots=True)
class Counts:
    """Expected numbers: words beginning, standing later in and ending a line of business; characters; lengths."""

    first: dict[str, float] = field(default_factory=_none)
    later: dict[str, float] = field(default_factory=_none)
    last: dict[str, float] = field(default_factory=_none)
    trade: dict[str, float] = field(default_factory=_none)
    lengths: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    ends: dict[str, float] = field(default_factory=_none)  # last characters of trade names

    @property
    def total(self) -> dict[str, float]:
        """How often each word stands anywhere in a line of business."""
        return {word: self.first.get(word, 0) + self.later.get(word, 0) for word in {**self.first, **self.later}}


def cores(names: Iterable[str]) -> list[str]:
    """What is left of each name without places, legal form and branch; different ones, sorted."""
    found = set()
    for name in names:
        parts = split(name)
        if parts.inside:
            continue
        lead = parts.outside[0][1]
        length = sum(size for role, size in parts.outside[1:] if role not in (Role.PLACE, Role.FORM, Role.BRANCH))
        core = parts.text[lead : lead + length]
        if 2 <= len(core) <= 14 and all("\u4e00" <= one <= "\u9fff" for one in core):
            found.add(core)
    return sorted(found)


def candidates(texts: Iterable[str]) -> Counter[str]:
    """Every text of two to six characters, not at the beginning, that stands in many names."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update({text[at : at + size] for at in range(1, len(text) - 1) for size in _sizes(text, at)})
    return Counter({word: count for word, count in seen.items() if count >= SEEN and word not in TRADE_WORDS})


def _sizes(text: str, at: int) -> range:
    return range(2, min(LONGEST_WORD, len(text) - at) + 1)


def start(texts: list[str]) -> Counts:
    """Where the counting begins: every candidate as often as it stands anywhere, trade names mostly of two characters."""
    counts = Counts()
    for word, count in candidates(texts).items():
        counts.first[word] = counts.later[word] = count
        counts.last[word] = count / 2
    counts.lengths |= {1: 1, 2: 70, 3: 15, 4: 10, 5: 2, 6: 1, 7: 1, 8: 1}
    counts.trade |= Counter(one for text in texts for one in text[:2])
    return counts


class Round:
    """One pass over all names with the counts of the pass before."""

    def __init__(self, old: Counts) -> None:
        self.old = old
        self.firsts, self.laters = sum(old.first.values()), sum(old.later.values())
        self.letters, self.names = sum(old.trade.values()), sum(old.lengths.values())
        self.stop = {word: (old.last[word] + 1) / (count + 2) for word, count in old.total.items()}
        self.new = Counts()

    def count(self, text: str) -> None:
        """Share one name among its possible cuts."""
        rest = self._rest(text)
        ways = list(self._ways(text, rest))
        whole = sum(weight for _, weight in ways)
        if not whole:
            return
        reached = [0.0] * (len(text) + 1)
        for end, weight in ways:
            share = weight / whole
            if share < SLIGHT:
                continue
            self.new.lengths[end] += share
            for one in text[:end]:
                self.new.trade[one] += share
            if end < len(text):
                self.new.ends[text[end - 1]] += share
                self._spread(text, end, share, self.old.first, self.new.first, rest, reached)
        for at in range(2, len(text) - 1):
            if reached[at] > SLIGHT:
                self._spread(text, at, reached[at], self.old.later, self.new.later, rest, reached)

    def _rest(self, text: str) -> dict[tuple[int, int], float]:
        """For each word that may stand at (from, to): how probable is what follows it."""
        rest: dict[tuple[int, int], float] = {}
        onward = [0.0] * (len(text) + 1)
        for at in range(len(text) - 2, 0, -1):
            for size in _sizes(text, at):
                word, end = text[at : at + size], at + size
                if word not in self.stop:
                    continue
                after = self.stop[word] if end == len(text) else (1 - self.stop[word]) * onward[end]
                if after:
                    rest[at, end] = after
                    onward[at] += self.old.later[word] / self.laters * after
        return rest

    def _ways(self, text: str, rest: dict[tuple[int, int], float]) -> Iterator[tuple[int, float]]:
        spelt = 0.0
        for end in range(1, min(len(text), LONGEST_TRADE_NAME) + 1):
            spelt += log((self.old.trade[text[end - 1]] + 0.3) / (self.letters + 1500))
            after = sum(
                self.old.first[text[end : end + size]] / self.firsts * rest[end, end + size]
                for size in _sizes(text, end)
                if (end, end + size) in rest
            )
            after = 0.02 if end == len(text) else after
            if after:
                yield end, exp(spelt) * max(self.old.lengths[end] / self.names, 1e-6) * after

    def _spread(
        self,
        text: str,
        at: int,
        share: float,
        old: Mapping[str, float],
        new: dict[str, float],
        rest: dict[tuple[int, int], float],
        reached: list[float],
    ) -> None:
        """Share what arrives at a place among the words that may begin there."""
        ends = [at + size for size in _sizes(text, at) if (at, at + size) in rest]
        whole = sum(old[text[at:end]] * rest[at, end] for end in ends)
        for end in ends:
            word = text[at:end]
            part = share * old[word] * rest[at, end] / whole if whole else 0.0
            if part > SLIGHT:
                new[word] += part
                if end == len(text):
                    self.new.last[word] += part
                else:
                    reached[end] += part


def tidy(new: Counts) -> Counts:
    """Forget rare words, and words that are the last character of a trade name grown together with a word."""
    total = new.total
    kept = {word for word, count in total.items() if count >= KEPT}
    names = sum(new.ends.values())
    grown = {
        word
        for word in kept
        if len(word) >= 3 and word[1:] in kept and new.first[word] < 8 * new.first[word[1:]] * new.ends[word[0]] / names
    }
    kept -= grown
    for counter in (new.first, new.later, new.last):
        for word in set(counter) - kept:
            del counter[word]
    return new


def learn(texts: list[str]) -> Counts:
    """All rounds; prints how many words are left after each."""
    counts = start(texts)
    for number in range(ROUNDS):
        turn = Round(counts)
        for text in texts:
            turn.count(text)
        counts = tidy(turn.new)
        sys.stderr.write(f"round {number + 1}: {len(counts.total)} words\n")
    return counts


def table(counts: Counts, names: int) -> str:
    """The data file."""
    total = counts.total
    business: Counter[str] = Counter()
    for word, count in total.items():
        for one in word:
            business[one] += round(count**0.75)
    lines = [f"# Frequencies in Chinese company names, counted over {names:,} names of registered companies; no name is in it."]
    lines += ["# Trade names: length, how many."]
    lines += [f"{size} {max(1, round(counts.lengths[size]))}" for size in range(1, LONGEST_TRADE_NAME + 1)]
    lines += ["# Words for lines of business: word, how often it begins one, stands later in one, ends one."]
    for word in sorted(total, key=lambda one: (-total[one], one)):
        lines.append(f"{word} {counts.first[word]:.0f} {counts.later[word]:.0f} {counts.last[word]:.0f}")
    lines += ["# Characters: character, how often in trade names, weight in words for business."]
    letters = {*counts.trade, *business}
    for one in sorted(letters, key=lambda one: (-counts.trade[one], one)):
        if counts.trade[one] >= 1 or business[one] >= 1:
            lines.append(f"{one} {counts.trade[one]:.0f} {business[one]:.0f}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read the names, count, write the table to standard output."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("names", type=Path)
    path: Path = arguments.parse_args().names
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    names = [name for line in text.splitlines() if (name := line.strip()) and split_of(name) == "tune"]
    sys.stdout.write(table(learn(cores(names)), len(names)))


if __name__ == "__main__":
    main()
