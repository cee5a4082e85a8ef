"""A removal that met nobody on its list is filed, on a person's word, under the list where the company stands.

Each row of it is corrected by name: the notice keeps saying what it printed, and the person may take it back.
"""

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import Session, select

from sources.errors import UsageError
from sources.records import Polarity
from store.corrections import Correction, What
from store.corrections_kept import corrections_of
from store.filing import Filing, in_force
from store.listings import Entry, entries
from store.lives import Act, EditionFacts
from store.membership import whole
from store.readings import readings_of
from store.tables.register import Edition


def filed_where_they_stand(session: Session, notice: str, who: str, reason: str) -> Filing:
    """The removal, each row of it corrected whose company never stood on its list and stands on another.

    Raises UsageError when there is none, or when one stands on several lists: nobody knows which is meant.
    """
    filing = in_force(readings_of(session, notice))
    known = corrections_of(session, [filing.id]).get(filing.id, ())
    corrections = []
    for edition in session.exec(select(Edition).where(Edition.notice_id == filing.id, Edition.state == "complete")):
        facts = whole(session, edition, known)
        if facts.act is Act.REMOVES:
            digests = {one.digest: one.company for one in facts.printed}
            lists = dict(_lists(session, facts, edition.series_key))
            corrections += [
                Correction(
                    filing.id, company, edition.series_key, row.name, row.code, What.SERIES, lists[company], who, reason
                )
                for row, digest in zip(filing.notice.rows, filing.digests, strict=False)
                if (company := digests.get(digest, "")) in lists
            ]
    if not corrections:
        raise UsageError(
            "该公告移出的企业已不在其他名单上",
            meaning="未作任何改动",
            action="用 watcher conflicts reject 了结此项",
        )
    return replace(filing, corrections=tuple(corrections))


def _lists(session: Session, removal: EditionFacts, own: str) -> Iterator[tuple[str, str]]:
    """Who stands on another list, never stood on the removal's own, and on which."""
    by_company: dict[str, list[Entry]] = {}
    for one in entries(session, companies=list(removal.rows)):
        by_company.setdefault(one.listing.company_id, []).append(one)
    for company, several in by_company.items():
        if own in {one.series.key for one in several}:
            continue
        regulator = own.split("/")[0]
        found = {
            one.series.key: one.series.title
            for one in several
            if one.listing.valid_to is None
            and one.series.regulator == regulator
            and Polarity(one.series.polarity).adverse
        }
        if len(found) > 1:
            raise UsageError(
                f"{removal.rows[company].name} 在列于多份名单：{'；'.join(sorted(found.values()))}",
                meaning="未作任何改动，不知道移出公告所指的是哪一份",
                action="请与发布机构核对后逐份更正：watcher register correct … --series 名单 --not-listed",
            )
        yield from ((company, key) for key in found)
