"""What a notice that was a complete list before may change when it is read again: pure.

Nobody is lost by a page that broke: only a person takes companies out of an edition, or says that it was none.
"""

from collections.abc import Sequence
from dataclasses import replace

from sources.records import ConflictField, FieldConflict, Notice, Reading
from store.editions import FiledEdition
from store.lives import Act, EditionFacts

WITHDRAWN = "withdrawn"
"""The state of an edition of which a person said that it was no list."""


def read_again(
    before: EditionFacts | None, edition: FiledEdition | None, notice: Notice, others: Sequence[Notice]
) -> tuple[FiledEdition | None, list[FieldConflict]]:
    """The edition to write (None: it stays as it was), and what a person must decide.

    Whom the notice no longer names stays listed, and the difference is a conflict; so is a list that became a removal,
    a removal that became a list, and a list that is none any more. `others` are the other readings of the notice.
    """
    if before is None:
        return edition, []
    decided = notice.origin == "person"
    if edition is None:
        return (_withdrawn(before, others), []) if decided else (None, [_unlike(_word(before), "不是名单")])
    if edition.state != "complete":
        return None, []
    if decided:
        return edition, []
    if (before.act is Act.REMOVES) != (edition.facts.act is Act.REMOVES):
        return None, [_unlike(_word(before), _word(edition.facts))]
    rows = edition.facts.rows
    lost = {company: facts for company, facts in before.rows.items() if company not in rows}
    if not lost:
        return edition, []
    names = "、".join(sorted(facts.name for facts in lost.values()))
    conflict = FieldConflict(ConflictField.COUNT, (Reading("此前列入", names), Reading("本次", None)), None)
    return replace(edition, facts=replace(edition.facts, rows={**lost, **rows})), [conflict]


def _word(edition: EditionFacts) -> str:
    return "移出" if edition.act is Act.REMOVES else "列入"


def _unlike(before: str, now: str) -> FieldConflict:
    return FieldConflict(ConflictField.TITLE, (Reading("此前", before), Reading("本次", now)), None)


def _withdrawn(before: EditionFacts, others: Sequence[Notice]) -> FiledEdition | None:
    """The edition as one that lists nobody any more; its listings were a mistake and are corrected."""
    listed = next((one for one in others if one.series is not None and one.kind.lists_companies), None)
    if listed is None or listed.series is None:
        return None
    return FiledEdition(listed.series, listed.polarity, replace(before, rows={}), WITHDRAWN, None, 0)
