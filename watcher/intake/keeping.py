"""What becomes of a screening: it is watched from now on, or erased after a while."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from alerts.subscriptions import subscribe
from sources.errors import UsageError
from store import portfolios
from store.audit import record_action
from store.carrying import carry_judgements
from store.companies import known_companies
from store.database import reading, writing
from store.hits import FoundHit, record_hits
from store.known import revision
from store.listings import adverse_companies
from store.tables.portfolios import Portfolio
from store.uploads import WAITING, expired, forget_uploads, last_whole, old_uploads, upload_behind
from watcher.desk import Desk
from watcher.portfolios import erase, screening_of, settle
from watcher.screening.run import find_hits

_UNCHANGED = "未作任何改动"
_PREVIEWED = timedelta(days=1)  # so long a file waits for its owner


def watch(desk: Desk, portfolio_id: int, *, at: datetime, who: str, to: Sequence[str] = ()) -> None:
    """Tell changes of the register from now on, of this moment too: what changed since its screening is screened here.

    Raises UsageError where it is watched already, or still being screened, and for a wrong address.
    """

    def screen(session: Session) -> list[FoundHit]:
        portfolio, last = _screened(session, portfolio_id), last_whole(session, portfolio_id)
        since = last.revision if last else 0
        if since == revision(session):
            return []
        changed = known_companies(session, adverse_companies(session, since=since))
        asked = desk.shelf.questions(session, portfolio_id, portfolios.file_stamp(portfolio))
        found = find_hits(session, (asked,), changed)
        mine = portfolios.portfolios_of(session, (one.counterparty_id for one in found))
        return [one for one in found if mine[one.counterparty_id] == portfolio_id]

    def write(session: Session, seen: int, found: list[FoundHit]) -> None:
        portfolio = _screened(session, portfolio_id)
        portfolio.watched = True
        if (upload := upload_behind(session, portfolio_id)) is not None:
            upload.what = upload.meaning = upload.action = ""  # of a screening that was given up: it is made up for here
        if found:
            record_hits(session, screening_of(session, desk, portfolio_id, at, seen, whole=False), found)
            carry_judgements(session, portfolio_id)
        record_action(session, who, "portfolio watched", {"portfolio": portfolio_id, "hits": len(found)}, at)
        session.flush()
        for address in to:
            subscribe(session, portfolio.name, address, at, who=who)

    settle(desk, screen, write, stands=lambda session: (revision(session), portfolios.stamp(session)))


def _screened(session: Session, portfolio_id: int) -> Portfolio:
    portfolio, upload = session.get(Portfolio, portfolio_id), upload_behind(session, portfolio_id)
    if portfolio is None or portfolio.watched:
        raise UsageError("这份名单已在关注中", meaning=_UNCHANGED, action="可能是在另一个窗口中设置的，请刷新页面")
    if upload is not None and upload.state in WAITING:
        raise UsageError("筛查尚未完成", meaning=_UNCHANGED, action="请等筛查完成后再选择关注")
    return portfolio


def erase_old(desk: Desk, *, at: datetime) -> int:
    """Erase screenings that nobody has watched for so many days, and files that nobody went on with; how many of both."""
    before, since = at - timedelta(days=desk.settings.screening_days), at - _PREVIEWED
    with reading(desk.engine) as session:
        if not expired(session, before) and not old_uploads(session, since):
            return 0
    with writing(desk.engine) as session:
        names, files = expired(session, before), old_uploads(session, since)  # somebody may have been faster
        for name in names:
            erase(session, name, at=at, who="watcher")
        forget_uploads(session, files)
        if files:
            record_action(session, "watcher", "uploads erased", {"files": len(files)}, at)
    return len(names) + len(files)
