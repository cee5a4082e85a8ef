"""A named person corrects what we hold of one company on one list; those who were mailed about it hear again.

The rows that were read as this company are corrected in every edition that printed them so, and what follows is
computed as if the notices had been read rightly. What they print stays as it is printed, as evidence.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from alerts.wording import SHANGHAI
from sources.errors import UsageError, WatcherError
from sources.names.codes import read_code
from sources.names.keys import identity_key
from sources.records import Row
from store.audit import record_action
from store.companies import companies_of, numbers_of
from store.corrections import Correction, What, as_corrected, corrected
from store.database import reading
from store.directory import Directory, KnownCompany
from store.filing import Changes, Filing, in_force
from store.listings import Entry, entries
from store.lives import Act
from store.membership import MEMBER_COLUMNS
from store.packing import unpack_columns
from store.readings import corrections_of, readings_of
from store.tables.register import Edition
from watcher.desk import Desk
from watcher.health import Closing
from watcher.pipeline import Clock, Report, file

_MEANING = "未作任何改动"
_SHORTEST_NAME = 2  # characters


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wrong with the listing of a company (by its id) on a list, what is right, who says so and why."""

    company: str
    series: str
    what: What
    value: str | None
    who: str
    reason: str


def correct(desk: Desk, wanted: Wanted, *, clock: Clock) -> Report:
    """Correct the listing, in one commit with the event, the mails and the audit.

    Raises UsageError when there is no such listing, or nothing to correct in it.
    """
    with reading(desk.engine) as session:
        filings = _filings(session, wanted, clock().astimezone(SHANGHAI).date())

    def close(session: Session, changes: Changes, at: datetime) -> Closing:
        if changes.filings:  # a look was faster: what was corrected is no longer what the page says
            raise WatcherError("名单刚刚有更新", meaning=_MEANING, action="请核对后重新更正")
        facts = {"company": wanted.company, "series": wanted.series, "what": wanted.what, "reason": wanted.reason}
        record_action(session, wanted.who, "correct", facts | {"notices": len(filings)}, at)
        return Closing()

    return file(desk, filings, clock=clock, why=f"更正 {wanted.series}", close=close)


def _filings(session: Session, wanted: Wanted, today: date) -> list[Filing]:
    listed = entries(session, companies=[wanted.company])
    stays = [one for one in listed if one.series.key == wanted.series]
    if not stays:
        lists = "、".join(sorted({one.series.key for one in listed})) or "（无）"
        raise UsageError(f"该企业不在名单“{wanted.series}”中", meaning=_MEANING, action=f"它所在的名单：{lists}")
    stay = stays[-1]
    _check(wanted, stays, today)
    elsewhere = {identity_key(one.listing.name) for one in listed if one.series.key != wanted.series}
    filings = []
    for edition in _editions(session, wanted):
        if wanted.what is What.SINCE and edition.day < _earliest(stays):
            continue  # of an earlier stay
        filing = in_force(readings_of(session, edition.notice_id))
        rows = list(_rows(session, filing, wanted, stay))
        if not rows and wanted.what is What.NOT_LISTED:  # listed although the page prints it no more
            rows = [(stay.listing.name, stay.listing.code)]
        if rows:
            made = tuple(_correction(edition.notice_id, row, wanted, stay, elsewhere) for row in rows)
            filings.append(replace(filing, corrections=made))
        if rows and wanted.what is What.SINCE:
            break  # the first edition of the stay
    if not filings:
        raise UsageError("没有找到可更正的行", meaning=_MEANING, action="用 watcher register show 查看该企业的记录")
    return filings


def _check(wanted: Wanted, stays: list[Entry], today: date) -> None:
    """Refuse what is no correction, or cannot be right."""
    listing, value, wrong = stays[-1].listing, wanted.value or "", ""
    if not wanted.reason.strip():
        wrong = "更正须写明理由"
    elif wanted.what is What.NAME and sum(map(str.isalnum, identity_key(value))) < _SHORTEST_NAME:
        wrong = f"“{value}”不能用作企业名称"
    elif wanted.what is What.CODE and read_code(value).value is None:
        wrong = f"“{value}”不是有效的统一社会信用代码"
    elif wanted.what is What.SINCE and not _earliest(stays) <= date.fromisoformat(value) <= min(
        today, listing.valid_to or today
    ):
        wrong = f"{value} 不在该记录可能的期间之内"
    elif value and value in (listing.name, listing.code, listing.valid_from.isoformat()):
        wrong = "所写内容与现有记录相同"
    if wrong:
        raise UsageError(wrong, meaning=_MEANING, action="请核对后重新填写")


def _earliest(stays: list[Entry]) -> date:
    """The first day on which the newest stay may have begun: the end of the one before it."""
    return max((one.listing.valid_to for one in stays[:-1] if one.listing.valid_to), default=date.min)


def _editions(session: Session, wanted: Wanted) -> Iterator[Edition]:
    """The complete editions of the series that name the company, the oldest first."""
    number = numbers_of(session, [wanted.company])[wanted.company]
    query = select(Edition).where(Edition.series_key == wanted.series, Edition.state == "complete")
    for edition in session.exec(query.where(Edition.act != Act.REMOVES.value).order_by(col(Edition.day))):
        if number in unpack_columns(edition.members, MEMBER_COLUMNS)[0]:
            yield edition


def _rows(session: Session, filing: Filing, wanted: Wanted, stay: Entry) -> Iterator[tuple[str, str | None]]:
    """The rows, as printed, that were read as this company and are wrong."""
    known = corrections_of(session, [filing.id]).get(filing.id, ())
    directory = Directory(companies_of(session, (*filing.notice.rows, *as_corrected(filing.notice, known).rows)))
    for printed in filing.notice.rows:
        row, _ = corrected(printed, known)
        if row is None or not _same(row, wanted, stay):
            continue
        company = directory.resolve(row)
        if isinstance(company, KnownCompany) and company.id == wanted.company:
            yield printed.name, printed.code


def _same(row: Row, wanted: Wanted, stay: Entry) -> bool:
    if wanted.what is What.NAME:
        return identity_key(row.name) == identity_key(stay.listing.name)
    return wanted.what is not What.CODE or row.code == stay.listing.code


def _correction(
    notice: str, row: tuple[str, str | None], wanted: Wanted, stay: Entry, elsewhere: set[str]
) -> Correction:
    wrong = identity_key(stay.listing.name)
    mistaken = wanted.what is What.NAME and wrong not in elsewhere and wrong != identity_key(wanted.value or "")
    value = read_code(wanted.value).value if wanted.what is What.CODE else wanted.value
    of_row = notice, wanted.company, wanted.series, *row
    return Correction(*of_row, wanted.what, value, wanted.who, wanted.reason, withdraws=wrong if mistaken else None)
