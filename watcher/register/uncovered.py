"""What an answer of the register cannot tell: of the lists that were asked about, those without names, and blind sources. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sources.base import Source
from store.coverage import Coverage, Gap, SourceState
from watcher.register.facets import place_of


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Lists that lack names, sources whose last look failed or never was, sources last seen too long ago.

    `empty`: the register has no list at all that the filters could mean, so that nothing was compared.
    """

    gaps: tuple[Gap, ...]
    blind: tuple[SourceState, ...]
    stale: tuple[SourceState, ...]
    empty: bool

    def __bool__(self) -> bool:
        return bool(self.gaps or self.blind or self.stale or self.empty)


def uncovered(
    cover: Coverage, stale: Sequence[SourceState], sources: Sequence[Source], wanted: Mapping[str, str]
) -> Uncovered:
    """Of the regulators and lists that the filters name (all of them without one)."""
    of = {one.id: one.regulator.id for one in sources}
    return Uncovered(
        tuple(one for one in cover.gaps if _asked(one.regulator, wanted) and _lists(one.series, wanted)),
        tuple(one for one in cover.blind if _asked(of.get(one.id, ""), wanted)),
        tuple(one for one in stale if _asked(of.get(one.id, ""), wanted)),
        not any(one.edition and _asked(one.regulator, wanted) and _lists(one.series, wanted) for one in cover.lists),
    )


def _asked(regulator: str, wanted: Mapping[str, str]) -> bool:
    """Whether a regulator is one of those asked about; of a notice that nobody knows it of, it may be any."""
    of_list = wanted.get("series", "").partition("/")[0]
    return not regulator or (
        wanted.get("place", "") in ("", place_of(regulator))
        and wanted.get("regulator", "") in ("", regulator)
        and of_list in ("", regulator)
    )


def _lists(series: str | None, wanted: Mapping[str, str]) -> bool:
    """Whether a list may be one of those asked about; one that nobody could place may be any."""
    if series is None:
        return True
    _, sector, kind = (*series.split("/", 2), "", "")[:3]
    known = {"sector": sector, "kind": kind, "series": series}
    return all(wanted.get(name, "") in ("", value) for name, value in known.items())
