"""How much work the tags of a page make for a parser, guessed from above before one sees them.

What HTML says of wrong nesting makes parsers walk through all open elements at each tag, and put each unclosed <b> into every
paragraph: a page of some megabytes can take an hour or all memory. So a tag that ends an element counts only where every parser
takes it for one: not in a comment, an attribute or a script, nor across the border of a table.
"""

import re
from collections import Counter
from collections.abc import Iterator

from sources.errors import ReadingError
from sources.records import LookState

DEEPEST = 5_000
_MOST_STEPS = 50_000_000  # through open elements; less than a second
_MOST_REBUILT = 500_000  # elements; about 200 MB
_HARMLESS = 1_000  # tags can do nothing of it

_NO_ELEMENT = r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<[!?][^>]*>?|</[^a-zA-Z][^>]*>?"
_ELEMENT = r"""<(/?)([a-zA-Z][^\s/>]*)[^"'>]*+(?:(?:"[^"]*"|'[^']*')[^"'>]*+)*+>?"""
_TOKEN = re.compile(f"{_NO_ELEMENT}|{_ELEMENT}", re.DOTALL)
_OPENING = re.compile(r"<([a-zA-Z][^\s/>]*)")
_NEVER_NESTED = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"),
        *("p", "li", "dd", "dt", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "html", "head", "body"),
    )
)
_NO_TAGS = frozenset(("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript", "select"))
_REBUILT = frozenset(("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"))
_ALONE = _REBUILT | {"form"}  # what is open within them stays open behind their end
_BORDERS = frozenset(("table", "caption", "object", "applet", "marquee", "template", "svg", "math"))
_BLOCKS = _BORDERS | frozenset(  # their end is the end of whatever is open within them; that of others stops at these
    (
        *("address", "article", "aside", "blockquote", "button", "center", "details", "dialog", "dir", "div", "dl", "fieldset"),
        *("figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "listing", "main", "menu"),
        *("nav", "ol", "pre", "search", "section", "summary", "ul"),
    )
)
_ALIKE = 3  # of one element with the same attributes so many are rebuilt


def admit(text: str) -> None:
    """Raises ReadingError (unreadable) for a page nested so that parsing it would take minutes."""
    if text.count("<") > _HARMLESS:
        page = _Page()
        for ends, name, tag in _tags(text):
            if ends:
                page.end(name)
            else:
                page.begin(name, tag)


def _tags(text: str) -> Iterator[tuple[bool, str, str]]:
    """Each tag: whether it ends an element, the element, the tag itself. Where it is not sure to be one, only beginnings count."""
    at = 0
    while found := _TOKEN.search(text, at):
        at = found.end()
        ends, name = found[1], (found[2] or "").lower()
        if name:
            yield bool(ends), name, found[0]
        inside = found[0][len(name) + 1 :]
        if name in _NO_TAGS and not ends:
            closing = re.compile(f"</{name}", re.IGNORECASE).search(text, at)
            inside, at = text[at : closing.start() if closing else None], closing.start() if closing else len(text)
        if "<" in inside:
            yield from ((False, one[1].lower(), one[0]) for one in _OPENING.finditer(inside))


class _Page:
    """The elements that are open, and what they have cost so far."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.number = Counter[str]()
        self.kinds: dict[str, set[str]] = {}  # of what is rebuilt: the tags with their attributes
        self.steps = self.rebuilt = 0

    def begin(self, name: str, tag: str) -> None:
        """An element begins."""
        self._walk(len(self.open))
        if name in _REBUILT:
            self.kinds.setdefault(name, set()).add(tag)
        else:
            self.rebuilt += sum(min(self.number[one], _ALIKE * len(tags)) for one, tags in self.kinds.items())
        if name not in _NEVER_NESTED:
            self.open.append(name)
            self.number[name] += 1
        if len(self.open) > DEEPEST or self.rebuilt > _MOST_REBUILT:
            raise _refused()

    def end(self, name: str) -> None:
        """An element ends, with what is open within it; nothing where that is not sure."""
        if not self.number[name]:
            return
        for back, one in enumerate(reversed(self.open), start=1):
            if one == name:
                self._walk(back)
                return self._ended(back, alone=name in _ALONE)
            if one in _BORDERS or (one in _BLOCKS and name not in _BLOCKS | _ALONE):
                return self._walk(back)

    def _ended(self, back: int, *, alone: bool) -> None:
        self.number.subtract(self.open[-back:] if not alone else self.open[-back : len(self.open) - back + 1])
        del self.open[-back : len(self.open) - back + 1 if alone else None]

    def _walk(self, steps: int) -> None:
        self.steps += steps
        if self.steps > _MOST_STEPS:
            raise _refused()


def _refused() -> ReadingError:
    return ReadingError(f"网页的标签嵌套超过 {DEEPEST} 层或过于杂乱，未予解析", state=LookState.UNREADABLE)
