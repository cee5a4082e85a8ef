"""A named person corrects what we hold of one company on one list; those who were mailed about it hear again.

The rows that were read as this company are corrected in every edition that printed them so, or in one notice alone (a
removal, an exit list), and what follows is computed as if the notices had been read rightly. What they print stays as it
is printed, as evidence. A correction that was wrong itself is withdrawn in the same way.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, select

from alerts.wording import SHANGHAI
from sources.errors import UsageError, WatcherError
from sources.names.codes import read_code
from sources.names.keys import identity_key
from store.audit import record_action
from store.corrections import What
from store.database import reading
from store.filing import Changes, Filing
from store.listings import Entry, entries
from store.membership import names_company
from store.recognition import id_of_page
from store.tables.register import Edition
from watcher.desk import Desk
from watcher.health import Closing
from watcher.misread import Wanted, earliest, misread
from watcher.pipeline import Clock, Report, file
from watcher.withdrawals import withdrawn

_MEANING = "未作任何改动"
_SHORTEST_NAME = 2  # characters


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


def edition_of_notice(session: Session, asked: str, company: str) -> tuple[str, str]:
    """The notice of this id or address, and the list of it that names the company (of several trades, one names it).

    Raises UsageError when it is no list act.
    """
    several = _editions(session, asked) or _editions(session, id_of_page(session, asked))
    if not several:
        wrong = f"没有编号或网址为“{asked}”的名单或移出公告"
        raise UsageError(wrong, meaning=_MEANING, action="用 watcher register show 查看该企业的公告")
    named = (one for one in several if names_company(session, one, company))
    edition = next(named, several[0])
    return edition.notice_id, edition.series_key


def _editions(session: Session, notice: str | None) -> Sequence[Edition]:
    return session.exec(select(Edition).where(Edition.notice_id == notice).order_by(Edition.series_key)).all()


def _filings(session: Session, wanted: Wanted, today: date) -> list[Filing]:
    listed = entries(session, companies=[wanted.company])
    stays = [one for one in listed if one.series.key == wanted.series]
    if not wanted.reason.strip():
        raise UsageError("更正须写明理由", meaning=_MEANING, action="请写明理由后重新更正")
    meant = wanted.notice or wanted.series
    others = [one.listing for one in listed if meant not in (one.notice.id, one.series.key)]
    elsewhere = {identity_key(one.name) for one in others} | {one.code for one in others if one.code}
    if wanted.what is What.WITHDRAWN:
        filings = withdrawn(session, wanted, elsewhere)
        lacking = "没有可撤回的更正"
    else:
        _check(wanted, stays, listed, today)
        filings = misread(session, wanted, stays, elsewhere)
        lacking = "没有找到可更正的行"
    if not filings:
        raise UsageError(lacking, meaning=_MEANING, action="用 watcher register show 查看该企业的记录")
    return filings


def _check(wanted: Wanted, stays: list[Entry], listed: list[Entry], today: date) -> None:
    """Refuse what is no correction, or cannot be right."""
    value, wrong = wanted.value or "", ""
    if not stays and wanted.notice is None:
        lists = "、".join(sorted({one.series.key for one in listed})) or "（无）"
        raise UsageError(f"该企业不在名单“{wanted.series}”中", meaning=_MEANING, action=f"它所在的名单：{lists}")
    if wanted.what is What.NAME and sum(map(str.isalnum, identity_key(value))) < _SHORTEST_NAME:
        wrong = f"“{value}”不能用作企业名称"
    elif wanted.what is What.CODE and read_code(value).value is None:
        wrong = f"“{value}”不是有效的统一社会信用代码"
    elif wanted.what is What.SINCE and wanted.notice is not None:
        wrong = "列入日期属于名单，不属于单份公告"
    elif wanted.what is What.SINCE and not earliest(stays) <= date.fromisoformat(value) <= min(
        today, stays[-1].listing.valid_to or today
    ):
        wrong = f"{value} 不在该记录可能的期间之内"
    elif value and wanted.notice is None and value in _held(stays[-1]):
        wrong = "所写内容与现有记录相同"
    if wrong:
        raise UsageError(wrong, meaning=_MEANING, action="请核对后重新填写")


def _held(stay: Entry) -> tuple[str | None, ...]:
    return stay.listing.name, stay.listing.code, stay.listing.valid_from.isoformat()
