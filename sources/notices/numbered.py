"""Companies in numbered paragraphs of a file (1. 某某公司), for files without a table.

Every line must be accounted for: a number and one whole name, the rest of a name, a sub-heading, the words before and
after the list. Where anything else stands, nothing is read. The names count only where a printed number of companies is
theirs; that of the notice counts as well as one of the file.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import MappingProxyType

from sources.documents.captions import PAGE_MARK, is_caption
from sources.names.keys import split_former
from sources.notices.cells import COMPANY_END, joined
from sources.notices.counts import declared_counts
from sources.notices.rows import SECTION
from sources.notices.trade_sizes import SIZE
from sources.notices.wording import compact, to_number
from sources.records import Place, Row

_TABLE = "正文"
_LONGEST_TEXT, _LONGEST_ITEM = 500_000, 160
_CHINESE = r"[一二三四五六七八九十百]{1,5}"
_STYLES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(\d{1,4})\s*(?:[、．)）]|\.(?!\d))\s*(\S.*)",
        r"[(（]\s*(\d{1,4})\s*[)）][、.．]?\s*(\S.*)",
        rf"({_CHINESE})[、.．]\s*(\S.*)",
        rf"[(（]({_CHINESE})[)）][、.．]?\s*(\S.*)",
    )
)
_FORM = r"(?:有限责任公司|股份有限公司|有限公司|[（(](?:有限合伙|普通合伙)[）)])"
_COMPANY = re.compile(_FORM)
_ITEM = re.compile(
    rf"(?P<name>[\u4e00-\u9fffA-Za-z0-9（）()·&＆\- ]{{2,60}}?{_FORM}(?:[\u4e00-\u9fff]{{2,12}}分公司)?)"
    r"(?P<former>[（(](?:曾用名|原名|原|筹)(?:[^（）()]|[（(][^（）()]*[）)]){0,60}[)）])?[*＊]?"
    r"(?:[\s，,：:（(]*(?:(?:统一)?社会?信用代码)?[\s：:]*(?P<code>[0-9A-Z]{15,18})[）)]?)?[；;。，,、]?"
)
_TOTAL = re.compile(rf"(?:以上|以下|上述|下列|等|共有?|共计|合计|总计|名[单录][（(]?){SIZE}")
_SECTION_SIZE = re.compile(SIZE)


@dataclass(frozen=True, slots=True)
class Numbered:
    """The rows of a numbered list, the sizes that its file prints, and what is wrong with its numbers (Chinese words)."""

    rows: tuple[Row, ...]
    sizes: tuple[int, ...]
    flaw: str | None = None

    def doubt(self, declared: int | None) -> str | None:
        """Why these are no listings before a person has looked, where the notice declares this size; None when they are.

        Whether they make up the notice's own size is asked of the whole list, not of one file.
        """
        count = len(self.rows)
        if self.flaw:
            return self.flaw
        if set(self.sizes) - {count}:
            return f"附件写明 {'、'.join(map(str, self.sizes))} 家，按编号段落读到 {count} 家"
        return None if self.sizes or declared else f"附件以编号段落列出 {count} 家，没有写明家数可供核对"


@dataclass(slots=True)
class _Section:
    """A sub-heading and what stands below it: numbers and texts."""

    heading: str
    items: list[tuple[int, str]] = field(default_factory=list)


def numbered_in(text: str, url: str) -> Numbered | None:
    """Return the numbered list that a text is; None where any of its lines cannot be accounted for."""
    if len(text) > _LONGEST_TEXT:
        return None
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not PAGE_MARK.fullmatch(line)]
    for style in _STYLES:
        others: list[str] = []
        sections = _sections(lines, style, others)
        if sections and not any(_COMPANY.search(line) for line in (*others, *(one.heading for one in sections))):
            return Numbered(tuple(_rows(sections, url)), _sizes(sections, others), _flaw(sections))
    return None


def _sections(lines: Iterable[str], style: re.Pattern[str], others: list[str]) -> list[_Section]:
    """The parts of a list whose numbers are of this style, nothing where it is none; `others` takes the words around it."""
    sections = [_Section("")]
    between: list[str] = []  # lines since the last name
    for line in lines:
        items = sections[-1].items
        whole = not items or _ITEM.fullmatch(items[-1][1]) is not None
        if mark := style.fullmatch(line):
            if not whole or not _lead(between, others, sections, first=to_number(mark[1]) == 1):
                return []
            sections[-1].items.append((to_number(mark[1]), mark[2]))
            others.extend(between)
            between = []
        elif not whole:
            number, begun = items[-1]
            items[-1] = (number, joined(begun + "\n" + line))
            if len(begun) > _LONGEST_ITEM:
                return []
        else:
            between.append(line)
    if any(COMPANY_END.search(line) for line in between):
        return []  # below the list, one without a number
    others.extend(between)
    found = [section for section in sections if section.items]
    return found if all(_single(text) for section in found for _, text in section.items) else []


def _lead(between: list[str], others: list[str], sections: list[_Section], *, first: bool) -> bool:
    """Take the sub-heading that stands before a name; False where other words stand there, which may be another name."""
    if not between:
        return True
    begins = not any(section.items for section in sections)
    numbered = any(style.fullmatch(between[-1]) for style in _STYLES)
    heads = numbered or (is_caption(between[-1]) and first and not begins)
    # What else may stand between two names: the head of each page, a total.
    if not begins and not all(
        line in others or _TOTAL.search(compact(line)) for line in between[: -1 if heads else None]
    ):
        return False
    if heads:
        sections.append(_Section(between[-1]))
    return True


def _single(text: str) -> bool:
    """True for one whole name, and not two in one breath."""
    match = _ITEM.fullmatch(text)
    return match is not None and match["name"].count("有限") - match["name"].count("有限合伙") < 2


def _rows(sections: Iterable[_Section], url: str) -> Iterator[Row]:
    texts = ((section.heading, text) for section in sections for _, text in section.items)
    for number, (heading, text) in enumerate(texts, start=1):
        match = _ITEM.fullmatch(text)
        assert match is not None  # _single has seen it
        name, former = split_former(match["name"].strip() + (match["former"] or ""))
        cells = MappingProxyType({SECTION: heading} if heading else {})
        yield Row(name, Place(url, _TABLE, number), match["code"], former_names=tuple(former), cells=cells)


def _sizes(sections: list[_Section], others: Iterable[str]) -> tuple[int, ...]:
    """The sizes that stand around the list, and the sum of those of all its parts."""
    headings = {section.heading for section in sections}
    words = "\n".join(line for line in others if line not in headings)
    found = [*declared_counts("", words), *(to_number(total[1]) for total in _TOTAL.finditer(compact(words)))]
    parts = [_size(section) for section in sections]
    if None not in parts:
        found.append(sum(part for part in parts if part is not None))
    return tuple(dict.fromkeys(found))


def _size(section: _Section) -> int | None:
    match = _SECTION_SIZE.search(compact(section.heading))
    return to_number(match[1]) if match else None


def _flaw(sections: Iterable[_Section]) -> str | None:
    """Numbers that do not count their names: one left out, one twice, a part of another size than it says."""
    last = 0
    for section in sections:
        numbers = [number for number, _ in section.items]
        if numbers[0] == 1:
            last = 0
        if numbers != list(range(last + 1, last + 1 + len(numbers))):
            return "附件中名单的编号不连续，可能没有读全"
        last = numbers[-1]
        if _size(section) not in (None, len(numbers)):
            return f"附件“{section.heading}”之下读到 {len(numbers)} 家"
    return None
