"""Links of a list: where they lead, what day is printed beside them, and whether a title can be that of a page."""

import re
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from urllib.parse import urldefrag, urljoin, urlsplit

from sources.base import Page, Regulator
from sources.notices.article import Link
from sources.notices.wording import without_mark

# How alike the title of a link and of its page must be; 厦门's headings swap the sector and still reach 0.8.
_ALIKE = 0.6
_DAY = re.compile(r"(?<!\d)(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list page: the title as far as it is printed, the absolute URL, the printed day (2023-07-18).

    `files` are those that the list itself names; the notice's own page may keep silent about them.
    """

    title: str
    url: str
    day: str | None = None
    files: tuple[Link, ...] = ()

    @property
    def cut(self) -> bool:
        """True when the list prints only the beginning of the title."""
        return self.title.rstrip().endswith(("…", "..."))


def local_url(page: Page, reference: str, regulator: Regulator | None = None) -> str | None:
    """Return the absolute URL of a link to the same host or to one of the regulator's domains, else None."""
    url = web_url(page, reference)
    return url if url and is_own(url, page, regulator) else None


def is_own(url: str, page: Page | None, regulator: Regulator | None = None) -> bool:
    """True for an address on the page's own host or on one of the regulator's domains."""
    host = urlsplit(url).hostname or ""
    domains = regulator.domains if regulator else ()
    here = urlsplit(page.address).hostname if page else None
    return host == here or any(host == one or host.endswith(f".{one}") for one in domains)


def web_url(page: Page, reference: str) -> str | None:
    """Return the absolute http(s) URL of a link without its #fragment, else None (javascript:, mailto:, nonsense)."""
    try:
        url = urldefrag(urljoin(page.address, reference.strip())).url
        return url if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else None
    except ValueError:
        return None


def day_in(text: str) -> str | None:
    """Return the first day printed in a text as 2023-07-18, even when it is broken over lines."""
    match = _DAY.search(text) or _DAY.search(re.sub(r"\s", "", text))  # without blanks 2023-07-18 10:20 runs together
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None


def fits(listed: str, title: str) -> bool:
    """True when a list's title, perhaps cut short or with a word swapped, can be that of the page."""
    left, right = bare_title(listed), bare_title(title)
    if not left:
        return False
    cut = left in right if len(left) >= 6 else False  # lists print the beginning of long titles
    return cut or SequenceMatcher(None, left, right, autojunk=False).ratio() >= _ALIKE


def bare_title(title: str) -> str:
    """Return a title without blanks, a newsroom's mark, and the dots that show that it was cut."""
    return re.sub(r"\s", "", without_mark(title[:400])).rstrip(".…")
