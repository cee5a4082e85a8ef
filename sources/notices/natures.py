"""What a person may say that a list is where its title does not: the types that titles have, each with its nature."""

from collections.abc import Mapping
from dataclasses import replace

from sources.base import Regulator
from sources.notices import vocabulary
from sources.notices.classify import Nature
from sources.notices.series import series_of
from sources.notices.vocabulary import UNKNOWN, UNSURE
from sources.records import Kind, Mode, Notice, Polarity

_LOST = ("失联空壳", "失联", "空壳")
_ADVERSE = (*_LOST, *(name for name, _ in vocabulary.FLAGGED))
_OTHER_WORDS = {"疑似": "疑似非正常经营", "非正常": "非正常经营", "正面": "名录"}


def _natures() -> dict[str, Nature]:
    of = {
        **{f"疑似{name}": (Kind.SUSPECTED_LIST, Polarity.SUSPECTED) for name in (*_LOST, "非正常经营")},
        **dict.fromkeys(_ADVERSE, (Kind.FLAGGED_LIST, Polarity.FLAGGED)),
        **{name: (Kind.POSITIVE_LIST, Polarity.POSITIVE) for name, _ in vocabulary.POSITIVE},
        **{name: (Kind.EXIT_LIST, Polarity.FLAGGED) for name, _ in vocabulary.EXIT},
    }
    found = {name: Nature(kind, polarity, name) for name, (kind, polarity) in of.items()}
    return {word: found[name] for word, name in _OTHER_WORDS.items()} | found


NATURES: Mapping[str, Nature] = _natures()


def must_be_said(notice: Notice) -> bool:
    """True for a list that nobody may be put on before somebody has said what it is."""
    return notice.series is not None and notice.series.list_type == UNKNOWN


def may_be_said(notice: Notice) -> bool:
    """True for a list of which a person may know better than its title."""
    return notice.series is not None and notice.series.list_type in (UNKNOWN, UNSURE)


def as_said(notice: Notice, word: str, regulator: Regulator | None) -> Notice:
    """The notice as one of the list that the person names, one of NATURES; what it prints stays as it is."""
    nature, own = NATURES[word], notice.series
    if own is None or nature.kind is None:
        return notice
    mode = Mode.BATCH if nature.kind is Kind.EXIT_LIST else own.mode
    series = series_of(regulator, (own.sector,), nature.list_type, mode)
    return replace(notice, kind=nature.kind, polarity=nature.polarity, series=series)
