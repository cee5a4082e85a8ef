"""What a notice that was a complete list before may change when it is read again: pure.

Nobody is lost by a page that broke: only a person takes companies out of an edition, or says that it was none.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from sources.records import ConflictField, FieldConflict, Notice, Polarity, Reading, Series
from store.editions import WITHDRAWN, FiledEdition
from store.lives import Act, EditionFacts


def read_again(
    before: Mapping[str, EditionFacts],
    editions: list[FiledEdition],
    notice: Notice,
    series: Mapping[str, Series],
    let_go: Collection[str] = (),
) -> tuple[list[FiledEdition], list[FieldConflict]]:
    """The editions to write (none: they stay as they were), and what a person must decide.

    Whom the notice no longer names stays listed where it was, and the difference is a conflict; so is a list that became
    a removal, a removal that became a list, and a list that is none any more. `before` are the complete editions of the
    notice, `series` those series, by key; `let_go` are the companies that a person corrects just now.
    """
    if not before:
        return editions, []
    decided, known = notice.origin == "person", next(iter(before.values()))
    if not editions:
        if not decided:
            return [], [_unlike(_word(known), "不是名单")]
        # It lists nobody any more: its listings were a mistake, and are corrected.
        return [_withdrawn(series[key], one) for key, one in before.items()], []
    if editions[0].state != "complete":
        return [], []
    if decided:
        return editions, []
    if (known.act is Act.REMOVES) != (editions[0].facts.act is Act.REMOVES):
        return [], [_unlike(_word(known), _word(editions[0].facts))]
    named = {company for edition in editions for company in edition.facts.rows} | {*let_go}
    lost = {key: left for key, one in before.items() if (left := one.rows.keys() - named)}
    if not lost:
        return editions, []
    gone = sorted({before[key].rows[company].name for key, left in lost.items() for company in left})
    conflict = FieldConflict(ConflictField.COUNT, (Reading("此前列入", "、".join(gone)), Reading("本次", None)), None)
    now = {edition.series.key: edition for edition in editions}
    for key, left in lost.items():
        now[key] = _keeping(now.get(key) or _empty(editions[0], series[key]), before[key], left)
    return [*now.values()], [conflict]


def _withdrawn(series: Series, edition: EditionFacts) -> FiledEdition:
    return FiledEdition(series, Polarity.NEUTRAL, replace(edition, rows={}, printed=()), WITHDRAWN, None, 0)


def _empty(edition: FiledEdition, series: Series) -> FiledEdition:
    """An edition of the same notice in a series in which it names nobody now."""
    return replace(edition, series=series, facts=replace(edition.facts, rows={}, printed=()), declared=None, named=0)


def _keeping(edition: FiledEdition, before: EditionFacts, left: Collection[str]) -> FiledEdition:
    """The edition with those companies of the one before that the page has lost."""
    rows = {company: facts for company, facts in before.rows.items() if company in left}
    printed = (*(one for one in before.printed if one.company in left), *edition.facts.printed)
    return replace(edition, facts=replace(edition.facts, rows={**rows, **edition.facts.rows}, printed=printed))


def _word(edition: EditionFacts) -> str:
    return "移出" if edition.act is Act.REMOVES else "列入"


def _unlike(before: str, now: str) -> FieldConflict:
    return FieldConflict(ConflictField.TITLE, (Reading("此前", before), Reading("本次", now)), None)
