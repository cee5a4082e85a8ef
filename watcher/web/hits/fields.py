"""Our record beside the listed one, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass

from sources.names.keys import match_key
from store.tables.portfolios import CounterpartyRow
from watcher.screening.fields import marked
from watcher.screening.listed import Candidate

_SIGNS = {"good": "一致", "bad": "不同", "unseen": "一方未载", "": ""}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of both; 【】 stand around the characters that differ. `tone` and words say how they compare."""

    label: str
    ours: str
    listed: str
    tone: str
    words: str


def fields(row: CounterpartyRow, found: Candidate) -> Iterator[Field]:
    """Names and codes whole, then the parts of the names; then what only our record holds."""
    theirs, ours = marked(found.listed.name, row.name)
    alike = row.name != found.listed.name and match_key(row.name) == match_key(found.listed.name)
    tone = "good" if alike else _tone(row.name, found.listed.name)
    yield Field("名称", ours, theirs, tone, "一致（写法不同）" if alike else _SIGNS[tone])
    code, other = row.code or "", found.listed.code or ""
    tone = _tone(code, other)
    both = marked(other, code) if tone == "bad" else (other, code)
    yield Field("统一社会信用代码", both[1], both[0], tone, _SIGNS[tone] if code or other else "双方均未载")
    for part in found.fields:
        if part.field != "信用代码":
            tone = "good" if part.words.startswith("相同") else "bad" if part.words == "不同" else "doubt"
            yield Field(part.field, part.counterparty, part.listed, tone, part.words)
    if found.listed.former_names:
        yield Field("曾用名", "", "、".join(found.listed.former_names), "", "")
    for head, cell in row.own:
        yield Field(head, cell, "", "", "")


def _tone(ours: str, listed: str) -> str:
    if not ours or not listed:
        return "unseen"
    return "good" if ours == listed else "bad"
