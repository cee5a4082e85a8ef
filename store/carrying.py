"""A new upload does not ask again: what was judged of the same counterparty and company in another portfolio holds there too.

Only from portfolios whose members include everybody who sees the new one: nobody learns what was decided elsewhere.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from store.chunks import Among, chunks
from store.grounds import grounds_from, grounds_of
from store.judgements import STANDS
from store.tables.accounts import Member
from store.tables.judgements import Judgement
from store.tables.portfolios import CounterpartyRow, Hit, Portfolio

_Key = tuple[str, str, str | None, bool]  # company; name and code of the counterparty, exactly
_PAIR = (Hit.company_id, CounterpartyRow.name, CounterpartyRow.code, CounterpartyRow.code_is_number)


def carry_judgements(session: Session, portfolio_id: int) -> int:
    """Copy to the hits of a portfolio that nobody ever judged what stands on the same pair elsewhere; how many.

    Who decided it and when is kept, and of which judgement it is the copy; none where the evidence differs. The caller
    commits.
    """
    others = _open_to_all_members(session, portfolio_id)
    new = _never_judged(session, portfolio_id) if others else {}
    known = _standing(session, {key[0] for key in new}, others)
    met = {hit: known[key] for key, several in new.items() if key in known for hit in several}
    now = grounds_of(session, {key[0] for key in new if key in known})
    companies = {hit: key[0] for key, several in new.items() for hit in several}
    rows = [
        _copy(one, hit) for hit, one in met.items() if now[companies[hit]].holds(grounds_from(one.evidence))
    ]
    if rows:
        session.connection().execute(insert(Judgement), rows)
    return len(rows)


def _open_to_all_members(session: Session, portfolio_id: int) -> list[int]:
    """The other portfolios that all members of this one see; every one where it has none."""
    seeing: dict[int, set[int]] = {}
    for portfolio, account in session.exec(select(Member.portfolio_id, Member.account_id)):
        seeing.setdefault(portfolio, set()).add(account)
    own = seeing.get(portfolio_id, set())
    every = session.exec(select(Portfolio.id).where(col(Portfolio.id) != portfolio_id).order_by(col(Portfolio.id)))
    return [one or 0 for one in every if own <= seeing.get(one or 0, set())]


def _never_judged(session: Session, portfolio_id: int) -> dict[_Key, list[int]]:
    query = select(Hit.id, *_PAIR).join(CounterpartyRow, col(CounterpartyRow.id) == Hit.counterparty_id)  # type: ignore[call-overload]
    query = query.join(Judgement, col(Judgement.hit_id) == col(Hit.id), isouter=True)
    query = query.where(CounterpartyRow.portfolio_id == portfolio_id, col(Judgement.id).is_(None))
    found: dict[_Key, list[int]] = {}
    for hit, *key in session.exec(query.order_by(col(Hit.id))):
        found.setdefault(tuple(key), []).append(hit)
    return found


def _standing(session: Session, companies: Collection[str], portfolios: Collection[int]) -> dict[_Key, Judgement]:
    """What stands there on these companies, by pair; of several the latest."""
    found: dict[_Key, Judgement] = {}
    for some in chunks(sorted(companies)):
        query = select(Judgement, *_PAIR).join(Hit, STANDS)  # type: ignore[call-overload]
        query = query.join(CounterpartyRow, col(CounterpartyRow.id) == Hit.counterparty_id)
        query = query.where(Among(Hit.company_id, some))
        query = query.where(Among(CounterpartyRow.portfolio_id, portfolios))
        for one, *key in session.exec(query.order_by(col(Judgement.at), col(Judgement.id))):
            found[tuple(key)] = one
    return found


def _copy(one: Judgement, hit: int) -> dict[str, Any]:
    kept = {name: getattr(one, name) for name in ("verdict", "reason", "note", "who", "at", "evidence")}
    return kept | {"hit_id": hit, "carried_from": one.id, "ended_by": "", "ended_who": ""}
