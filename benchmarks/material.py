"""What the measurements run on: real company names, confusable characters and a gold segmentation, none of it ours.

The data stay outside of the project; three settings of the environment say where they are.
"""

import gzip
import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Split = Literal["tune", "report"]
NAMES = Path(os.environ.get("BENCH_NAMES", "../shared/data/company_names_dev.txt.gz"))  # one name a line
CONFUSIONS = Path(os.environ.get("BENCH_CONFUSIONS", "../shared/data/confusions"))  # same_pinyin.txt, same_stroke.txt
GOLD = Path(os.environ.get("BENCH_GOLD", "../shared/data/gold_segmentation.txt"))  # "character B-NAME" a line
_FORM = re.compile(r"(?:有限责任公司|股份有限公司|有限公司|总公司|公司).*$")
_SEEN = 5  # a slip gives a character that company names use at all


@dataclass(frozen=True, slots=True)
class Confusions:
    """Characters that sound or look alike, each way round; empty where the data are not at hand."""

    homophones: Mapping[str, frozenset[str]] = field(default_factory=dict)
    look_alikes: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read_names(path: Path = NAMES) -> list[str]:
    """The names of the file in its order; ends the program with a word of advice when there is no such file."""
    if not path.is_file():
        raise SystemExit(f"no company names at {path}: set BENCH_NAMES to a gzip file with one name a line")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [name for line in lines if (name := line.strip())]


def stem(name: str) -> str:
    """The name up to its legal form, brackets and width apart: the same for a company, its branches and form twins."""
    bare = re.sub(r"[()\s]", "", unicodedata.normalize("NFKC", name))
    return _FORM.sub("", bare) or bare


def split_of(name: str) -> Split:
    """The half that a company belongs to, for good: decided by a hash of its stem, so that branches go along."""
    return "tune" if hashlib.blake2b(stem(name).encode(), digest_size=1).digest()[0] % 2 else "report"


def _groups(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def read_confusions(names: Iterable[str], folder: Path = CONFUSIONS) -> Confusions:
    """The groups of pycorrector (same_pinyin.txt, same_stroke.txt), kept to characters that the names use."""
    if not folder.is_dir():
        return Confusions()
    used = {character for character, count in Counter("".join(names)).items() if count >= _SEEN}
    sound: dict[str, set[str]] = {}
    for cells in _groups(folder / "same_pinyin.txt"):
        sound.setdefault(cells[0], set()).update(*cells[1:])
    look: dict[str, set[str]] = {}
    for cells in _groups(folder / "same_stroke.txt"):
        for cell in cells:
            look.setdefault(cell, set()).update(cells)
    return Confusions(
        *({one: frozenset((many & used) - {one}) for one, many in map_.items()} for map_ in (sound, look))
    )


@dataclass(frozen=True, slots=True)
class GoldName:
    """A name with the trade name that people marked in it, and the order of its parts."""

    text: str
    trade: str
    order: tuple[str, ...]

    @property
    def natural(self) -> bool:
        """True for place, trade name, industry, legal form in the order of the law; many were shuffled on purpose."""
        return self.order in (
            ("REGION", "NAME", "DOMAIN", "COM_TYPE"),
            ("NAME", "DOMAIN", "COM_TYPE"),
            ("NAME", "REGION", "DOMAIN", "COM_TYPE"),
            ("NAME", "DOMAIN", "REGION", "COM_TYPE"),
        )


def read_gold(path: Path = GOLD) -> list[GoldName]:
    """The distinct names of a BIO file that have one trade name in one piece."""
    found: dict[str, GoldName] = {}
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        pairs = [line.rsplit(" ", 1) for line in block.splitlines() if line.count(" ") == 1]
        order = tuple(tag[2:] for _, tag in pairs if tag.startswith("B-"))
        if order.count("NAME") == 1:
            text = "".join(character for character, _ in pairs)
            found[text] = GoldName(text, "".join(one for one, tag in pairs if tag.endswith("-NAME")), order)
    return list(found.values())
