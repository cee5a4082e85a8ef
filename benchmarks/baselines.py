"""What rapidfuzz does alone: four scorers on raw and on normalised names, each at the threshold that suits it best.

Best is the widest gap between the positives and the negatives accepted. By F1, to accept everything would win for some.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from benchmarks.variants import Pair
from sources.names.keys import identity_key

Scorer = Callable[..., float]
CAREFUL = 0.03
_ROWS = 200  # of counterparties at once: the block of scores stays small
_SCORERS: Mapping[str, tuple[Scorer, float]] = {
    "ratio": (fuzz.ratio, 1),
    "WRatio": (fuzz.WRatio, 1),
    "partial_ratio": (fuzz.partial_ratio, 1),
    "Jaro-Winkler": (JaroWinkler.normalized_similarity, 100),
}


@dataclass(frozen=True, slots=True)
class Rates:
    """How often each class is accepted, and what that comes to with every class at the same weight."""

    by_class: Mapping[str, float]
    recall: float
    false: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, as many negatives as positives."""
        return 2 * self.recall / (1 + self.recall + self.false)


@dataclass(frozen=True, slots=True)
class Baseline:
    """A scorer with its best threshold (0 to 100) and what it does there."""

    name: str
    scorer: Scorer
    scale: float
    normalised: bool
    threshold: int
    rates: Rates
    careful: float  # what it finds where no more than `CAREFUL` of the negatives are accepted

    def any_hit(self, asked: Sequence[str], listed: Sequence[str]) -> float:
        """The share of counterparties with a score at the threshold or above anywhere on the list."""
        asked, listed = (_written(names, self.normalised) for names in (asked, listed))
        hit = 0
        for start in range(0, len(asked), _ROWS):
            block: Any = process.cdist(
                asked[start : start + _ROWS], listed, scorer=self.scorer, workers=-1, dtype=numpy.float32
            )
            hit += int((block.max(axis=1) * self.scale >= self.threshold).sum())
        return hit / len(asked)


def normalised(name: str) -> str:
    """The name folded as the product does before it looks at parts: more than most users of a scorer do."""
    return re.sub("[()]", "", identity_key(name))


def _written(names: Sequence[str], normal: bool) -> list[str]:
    return [normalised(name) for name in names] if normal else list(names)


def rates(pairs: Sequence[Pair], accepted: Sequence[bool], apart: Sequence[str]) -> Rates:
    """Accepted shares by class; the mean of the classes, those to be reported apart left out."""
    by: defaultdict[str, list[bool]] = defaultdict(list)
    same: dict[str, bool] = {}
    for pair, yes in zip(pairs, accepted, strict=True):
        by[pair.kind].append(yes)
        same[pair.kind] = pair.same
    shares = {kind: sum(found) / len(found) for kind, found in by.items()}
    means = []
    for wanted in (True, False):
        found_ = [share for kind, share in shares.items() if same[kind] is wanted and kind not in apart]
        means.append(sum(found_) / len(found_) if found_ else 0.0)
    return Rates(shares, *means)


def baselines(pairs: Sequence[Pair], apart: Sequence[str]) -> Iterator[Baseline]:
    """Every scorer on raw and normalised names at the threshold of its best F1 on these very pairs."""
    for normal in (False, True):
        listed = _written([pair.listed for pair in pairs], normal)
        asked = _written([pair.asked for pair in pairs], normal)
        for name, (scorer, scale) in _SCORERS.items():
            scores = [scale * scorer(one, other) for one, other in zip(listed, asked, strict=True)]
            at = {cut: rates(pairs, [score >= cut for score in scores], apart) for cut in range(1, 102)}
            best = max(at, key=lambda cut: at[cut].recall - at[cut].false)
            careful = max(found.recall for found in at.values() if found.false <= CAREFUL)
            yield Baseline(f"{'norm. ' * normal}{name}", scorer, scale, normal, best, at[best], careful)
