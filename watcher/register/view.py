"""The register as it is asked for: which listings, how many of each sort, and the first of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from store.known import revision, revision_name
from store.listings import Entry
from store.search import MOST_FOUND, search
from store.selection import Cube, Selection, Standing, counted, of_companies, some
from store.tables.register import Company, SeriesRow
from watcher.desk import Desk
from watcher.register.facets import Facet, facets, series_chosen, total
from watcher.register.wanted import Filters

MOST_SHOWN = 200  # listings of what a text found
_CUBES = 16  # days that are remembered


@dataclass(frozen=True, slots=True)
class View:
    """What was found; `crowded` where a text finds more companies than are listed."""

    chosen: Selection
    series: tuple[SeriesRow, ...]  # that meet the filters
    facets: list[Facet]
    total: int
    found: Sequence[Company] | None  # by a text
    crowded: bool = False


def view(desk: Desk, session: Session, asked: Filters, text: str, today: date) -> View:
    """What the filters and the text (empty: everybody) choose, counted."""
    found = search(session, text, MOST_FOUND + 1, asked.known_at) if text.strip() else None
    every = session.exec(select(SeriesRow).order_by(col(SeriesRow.key))).all()
    companies = None if found is None else tuple(one.id for one in found[:MOST_FOUND])
    whole = Selection(asked.day(today), asked.known_at, asked.standing, companies=companies)
    cube = _cube(desk, session, whole)
    kept = series_chosen(every, asked.facets)
    filtered = any(asked.facets[name] for name in asked.facets if name != "status")
    keys = tuple(row.key for row in kept) if filtered else None
    return View(
        replace(whole, series=keys, status=asked.status),
        tuple(kept),
        facets(cube, every, asked.facets),
        total(cube, every, asked.facets),
        None if found is None else found[:MOST_FOUND],
        found is not None and len(found) > MOST_FOUND,
    )


def page(session: Session, one: View, most: int, *, after: int | None = None, before: int | None = None) -> list[Entry]:
    """Some of its listings: of a text in the order of the companies, else the last recorded first."""
    if one.found is None:
        return some(session, one.chosen, most, after=after, before=before)
    return of_companies(session, one.chosen, [company.id for company in one.found])[:MOST_SHOWN]


def _cube(desk: Desk, session: Session, whole: Selection) -> Cube:
    """Counted once for each revision and day: of a hundred thousand listings that takes a tenth of a second.

    What was known at a time is what the last revision until then had left.
    """
    if whole.companies is not None:
        return counted(session, whole)
    stamp = revision_name(session, revision(session))
    day = whole.as_of, whole.standing, revision(session, whole.known_at)
    known = desk.asked.get("register")
    cubes = known.days if isinstance(known, _Cubes) and known.stamp == stamp else {}
    if day not in cubes:
        cubes = {**dict(list(cubes.items())[-_CUBES + 1 :]), day: counted(session, whole)}
        desk.asked["register"] = _Cubes(stamp, cubes)
    return cubes[day]


@dataclass(frozen=True, slots=True)
class _Cubes:
    stamp: str | None
    days: dict[tuple[date, Standing, int], Cube]
