"""A report of what stands: for who is new, for whom names are new, and for what is found by other means than a new listing.

One message each, never a storm; what was told is not told again.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from alerts.items import Item, Setting, item
from alerts.judged import told_pairs
from alerts.receivers import Grades, Receiver, Receivers, Wanted, of_pairs, receivers, wants
from alerts.surroundings import Surroundings, status_words
from alerts.timing import REPORT
from alerts.wishes import wants_listings
from alerts.wording import SHANGHAI
from store.hits import Pair, Turned
from store.news import Fresh, add_news, last_grades
from store.tables.outbox import News, Said, Subscription

_ENDED = ("removed", "left", "corrected", "unmatched")  # after which it is news that somebody stands there


def report_to(session: Session, to: Subscription, at: datetime) -> int:
    """Write, for one who is new, what stands on the counterparties of the portfolio; how much that is. The caller commits."""
    if to.portfolio_id is None:
        return 0
    found, places = _found(session, to, at)
    fresh = _standing(found, {to.portfolio_id: [Receiver.of(to)]}, places, _day(at))
    add_news(session, fresh, at)
    return len(fresh)


def report_widened(session: Session, before: Subscription, to: Subscription, at: datetime) -> int:
    """Write what stands where the subscription did not cover it before, and was not told of; how much. The caller commits."""
    if to.portfolio_id is None:
        return 0
    (found, places), day = _found(session, to, at), _day(at)
    former = Receiver.of(before)
    covered = _standing(found, {to.portfolio_id: [former]}, places, day) if wants_listings(before) else []
    known = {one.id for one in covered}
    heard = _heard(session, to)
    fresh = _standing(found, {to.portfolio_id: [Receiver.of(to)]}, places, day)
    new = [one for one in fresh if one.id not in known and heard.get(_where(one.whose.hit, one.content)) in (None, *_ENDED)]
    add_news(session, new, at)
    return len(new)


def _found(session: Session, to: Subscription, at: datetime) -> tuple[Sequence[Pair], dict[str, list[Setting]]]:
    """The hits of its portfolio, and where each company stands."""
    found = told_pairs(session, portfolio_id=to.portfolio_id)
    companies = {one.company for one in found}
    around = Surroundings(session, companies)
    return found, {company: _places(around, company, _day(at)) for company in companies}


def _heard(session: Session, to: Subscription) -> dict[tuple[Any, ...], str]:
    """What it was told last, by hit and list."""
    query = select(News.hit_id, Said.content).join(Said)
    query = query.where(News.subscription_id == to.id, col(News.hit_id).is_not(None))
    told = session.exec(query.order_by(col(News.added_at), col(News.id)))
    return {_where(hit, content): content["happened"] for hit, content in told}


def _where(hit: int | None, content: Mapping[str, Any]) -> tuple[Any, ...]:
    return hit, content["place"], content["list_title"]


def turned_news(
    session: Session,
    turned: Turned,
    at: datetime,
    *,
    told: Collection[tuple[str, str]] = (),
    around: Surroundings | None = None,
) -> list[Fresh]:
    """What is to be told of hits that are new, surer or open again, and of those that are none any more.

    Not of companies on lists that are `told` of anyhow. `around` is what is read already of these companies.
    """
    around = around or Surroundings(session, turned.companies)
    places = {company: _places(around, company, _day(at), told) for company in turned.companies}
    heard = {company for company, _ in told}
    reopened = {pair for pair in turned.reopened if pair[1] not in heard}
    changed = turned.fell | {pair for pair in turned.rose | reopened if places[pair[1]]}
    to = receivers(session) if changed else {}
    if not to:
        return []
    counterparties = {counterparty for counterparty, _ in changed}
    every = told_pairs(session, confirmed=turned.confirmed, counterparties=counterparties)
    found = [one for one in every if (one.counterparty, one.company) in changed]
    rose = [one for one in found if one.grade != "clear"]
    fell = [one for one in found if one.grade == "clear"]
    known = last_grades(session, {one.hit for one in found})
    hits = {one.hit for one in rose if (one.counterparty, one.company) in reopened}
    risen = [_again(one, known, hits, at) for one in _standing(rose, to, places, _day(at))]
    return [*risen, *_unmatched(fell, to, around, known, at)]


def _again(one: Fresh, known: Grades, reopened: Collection[int], at: datetime) -> Fresh:
    """Who was told that a hit is none any more, or whose judgement of it has ended, is told another news of it."""
    hit = one.whose.hit or 0
    again = hit in reopened or known.get((one.subscription, hit)) == "clear"
    return one._replace(event=f"{one.event} {at.isoformat()}") if again else one


def _places(around: Surroundings, company: str, day: date, told: Collection[tuple[str, str]] = ()) -> list[Setting]:
    """Where the company stands, but on lists that are told of."""
    return [where for where in around.standing(company, day) if (company, where.series.key) not in told]


def _standing(found: Sequence[Pair], to: Receivers, places: Mapping[str, Sequence[Setting]], day: date) -> list[Fresh]:
    return [
        fresh
        for one in found
        if one.grade != "clear"
        for where in places[one.company]
        for fresh in _told(_event(where, one), "standing", where, one, to, day, _in_range, {})
    ]


def _unmatched(
    found: Sequence[Pair], to: Receivers, around: Surroundings, known: Grades, at: datetime
) -> list[Fresh]:
    """That a hit is none any more is news for those who were told of it, wherever the company was listed last."""
    return [
        fresh
        for one in found
        if (where := around.latest(one.company)) is not None
        for fresh in _told(f"unmatched {one.hit} {at.isoformat()}", "unmatched", where, one, to, _day(at), _nobody, known)
    ]


def _event(where: Setting, one: Pair) -> str:
    """The same pair on the same listing is told once, and again when it is surer."""
    since = where.listing.listing.valid_from if where.listing else ""
    return f"{REPORT}{where.series.key} {one.company} {since} {one.grade}"


def _in_range(to: Receiver, one: Item) -> bool:
    return wants(to, one, of_kinds=False)


def _nobody(_to: Receiver, _one: Item) -> bool:
    return False


def _told(
    event: str, happened: str, where: Setting, one: Pair, to: Receivers, day: date, wanted: Wanted, known: Grades
) -> list[Fresh]:
    name = where.listing.listing.name if where.listing else ""
    made = item(event, happened, name, where, status_words(where, day), day)
    return [*of_pairs(made, [one], to, wanted, known)]


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
