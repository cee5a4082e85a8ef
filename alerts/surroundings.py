"""What facts are about, each read once: series, notices, listings, and when their evidence was captured."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlmodel import Session, col, select

from alerts.facts import status
from alerts.items import Setting
from alerts.wording import in_shanghai
from store.chunks import Among
from store.listings import Entry, entries
from store.tables.evidence import Capture
from store.tables.notices import NoticeRow
from store.tables.register import SeriesRow


class Surroundings:
    """Where facts happened: of these companies the listings on adverse lists, ended ones too, and these notices."""

    def __init__(self, session: Session, companies: Collection[str], notices: Collection[str] = ()) -> None:
        self._series = {row.key: row for row in session.exec(select(SeriesRow))}
        self._notices = {row.id: row for row in session.exec(select(NoticeRow).where(Among(NoticeRow.id, notices)))}
        self._listings: dict[tuple[str, str], Entry] = {}
        self._of: defaultdict[str, list[Entry]] = defaultdict(list)
        hashes = set()
        for entry in entries(session, companies=companies, adverse=True):  # by day: the latest stay remains
            self._listings[entry.company.id, entry.series.key] = entry
            self._of[entry.company.id].append(entry)
            hashes.add(entry.listing.sha256)
        captures = select(Capture.sha256, Capture.fetched_at).where(Among(Capture.sha256, hashes - {None}))
        self._captured = {sha256: in_shanghai(at) for sha256, at in session.exec(captures.order_by(col(Capture.id).desc()))}

    def of(self, series: str, notice: str, company: str | None) -> Setting:
        """Where a fact happened."""
        return self._setting(self._series[series], self._notices[notice], self._listings.get((company or "", series)))

    def standing(self, company: str, day: date) -> list[Setting]:
        """Where a company stands on that day."""
        return [
            self._setting(entry.series, entry.notice, entry)
            for entry in self._of[company]
            if entry.listing.valid_from <= day and (entry.listing.valid_to is None or entry.listing.valid_to > day)
        ]

    def latest(self, company: str) -> Setting | None:
        """Where a company was listed last."""
        several = self._of[company]
        entry = max(several, key=lambda one: one.listing.valid_from) if several else None
        return self._setting(entry.series, entry.notice, entry) if entry else None

    def _setting(self, series: SeriesRow, notice: NoticeRow, entry: Entry | None) -> Setting:
        captured = self._captured.get(entry.listing.sha256 or "", "") if entry else ""
        return Setting(series, notice, entry, captured)


def status_words(where: Setting, day: date) -> str:
    """The status of the listing on that day; empty where none stands behind it."""
    return status(where.listing, day) if where.listing else ""
