"""Who must hear what: facts about lists and listed companies, joined with the counterparties that match them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from alerts.facts import status
from alerts.items import Item, Setting, item
from alerts.wording import SHANGHAI, in_shanghai
from store.chunks import Among
from store.events import EventFact
from store.listings import Entry, entries
from store.news import Fresh
from store.tables.evidence import Capture
from store.tables.notices import NoticeRow
from store.tables.outbox import Subscription
from store.tables.portfolios import CounterpartyRow, Hit
from store.tables.register import SeriesRow

# Of these also those hear whose hit is none any more: that it is none is the news.
_UNDOING = frozenset({"corrected", "renamed", "amended"})


class Concerned(NamedTuple):
    """A counterparty that matches a listed company, and one of those who follow its portfolio."""

    hit: Hit
    counterparty: CounterpartyRow
    subscription: Subscription


def news(session: Session, heard: Iterable[EventFact], at: datetime) -> list[Fresh]:
    """What each subscription shall be told of these facts: of its counterparties, and of lists that it follows."""
    facts = [fact for fact in heard if fact.series and fact.notice]
    if not facts:
        return []
    by_company = concerned(session, {fact.company for fact in facts if fact.company})
    surroundings = _Surroundings(session, facts, by_company)
    return [
        *(fresh for fact in facts if fact.company for fresh in _of_company(fact, by_company, surroundings, at)),
        *_of_lists(session, [fact for fact in facts if fact.type == "names_arrived"], surroundings, at),
    ]


def wants(to: Subscription, one: Item) -> bool:
    """Whether this is what the subscription asked for; an empty filter lets everything through."""
    return (
        (not to.places or one.place in to.places)
        and (not to.sectors or one.sector in to.sectors)
        and (not to.kinds or one.happened in to.kinds)
        and (to.severity != "match" or one.grade in ("match", "clear", ""))
    )


def concerned(session: Session, companies: Collection[str]) -> Mapping[str, Sequence[Concerned]]:
    """By company the subscriptions whose portfolio has, or had, a hit on it."""
    query = (
        select(Hit, CounterpartyRow, Subscription)
        .join(CounterpartyRow, col(CounterpartyRow.id) == Hit.counterparty_id)
        .join(Subscription, col(Subscription.portfolio_id) == CounterpartyRow.portfolio_id)
        .where(Among(Hit.company_id, sorted(companies)))
        .order_by(col(Hit.id), col(Subscription.id))
    )
    found: defaultdict[str, list[Concerned]] = defaultdict(list)
    for row in session.exec(query):
        found[row[0].company_id].append(Concerned(*row))
    return found


def fresh(to: Subscription, one: Item, about: int) -> Fresh:
    """The item as news of this subscription."""
    return Fresh(to.id or 0, one.event, str(about), one.grade, one.as_json())


class _Surroundings:
    """What the facts are about, each read once: series, notices, listings, captures."""

    def __init__(self, session: Session, facts: Sequence[EventFact], companies: Collection[str]) -> None:
        self._series = {row.key: row for row in session.exec(select(SeriesRow))}
        wanted = {fact.notice for fact in facts if fact.notice}
        self._notices = {row.id: row for row in session.exec(select(NoticeRow).where(Among(NoticeRow.id, wanted)))}
        self._listings: dict[tuple[str, str], Entry] = {}
        for entry in entries(session, companies=sorted(companies), adverse=True):  # by day: the latest stay remains
            self._listings[entry.company.id, entry.series.key] = entry
        hashes = {entry.listing.sha256 for entry in self._listings.values() if entry.listing.sha256}
        captures = select(Capture.sha256, Capture.fetched_at).where(Among(Capture.sha256, hashes))
        self._captured = {sha256: in_shanghai(at) for sha256, at in session.exec(captures.order_by(col(Capture.id).desc()))}

    def of(self, fact: EventFact) -> Setting:
        """Where this fact happened."""
        listing = self._listings.get((fact.company or "", fact.series or ""))
        captured = self._captured.get(listing.listing.sha256 or "", "") if listing else ""
        return Setting(self._series[fact.series or ""], self._notices[fact.notice or ""], listing, captured)


def _of_company(
    fact: EventFact, by_company: Mapping[str, Sequence[Concerned]], surroundings: _Surroundings, at: datetime
) -> Iterable[Fresh]:
    found = by_company.get(fact.company or "", ())
    if not found:
        return
    where = surroundings.of(fact)
    words = status(where.listing, at.astimezone(SHANGHAI).date()) if where.listing else ""
    for hit, counterparty, subscription in found:
        if hit.grade == "clear" and fact.type not in _UNDOING:
            continue
        name = str(fact.facts.get("name") or (where.listing.company.name if where.listing else ""))
        one = item(fact.id, fact.type, name, where, words, (hit, counterparty))
        if wants(subscription, one):
            yield fresh(subscription, one, counterparty.id or 0)


def _of_lists(
    session: Session, facts: Sequence[EventFact], surroundings: _Surroundings, at: datetime
) -> Iterable[Fresh]:
    """That the names of a list arrived is told to everybody who follows it: until then no silence meant anything."""
    if not facts:
        return
    everybody = session.exec(select(Subscription).where(Subscription.audience == "portfolio")).all()
    for fact in facts:
        where = surroundings.of(fact)
        one = item(fact.id, fact.type, f"{fact.facts.get('count', 0)} 家", where, "", None)
        for subscription in everybody:
            if wants(subscription, one):
                yield fresh(subscription, one, 0)
