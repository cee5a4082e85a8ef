"""A listing that we got wrong is taken out by a named person: the reading that says so. Pure; filing it tells the rest."""

from collections.abc import Collection
from dataclasses import replace

from store.directory import Ambiguous, Directory
from store.filing import PERSON, Filing


def without(filing: Filing, companies: Collection[str], directory: Directory) -> Filing:
    """The notice's reading by a person, without the rows that mean these companies (ids); what they say is kept, held.

    Filing it ends their listings by `corrected`, and who was mailed hears again. It counts until the page itself names
    other companies. Raises ValueError when the notice lists none of them.
    """
    notice = filing.notice
    meant = [directory.resolve(row) for row in notice.rows]
    wrong = [not isinstance(one, Ambiguous) and one.id in companies for one in meant]
    if not any(wrong):
        raise ValueError("the notice lists none of these companies")
    kept = tuple(row for row, out in zip(notice.rows, wrong, strict=True) if not out)
    struck = tuple(row for row, out in zip(notice.rows, wrong, strict=True) if out)
    corrected = replace(notice, origin=PERSON, rows=kept, held=(*notice.held, *struck), declared=len(kept))
    return replace(filing, notice=corrected)
