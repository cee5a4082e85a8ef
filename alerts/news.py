"""Who must hear what: facts about lists and listed companies, joined with the counterparties that match them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from alerts.items import item
from alerts.judged import told_pairs
from alerts.receivers import Grades, Receivers, of_pairs, receivers, wants
from alerts.report import turned_news
from alerts.surroundings import Surroundings, status_words
from alerts.wording import SHANGHAI
from store.events import EventFact
from store.hits import NOTHING_TURNED, Pair, Turned
from store.news import Fresh, last_grades


def news(session: Session, heard: Iterable[EventFact], at: datetime, turned: Turned = NOTHING_TURNED) -> list[Fresh]:
    """What each subscription shall be told of these facts, and of hits that turned with them (one commit)."""
    facts = [fact for fact in heard if fact.series and fact.notice]
    told = {(fact.company, fact.series) for fact in facts if fact.company and fact.series}
    to = receivers(session) if facts or turned != NOTHING_TURNED else {}
    if not to:
        return []
    met = _met(session, {fact.company for fact in facts if fact.company}, turned, to)
    facts = [fact for fact in facts if fact.company in met or fact.type == "names_arrived"]
    around = Surroundings(session, met.keys() | turned.companies, {fact.notice for fact in facts if fact.notice})
    of_facts = _of_facts(session, facts, met, to, around, at)
    return [*of_facts, *turned_news(session, turned, at, told=told, around=around)]


def _met(session: Session, companies: Collection[str], turned: Turned, to: Receivers) -> Mapping[str, Sequence[Pair]]:
    """By company the counterparties that match it, of portfolios that somebody follows."""
    by_company: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in told_pairs(session, confirmed=turned.confirmed, companies=companies) if companies else ():
        if pair.portfolio in to and pair.grade != "clear":
            by_company[pair.company].append(pair)
    return by_company


def _of_facts(
    session: Session,
    facts: Sequence[EventFact],
    met: Mapping[str, Sequence[Pair]],
    to: Receivers,
    around: Surroundings,
    at: datetime,
) -> Iterator[Fresh]:
    taken_back = {fact.company for fact in facts if fact.type == "corrected" and fact.company}
    hits = {pair.hit for company in taken_back for pair in met[company]}
    known = last_grades(session, hits) if hits else {}
    for fact in facts:
        if fact.company is None:
            yield from _of_list(fact, to, around, at)
        else:
            yield from _of_company(fact, met, to, around, at, known if fact.type == "corrected" else {})


def _of_company(
    fact: EventFact,
    by_company: Mapping[str, Sequence[Pair]],
    to: Receivers,
    around: Surroundings,
    at: datetime,
    known: Grades,
) -> Iterator[Fresh]:
    where = around.of(fact.series or "", fact.notice or "", fact.company)
    name = str(fact.facts.get("name") or (where.listing.company.name if where.listing else ""))
    day = at.astimezone(SHANGHAI).date()
    one = item(fact.id, fact.type, name, where, status_words(where, day), day)
    return of_pairs(one, by_company[fact.company or ""], to, known=known)


def _of_list(fact: EventFact, to: Receivers, around: Surroundings, at: datetime) -> Iterator[Fresh]:
    """That the names of a list arrived is told to everybody who follows it: until then no silence meant anything."""
    where = around.of(fact.series or "", fact.notice or "", None)
    one = item(fact.id, fact.type, f"{fact.facts.get('count', 0)} 家", where, "", at.astimezone(SHANGHAI).date())
    for several in to.values():
        for each in several:
            if wants(each, one):
                yield Fresh(each.id, one.event, "0", one.grade, one.as_json())
