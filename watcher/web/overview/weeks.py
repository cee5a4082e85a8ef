"""New listings of the last twelve weeks by kind, and the messages of today: counted once for what cannot change any more."""

from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from alerts.wording import SHANGHAI
from store import newly
from store.known import revision
from watcher.desk import Desk
from watcher.web.charts import Column

WEEKS = 12
KINDS = {newly.SUSPECTED: "新列入疑似名单", newly.FLAGGED: "新列入非正常经营等名单", newly.DISPOSED: "公告处置"}


def weeks(session: Session, desk: Desk, today: date) -> list[Column]:
    """Weeks that begin on Monday, the running one last."""
    state = revision(session), today
    kept = desk.asked.get("weeks")
    if isinstance(kept, tuple) and kept[0] == state:
        return list(kept[1])
    monday = today - timedelta(today.weekday())
    starts = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -2, -1)]
    counted = newly.newly_listed(session, [_midnight(day) for day in starts])
    found = [Column(f"{day:%m-%d}", tuple(one[kind] for kind in KINDS)) for day, one in zip(starts, counted, strict=False)]
    desk.asked["weeks"] = state, found
    return found


def sent_today(session: Session, desk: Desk, today: date) -> int:
    """How many messages were sent today; attempts of earlier days are not looked through again."""
    kept = desk.asked.get("sent")
    midnight = _midnight(today)
    if not (isinstance(kept, tuple) and kept[0] == today):
        kept = today, newly.last_attempt(session, midnight)
        desk.asked["sent"] = kept
    return newly.sent(session, int(kept[1]), midnight)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
