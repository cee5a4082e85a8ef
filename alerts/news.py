"""Who must hear what: facts about listed companies, joined with the counterparties that match them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from alerts import wording
from alerts.advice import next_step
from sources.catalog import regulator_name
from store.chunks import Among
from store.events import EventFact
from store.tables.notices import NoticeRow
from store.tables.outbox import Subscription
from store.tables.portfolios import CounterpartyRow, Hit, Portfolio
from store.tables.register import Company, SeriesRow


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an alert: what happened to whom, why we think it is the receiver's counterparty, and the evidence."""

    event: str  # its id: the same news is the same item
    happened: str
    counterparty: str
    row: int
    grade: str
    reason: str
    listed_name: str
    listed_code: str
    list_title: str
    regulator: str
    notice: str
    url: str
    published: str
    deadline: str
    advice: str  # what to do next


@dataclass(frozen=True, slots=True)
class Receiver:
    """One subscription: the address, and the portfolio it follows."""

    subscription: int
    address: str
    portfolio: str
    portfolio_id: int


def news(session: Session, heard: Iterable[EventFact]) -> dict[Receiver, list[Item]]:
    """The items for each subscription whose portfolio has a hit on a company that something happened to."""
    facts = [fact for fact in heard if fact.company and fact.series and fact.notice]
    concerned = _concerned(session, {fact.company for fact in facts if fact.company})
    told: defaultdict[Receiver, list[Item]] = defaultdict(list)
    for fact in facts:
        for hit, counterparty, portfolio, subscription in concerned.get(fact.company or "", ()):
            if hit.grade == "clear" and fact.type != "corrected":
                continue  # of what is corrected also those hear whose hit is none any more
            receiver = Receiver(subscription.id or 0, subscription.address, portfolio.name, subscription.portfolio_id)
            told[receiver].append(_item(session, fact, hit, counterparty))
    return {receiver: sorted(items, key=_urgency) for receiver, items in told.items()}


def everyone(session: Session) -> list[str]:
    """All addresses with a subscription: they must hear when a source can no longer be seen."""
    return sorted(set(session.exec(select(Subscription.address))))


_Concerned = tuple[Hit, CounterpartyRow, Portfolio, Subscription]


def _concerned(session: Session, companies: Collection[str]) -> dict[str, list[_Concerned]]:
    """By company the subscriptions whose portfolio has, or had, a hit on it."""
    query = (
        select(Hit, CounterpartyRow, Portfolio, Subscription)
        .join(CounterpartyRow, col(CounterpartyRow.id) == Hit.counterparty_id)
        .join(Portfolio, col(Portfolio.id) == CounterpartyRow.portfolio_id)
        .join(Subscription, col(Subscription.portfolio_id) == Portfolio.id)
        .where(Among(Hit.company_id, sorted(companies)))
        .order_by(col(Hit.id), col(Subscription.id))
    )
    found: defaultdict[str, list[_Concerned]] = defaultdict(list)
    for hit, row, portfolio, subscription in session.exec(query):
        found[hit.company_id].append((hit, row, portfolio, subscription))
    return found


def _item(session: Session, fact: EventFact, hit: Hit, counterparty: CounterpartyRow) -> Item:
    company = session.get_one(Company, fact.company)
    series = session.get_one(SeriesRow, fact.series)
    notice = session.get_one(NoticeRow, fact.notice)
    return Item(
        event=fact.id,
        happened=fact.type,
        counterparty=counterparty.name,
        row=counterparty.row,
        grade=hit.grade,
        reason=hit.reason,
        listed_name=str(fact.facts.get("name") or company.name),
        listed_code=company.code or "",
        list_title=series.title,
        regulator=publisher(notice),
        notice=notice.title,
        url=notice.url or "",
        published=notice.published or "",
        deadline=wording.deadline(notice.deadline, notice.deadline_working),
        advice=next_step(
            notice.kind,
            series.list_type,
            happened=fact.type,
            end=notice.deadline_working or notice.deadline,
        ),
    )


def publisher(notice: NoticeRow) -> str:
    """Who published it: the name printed on it, else the regulator's name in force."""
    return notice.issuer or regulator_name(notice.regulator)


_ORDER = ("escalated", "disposed", "listed", "standing", "deadline_passed", "renamed", "amended", "left", "removed", "corrected")


def _urgency(item: Item) -> tuple[int, bool, int]:
    return _ORDER.index(item.happened), item.grade != "match", item.row
