"""Choosing among the listings: by list, status and company, on a day, as known at a time; counted, and read a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, or_

from store.chunks import Among
from store.listings import Entry, as_known, of_listings
from store.past import believed
from store.tables.register import Listing

Cube = dict[tuple[str, str], int]  # how many listings by series and status


class Standing(StrEnum):
    """Which listings are meant: those that stood on the day, those that had ended by then, or both."""

    LISTED = "listed"
    ENDED = "ended"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Selection:
    """Some listings of the register; what is None or empty is not asked about."""

    as_of: date
    known_at: datetime | None = None
    standing: Standing = Standing.LISTED
    series: tuple[str, ...] | None = None
    status: str = ""
    companies: tuple[str, ...] | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """What a listing must meet."""
        met = [believed(Listing.recorded_at, Listing.superseded_at, self.known_at), col(Listing.valid_from) <= self.as_of]
        if self.standing is Standing.LISTED:
            met.append(or_(col(Listing.valid_to).is_(None), col(Listing.valid_to) > self.as_of))
        elif self.standing is Standing.ENDED:
            met.append(col(Listing.valid_to) <= self.as_of)
        if self.series is not None:
            met.append(Among(Listing.series_key, self.series))
        if self.status:
            met.append(col(Listing.status) == self.status)
        if self.companies is not None:
            met.append(Among(Listing.company_id, self.companies))
        return met


def counted(session: Session, chosen: Selection) -> Cube:
    """How many listings there are of each status on each list."""
    by = col(Listing.series_key), col(Listing.status)
    query = columns(*by, func.count()).where(*chosen.conditions).group_by(*by)
    return {(series, status): number for series, status, number in session.connection().execute(query)}


def some(
    session: Session, chosen: Selection, most: int, *, after: int | None = None, before: int | None = None
) -> list[Entry]:
    """At most so many of them, the last recorded first: those that come `after` a listing in that order, or `before` it."""
    query = of_listings(chosen.conditions)
    if after is not None:
        query = query.where(col(Listing.id) < after)
    if before is not None:
        query = query.where(col(Listing.id) > before)
    order = col(Listing.id).asc() if before is not None else col(Listing.id).desc()
    found = as_known(session, session.exec(query.order_by(order).limit(most)).all(), chosen.known_at)
    return found[::-1] if before is not None else found


def of_companies(session: Session, chosen: Selection, ranked: Sequence[str]) -> list[Entry]:
    """Those of these companies, in the companies' order."""
    ranks = {id_: at for at, id_ in enumerate(ranked)}
    found = as_known(session, session.exec(of_listings(chosen.conditions)).all(), chosen.known_at)
    return sorted(found, key=lambda one: (ranks[one.listing.company_id], -(one.listing.id or 0)))
