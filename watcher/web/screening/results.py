"""The result of a portfolio as its page shows it: one counterparty, its candidates, their listings, their evidence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, exists, func, select

from store import portfolios
from store.tables.portfolios import CounterpartyRow, Hit, Portfolio, Screening
from watcher.results import StoredHit, stored_hits
from watcher.screening.listed import Grade
from watcher.screening.report import NOT_SCREENED

UNSCREENED = "unscreened"
TABS = (Grade.MATCH.value, Grade.REVIEW.value, Grade.CLEAR.value, UNSCREENED)  # in the order of urgency


@dataclass(frozen=True, slots=True)
class Checked:
    """One record of the file with everything found; `tab` is its most urgent grade, or unscreened."""

    counterparty: CounterpartyRow
    tab: str
    found: tuple[StoredHit, ...]

    @property
    def words(self) -> str:
        """What is to be said where nothing was found."""
        return NOT_SCREENED if self.tab == UNSCREENED else ""


@dataclass(frozen=True, slots=True)
class Overview:
    """The records of a portfolio, the most urgent first: by their ids where something is to be said, else as a number."""

    portfolio_id: int
    met: dict[int, str]  # the best grade of each counterparty with a hit, the surest first
    plain: int  # how many have none
    unscreened: list[int]  # in the order of the file

    @property
    def counts(self) -> dict[str, int]:
        """How many records each tab holds."""
        counted = Counter(self.met.values())
        counted[Grade.CLEAR.value] += self.plain
        counted[UNSCREENED] = len(self.unscreened)
        return {tab: counted[tab] for tab in TABS}


def overview(session: Session, portfolio_id: int) -> Overview:
    """What stands in each tab, without reading the records."""
    hits = select(CounterpartyRow.id, CounterpartyRow.row, Hit.grade, Hit.score).join(Hit)
    found = [
        (TABS.index(grade), -score, row, id_ or 0)
        for id_, row, grade, score in session.exec(hits.where(CounterpartyRow.portfolio_id == portfolio_id))
    ]
    met: dict[int, str] = {}
    for tab, _, _, id_ in sorted(found):
        met.setdefault(id_, TABS[tab])
    held = select(func.count(col(CounterpartyRow.id))).where(CounterpartyRow.portfolio_id == portfolio_id)
    without = select(CounterpartyRow.id).where(
        CounterpartyRow.portfolio_id == portfolio_id, col(CounterpartyRow.screened).is_(False)
    )
    unscreened = [id_ or 0 for id_ in session.exec(without.order_by(col(CounterpartyRow.row)))]
    return Overview(portfolio_id, met, session.exec(held).one() - len(met) - len(unscreened), unscreened)


def records_of(session: Session, view: Overview, tab: str, start: int, number: int, *, as_of: date) -> list[Checked]:
    """Some of the records in a tab (in all where it is empty), with what was found; no other record is read."""
    first = [id_ for id_, grade in view.met.items() if tab in ("", grade)]
    plain = view.plain if tab in ("", Grade.CLEAR.value) else 0
    last = view.unscreened if tab in ("", UNSCREENED) else []
    met = first[start : start + number]
    begin = max(0, start - len(first))
    ids = [*met, *_plain(session, view.portfolio_id, begin, min(number - len(met), max(0, plain - begin)))]
    begin = max(0, start - len(first) - plain)
    ids += last[begin : begin + number - len(ids)]
    return _checked(session, view, ids, as_of)


def _plain(session: Session, portfolio_id: int, start: int, number: int) -> Sequence[int]:
    """The ids of counterparties without a hit, in the order of the file."""
    if number <= 0:
        return ()
    query = select(CounterpartyRow.id).where(
        CounterpartyRow.portfolio_id == portfolio_id,
        col(CounterpartyRow.screened),
        ~exists().where(col(Hit.counterparty_id) == col(CounterpartyRow.id)),
    )
    return [id_ or 0 for id_ in session.exec(query.order_by(col(CounterpartyRow.row)).offset(start).limit(number))]


def _checked(session: Session, view: Overview, ids: Sequence[int], as_of: date) -> list[Checked]:
    rows = {row.id: row for row in portfolios.counterparties_of(session, ids)}
    found: dict[int, list[StoredHit]] = {}
    for hit in stored_hits(session, view.portfolio_id, as_of=as_of, among=[id_ for id_ in ids if id_ in view.met]):
        found.setdefault(hit.counterparty.id or 0, []).append(hit)
    return [
        Checked(
            rows[id_],
            view.met.get(id_, Grade.CLEAR.value if rows[id_].screened else UNSCREENED),
            tuple(found.get(id_, ())),
        )
        for id_ in ids
    ]


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored portfolio on the start page."""

    portfolio: Portfolio
    records: int
    match: int
    review: int
    unscreened: int


def kept(session: Session) -> list[Kept]:
    """All stored portfolios with how many of their records were found or not screened, the newest first."""
    hits = select(CounterpartyRow.portfolio_id, CounterpartyRow.id, Hit.grade).join(Hit)
    best: dict[tuple[int, int | None], str] = {}
    for portfolio_id, counterparty, grade in session.exec(hits):
        key = (portfolio_id, counterparty)
        best[key] = min(best.get(key, grade), grade, key=TABS.index)
    counted = Counter((portfolio_id, grade) for (portfolio_id, _), grade in best.items())
    unscreened = Counter(session.exec(select(CounterpartyRow.portfolio_id).where(col(CounterpartyRow.screened).is_(False))))
    found = []
    for one, number in portfolios.portfolios(session):
        id_ = one.id or 0
        found.append(Kept(one, number, counted[id_, Grade.MATCH.value], counted[id_, Grade.REVIEW.value], unscreened[id_]))
    return sorted(found, key=lambda one: one.portfolio.added_at, reverse=True)


def whole_screenings(session: Session, portfolio_id: int) -> tuple[Screening | None, Screening | None]:
    """The first and the last screening against the whole register: which one they saw, by which rules."""
    query = select(Screening).where(Screening.portfolio_id == portfolio_id, col(Screening.whole))
    first = session.exec(query.order_by(col(Screening.id)).limit(1)).first()
    return first, session.exec(query.order_by(col(Screening.id).desc()).limit(1)).first()
