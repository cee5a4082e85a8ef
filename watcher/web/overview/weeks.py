"""New listings of the last twelve weeks by kind, and the messages of today: counted once for what cannot change any more."""

from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from alerts.wording import SHANGHAI
from store import newly
from store.correspondence import Seen
from store.known import revision
from watcher.asked import asked_once
from watcher.desk import Desk
from watcher.web.charts import Column

WEEKS = 12
KINDS = {newly.SUSPECTED: "新列入疑似名单", newly.FLAGGED: "新列入非正常经营等名单", newly.DISPOSED: "公告处置"}


def weeks(session: Session, desk: Desk, today: date) -> list[Column]:
    """Weeks that begin on Monday, the running one last."""
    return asked_once(desk, "weeks", (revision(session), today), lambda: _weeks(session, today))


def _weeks(session: Session, today: date) -> list[Column]:
    monday = today - timedelta(today.weekday())
    starts = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -2, -1)]
    counted = newly.newly_listed(session, [_midnight(day) for day in starts])
    return [
        Column(f"{day:%m-%d}", tuple(one[kind] for kind in KINDS), tuple(_rows(kind, day) for kind in KINDS))
        for day, one in zip(starts, counted, strict=False)
    ]


def _rows(kind: str, monday: date) -> str:
    """Where the events of a week are listed."""
    return f"/register/events?kind={kind}&since={monday}&until={monday + timedelta(days=6)}"


def sent_today(session: Session, desk: Desk, account: int, seen: Seen, today: date) -> int:
    """How many messages that the account sees were sent today; attempts of earlier days are not looked through again."""
    midnight = _midnight(today)
    earlier = asked_once(desk, "sent", today, lambda: newly.last_attempt(session, midnight))
    state = today, newly.last_attempt(session), seen
    return asked_once(desk, f"sent to {account}", state, lambda: newly.sent(session, seen, earlier, midnight))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
