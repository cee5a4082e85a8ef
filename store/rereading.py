"""What a notice that was a complete list before may change when it is read again: pure.

Nobody is lost by a page that broke: only a person takes companies out of an edition, or says that it was none.
"""

from collections.abc import Collection
from dataclasses import replace

from sources.records import ConflictField, FieldConflict, Notice, Polarity, Reading, Series
from store.editions import WITHDRAWN, FiledEdition
from store.lives import Act, EditionFacts


def read_again(
    before: EditionFacts | None,
    edition: FiledEdition | None,
    notice: Notice,
    listed_in: Series | None,
    let_go: Collection[str] = (),
) -> tuple[FiledEdition | None, list[FieldConflict]]:
    """The edition to write (None: it stays as it was), and what a person must decide.

    Whom the notice no longer names stays listed, and the difference is a conflict; so is a list that became a removal,
    a removal that became a list, and a list that is none any more. `listed_in` is the series of `before`, `let_go` are
    the companies that a person corrects just now.
    """
    if before is None:
        return edition, []
    decided = notice.origin == "person"
    if edition is None:
        if not decided or listed_in is None:
            return None, [_unlike(_word(before), "不是名单")]
        # It lists nobody any more: its listings were a mistake, and are corrected.
        return FiledEdition(listed_in, Polarity.NEUTRAL, replace(before, rows={}, printed=()), WITHDRAWN, None, 0), []
    if edition.state != "complete":
        return None, []
    if decided:
        return edition, []
    if (before.act is Act.REMOVES) != (edition.facts.act is Act.REMOVES):
        return None, [_unlike(_word(before), _word(edition.facts))]
    rows = edition.facts.rows
    lost = {company: facts for company, facts in before.rows.items() if company not in rows and company not in let_go}
    if not lost:
        return edition, []
    names = "、".join(sorted(facts.name for facts in lost.values()))
    conflict = FieldConflict(ConflictField.COUNT, (Reading("此前列入", names), Reading("本次", None)), None)
    printed = (*(one for one in before.printed if one.company in lost), *edition.facts.printed)
    return replace(edition, facts=replace(edition.facts, rows={**lost, **rows}, printed=printed)), [conflict]


def _word(edition: EditionFacts) -> str:
    return "移出" if edition.act is Act.REMOVES else "列入"


def _unlike(before: str, now: str) -> FieldConflict:
    return FieldConflict(ConflictField.TITLE, (Reading("此前", before), Reading("本次", now)), None)
