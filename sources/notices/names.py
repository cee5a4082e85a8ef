"""Which company names of a body may be listings, once the notice's polarity is known."""

from dataclasses import dataclass
from types import MappingProxyType

from sources.notices.classify import Nature
from sources.notices.prose import Enumeration, company_names, enumerations, resolve_short_names
from sources.records import Kind, Place, Row

SHORT_NAME = "文中简称"
"""The cell of a row that holds the short name by which the text calls the company."""
_TABLE = "正文"


@dataclass(frozen=True, slots=True)
class Named:
    """Names of a body: listings, names that only a person may turn into listings, and a count that did not fit."""

    rows: tuple[Row, ...] = ()
    candidates: tuple[str, ...] = ()
    misfit: tuple[tuple[str, int], ...] = ()


def names_in(body: str, nature: Nature, declared: int | None, url: str | None) -> Named:
    """Rows of a positive list whose count fits its names exactly; in adverse or unfitting prose candidates only.

    News, policies and statistics name companies by the way: nothing is taken from them.
    """
    kind = nature.kind
    if kind is None or not (kind.lists_companies or kind is Kind.PENALTY):
        return Named()
    if kind is not Kind.POSITIVE_LIST:
        return Named(candidates=company_names(body))
    listed = enumerations(body)
    whole = next((found for found in listed if found.full_names and found.count == declared), None)
    if whole is None:
        return Named(candidates=company_names(body))
    if not whole.complete:
        return Named(candidates=company_names(body), misfit=(("names", len(set(whole.items))),))
    return Named(rows=_rows(whole.items, listed, url))


def _rows(names: tuple[str, ...], listed: tuple[Enumeration, ...], url: str | None) -> tuple[Row, ...]:
    """A row for each full name; short names further down (其中中车、小米等2家) are noted on theirs and make no row."""
    shorts = tuple(item for found in listed if not found.full_names for item in found.items)
    called = {name: short for short, name in resolve_short_names(shorts, names).items() if name}
    return tuple(
        Row(
            name=name,
            place=Place(url or "", _TABLE, number),
            cells=MappingProxyType({SHORT_NAME: called[name]} if name in called else {}),
        )
        for number, name in enumerate(names, start=1)
    )
