"""Whom a change of the register concerns: stored counterparties that may be one of the companies new or changed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from store import portfolios
from store.companies import known_companies
from store.coverage import coverage
from store.directory import KnownCompany
from store.filing import Changes, Known
from store.hits import FoundHit, Turned, record_screenings
from store.listings import adverse_companies
from store.tables.portfolios import Screening
from watcher.desk import Desk
from watcher.screening.listed import ALGORITHM
from watcher.screening.run import find_hits


def touched(session: Session, before: Known, changes: Changes) -> list[KnownCompany]:
    """The companies of adverse lists that changed or came to one, ended stays too: the register's index has them all."""
    changed = {company.id: company for company in (*changes.companies, *changes.to_screen)}
    adverse = {edition.series.key for edition in changes.editions if edition.polarity.adverse}
    adverse |= {key for key, polarity in before.polarity.items() if polarity.adverse}
    wanted = {life.company for key in adverse & changes.lives.keys() for life in changes.lives[key].added}
    wanted |= set(adverse_companies(session, among=changed))
    unchanged = known_companies(session, sorted(wanted - changed.keys()))
    return [*(changed[id_] for id_ in sorted(wanted & changed.keys())), *unchanged]


def concerned(session: Session, desk: Desk, companies: Sequence[KnownCompany]) -> Mapping[int, Sequence[FoundHit]]:
    """The hits on these companies, by portfolio; of a portfolio only the counterparties that they meet are read."""
    every = portfolios.file_stamps(session)
    desk.shelf.keep_portfolios(session, every)
    if not companies:
        return {}
    found = find_hits(session, (desk.shelf.questions(session, id_, stamp) for id_, stamp in every.items()), companies)
    owners = portfolios.portfolios_of(session, (hit.counterparty_id for hit in found))
    by_portfolio: defaultdict[int, list[FoundHit]] = defaultdict(list)
    for hit in found:
        if owners[hit.counterparty_id] in every:  # a portfolio that is not watched stays as it was screened
            by_portfolio[owners[hit.counterparty_id]].append(hit)
    return by_portfolio


def record(
    session: Session, desk: Desk, hits: Mapping[int, Sequence[FoundHit]], *, at: datetime, revision: int
) -> Turned:
    """Write the hits on what this revision changed, for each portfolio with the screening that found them."""
    cover = coverage(session, desk.sources).as_json() if hits else {}
    same: dict[str, Any] = {"at": at, "revision": revision, "algorithm": ALGORITHM, "whole": False, "coverage": cover}
    return record_screenings(session, [(Screening(portfolio_id=id_, **same), found) for id_, found in hits.items()])
