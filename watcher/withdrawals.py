"""A correction that was wrong itself is withdrawn by a person: its rows count as printed again, or as corrected before."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from sqlmodel import Session

from sources.names.keys import identity_key, split_former
from sources.records import Place, Row
from store.companies import companies_of, known_companies
from store.corrections import Correction, What, as_corrected, corrected
from store.corrections_kept import corrections_of
from store.directory import Directory, KnownCompany
from store.filing import Filing, in_force
from store.readings import readings_of
from watcher.misread import Wanted, printed_in_others


def withdrawn(session: Session, wanted: Wanted, elsewhere: Collection[str]) -> list[Filing]:
    """The notices with the last correction of the company on the list (or in the notice) undone; none: there is none."""
    of_list = {"notices": [wanted.notice]} if wanted.notice else {"series": [wanted.series]}
    standing = corrections_of(session, **of_list)
    (company,) = known_companies(session, [wanted.company])
    made = [
        one
        for several in standing.values()
        for one in several
        if wanted.notice in (None, one.notice) and _about(company, one)
    ]
    newest = max((one.revision for one in made), default=0)
    by_notice: defaultdict[str, list[Correction]] = defaultdict(list)
    for one in made:
        if one.revision == newest and one.row not in [other.row for other in by_notice[one.notice]]:
            by_notice[one.notice].append(one)
    others = {*elsewhere, *printed_in_others(session, wanted, by_notice)}
    return [
        _undone(session, in_force(readings_of(session, notice)), several, standing[notice], wanted, others)
        for notice, several in by_notice.items()
    ]


def _about(company: KnownCompany, one: Correction) -> bool:
    """Whether it corrected a row that was read as this company, or made this company of it."""
    if one.what is What.NAME and identity_key(one.value or "") in company.keys:
        return True
    return one.company == company.id or (one.what is What.CODE and one.value == company.code)


def _undone(
    session: Session,
    filing: Filing,
    several: list[Correction],
    standing: tuple[Correction, ...],
    wanted: Wanted,
    elsewhere: Collection[str],
) -> Filing:
    rows, made_by = {one.row for one in several}, several[0].revision
    left = tuple(one for one in standing if (one.revision, one.row in rows) != (made_by, True))
    directory = Directory(companies_of(session, (*filing.notice.rows, *as_corrected(filing.notice, standing).rows)))
    printed = {(row.name, row.code): row for row in filing.notice.rows}
    made = []
    for one in several:
        row = printed.get(one.row, Row(one.row_name, Place(""), one.row_code))
        read_as, then = corrected(row, standing)[0], corrected(row, left)[0]
        company = directory.resolve(read_as) if read_as else None
        whom = company.id if isinstance(company, KnownCompany) else one.company
        of_row = one.notice, whom, one.series, *one.row
        undone = Correction(*of_row, What.WITHDRAWN, str(one.revision), wanted.who, wanted.reason)
        if then is not None and isinstance(meant := directory.resolve(then), KnownCompany) and meant.id == whom:
            undone = _forgetting(undone, one, then, elsewhere)
        made.append(undone)
    return replace(filing, corrections=tuple(made))


def _forgetting(undone: Correction, one: Correction, row: Row, elsewhere: Collection[str]) -> Correction:
    """The withdrawal, by which the company loses the name or the code that only this correction gave it."""
    wrong = identity_key(one.value or "")
    name, former = split_former(row.name)
    own = {identity_key(each) for each in (name, *former, *row.former_names)}
    if one.what is What.NAME and wrong not in own and wrong not in elsewhere:
        return replace(undone, renames=(wrong, name))
    return replace(undone, uncodes=one.what is What.CODE and one.value not in (row.code, *elsewhere))
