"""What a judgement of a pair stands on, of the listed company: its code, the match keys of its names, its lists with status.

Neither captures nor scores nor the user's file: a judgement lasts until something of this changes.
"""

from collections.abc import Collection
from hashlib import sha256
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from sources.names.keys import match_key
from sources.records import Polarity
from store.chunks import Among, chunks
from store.directory import SHORT
from store.tables.register import Company, CompanyName, Listing, SeriesRow

_ADVERSE = [polarity.value for polarity in Polarity if polarity.adverse]


class OnList(NamedTuple):
    """That a company is, or was, on an adverse list: its key and title, and the status (how it ended, where it did)."""

    series: str
    title: str
    status: str


class Grounds(NamedTuple):
    """The listed company as it was when somebody judged."""

    code: str | None
    names: tuple[str, ...]
    lists: tuple[OnList, ...]

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the judgement."""
        return {"code": self.code, "names": list(self.names), "lists": [list(one) for one in self.lists]}

    def holds(self, other: "Grounds") -> bool:
        """Whether nothing differs that a judgement depends on; the title of a list is none of it."""
        return self._essence() == other._essence()

    @property
    def stamp(self) -> str:
        """Another one where they do not hold any more."""
        return sha256(repr(self._essence()).encode()).hexdigest()[:16]

    def _essence(self) -> tuple[object, ...]:
        return self.code, sorted(self.names), sorted((one.series, one.status) for one in self.lists)


NO_GROUNDS = Grounds(None, (), ())


def grounds_from(kept: dict[str, Any]) -> Grounds:
    """As it was kept."""
    lists = tuple(OnList(*one) for one in kept.get("lists", ()))
    return Grounds(kept.get("code"), tuple(kept.get("names", ())), lists)


def grounds_of(session: Session, companies: Collection[str]) -> dict[str, Grounds]:
    """What stands now, of each of these companies."""
    found: dict[str, Grounds] = {}
    for some in chunks(sorted(set(companies))):
        names: dict[str, set[str]] = {}
        printed = select(CompanyName.company_id, CompanyName.name).where(Among(CompanyName.company_id, some))
        for id_, name in session.exec(
            printed.where(col(CompanyName.superseded_at).is_(None), CompanyName.kind != SHORT)
        ):
            names.setdefault(id_, set()).add(match_key(name))
        lists = _lists(session, some)
        for id_, code in session.exec(select(Company.id, Company.code).where(Among(Company.id, some))):
            standing = tuple(sorted(lists.get(id_, {}).values()))
            found[id_] = Grounds(code, tuple(sorted(names.get(id_, ()))), standing)
    return found


def _lists(session: Session, companies: Collection[str]) -> dict[str, dict[str, OnList]]:
    """By company and list the latest stay there."""
    wanted = (Listing.company_id, Listing.series_key, SeriesRow.title, Listing.status, Listing.ended_by, Listing.valid_to)
    query = select(*wanted).join(SeriesRow, col(SeriesRow.key) == Listing.series_key)  # type: ignore[call-overload]
    query = query.where(Among(Listing.company_id, companies), col(Listing.superseded_at).is_(None))
    query = query.where(col(SeriesRow.polarity).in_(_ADVERSE)).order_by(col(Listing.valid_from))
    found: dict[str, dict[str, OnList]] = {}
    for company, series, title, status, ended_by, valid_to in session.exec(query):
        now = status if valid_to is None else ended_by or "left"
        found.setdefault(company, {})[series] = OnList(series, title, now)
    return found
