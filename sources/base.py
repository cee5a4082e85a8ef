"""The protocol of a source: a generator that yields what it read and what it wants next, and does no I/O.

    steps = source.read(first_page)         # Steps
    Request  -> the shell fetches it and sends the Page back, or throws the FetchError in
    Notice   -> the shell keeps it and sends nothing back

So a saved page can be read again after a reader was mended, and every source is tested without a mock.

One failing notice does not hide the others: a reader that meets a LookError at one notice (thrown in by the shell, or its
own) remembers it, goes on, and raises the first one after the last notice. So the notices yielded before the error are
sound and may be kept, and the look still ends in the error's state. An attachment that could not be had is no error of
the look: its notice says so (`Attachment.trouble`).
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sources.records import Notice


@dataclass(frozen=True, slots=True)
class Request:
    """A page still to fetch. `form` makes it a POST; `name` is the file name that a link shows."""

    url: str
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    name: str | None = None

    @property
    def key(self) -> str:
        """What tells one request from another: the URL, and the form's fields when it is a POST."""
        if self.form is None:
            return self.url
        return self.url + " POST " + "&".join(f"{key}={value}" for key, value in sorted(self.form.items()))


@dataclass(frozen=True, slots=True)
class Page:
    """Fetched bytes with the URL asked for, the URL that answered, and the headers (names in lower case)."""

    url: str
    content: bytes
    final_url: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    name: str | None = None  # the file name that the link showed

    @property
    def address(self) -> str:
        """The URL that answered; relative links start from here."""
        return self.final_url or self.url


Steps = Generator["Request | Notice", "Page | None", None]


def ask(request: Request) -> Generator[Request | Notice, Page | None, Page]:
    """Yield the request and return the page that the shell sends back: `page = yield from ask(Request(url))`."""
    page = yield request
    if page is None:
        raise TypeError("a Request must be answered with a Page")
    return page


@dataclass(frozen=True, slots=True)
class Regulator:
    """Who publishes. `names` run from the oldest to the one in force; `domains` likewise; `place` is 大连, 厦门 …

    `aliases` are the short forms that its own texts use (市地方金融监管局); they mean this regulator only inside them.
    """

    id: str
    place: str
    names: tuple[str, ...]
    domains: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectations:
    """What a list of a source looks like when it was well read; what is outside is held for a person.

    `least` and `most` bound the rows of one list (`least` of a complete edition: a batch may be one company). A complete
    edition may lack at most `largest_drop` of those who stand, where `counted_from` or more do: short lists do shrink.
    """

    least: int = 1
    most: int | None = None
    largest_drop: float = 0.5
    counted_from: int = 10


LOCAL_LISTS = Expectations(most=5_000)
"""For the lists of one place: the longest known has 1,818."""


@dataclass(frozen=True, slots=True)
class Source:
    """One column, register or interface of one regulator.

    `read` takes the first page. `confirmed` stays False until a user has seen it read the live site.
    `empty_is_normal` allows the state ok_empty; anywhere else a list of nothing is a failed look.
    `read_notice` takes the page of one notice, e.g. one that a person saved and imports. `expects` guards its lists.
    """

    id: str
    regulator: Regulator
    title: str
    start: Request
    read: Callable[[Page], Steps]
    confirmed: bool = False
    empty_is_normal: bool = False
    read_notice: Callable[[Page], Steps] | None = None
    expects: Expectations = Expectations()
