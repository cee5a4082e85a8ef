"""TRS IGS: the search of sites that are TRS WCM; it finds notices of every column, also those of no list that is read.

GET /igs/front/search.jhtml?searchWord=…&siteId=36 answers {page: {content: [{title, url, trs_time}], totalPages}}, the words
that were searched marked up in the title; further pages are asked for by `pageNumber`. The notices are pages of TRS WCM.
"""

import re
from collections.abc import Iterator
from functools import partial

from sources.base import Page, Request, Steps
from sources.platforms import trs
from sources.platforms.columns import Column
from sources.platforms.family import Family
from sources.platforms.interfaces import count, day_of, inside, json_of, records, title_in, words
from sources.platforms.links import Listed, local_url

_NUMBER = re.compile(r"(?<=[?&])pageNumber=\d*")
_COMMON = trs.Shape()


def read(page: Page, column: Column, shape: trs.Shape = _COMMON) -> Steps:
    """Read a search: its answer, then each wanted notice with its files; `shape` is that of the notices' pages."""
    return _family(shape).read(page, column)


def read_notice(page: Page, column: Column, shape: trs.Shape = _COMMON) -> Steps:
    """Read the page of one notice."""
    return _family(shape).read_notice(page, column)


def _family(shape: trs.Shape) -> Family:
    return Family(_rows, _known, _further, partial(trs.article, shape=shape))


def _known(page: Page) -> bool:
    return isinstance(inside(json_of(page), "page", "content"), list)


def _rows(page: Page, column: Column) -> tuple[Listed, ...]:
    found: dict[str, Listed] = {}
    for record in records(inside(json_of(page), "page", "content")):
        address, title = words(record, "url"), title_in(words(record, "title"))
        url = local_url(page, address, column.regulator) if address else None
        if url and title:
            found.setdefault(url, Listed(title, url, day_of(record, "docreltime", "trs_time")))
    return tuple(found.values())


def _further(page: Page, column: Column) -> Iterator[Request]:
    last = count(inside(json_of(page), "page", "totalPages"))
    for number in range(2, min(last, column.most_pages) + 1):
        if _NUMBER.search(page.address):
            yield Request(_NUMBER.sub(f"pageNumber={number}", page.address))
        else:
            yield Request(f"{page.address}{'&' if '?' in page.address else '?'}pageNumber={number}")
