"""A column of a regulator's site, as every family is set up for it."""

from dataclasses import dataclass

from sources.base import Regulator


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one regulator's site, and which of its titles are wanted (a regular expression).

    `most_pages` bounds the list pages read in one look. `empty_is_normal` as in Source. `site_code` is the site's
    SiteIDCode and `name` the column's ColumnName; a page that prints another one is the wrong page.
    """

    regulator: Regulator
    wanted: str
    most_pages: int = 3
    empty_is_normal: bool = False
    site_code: str | None = None
    name: str | None = None
