"""Hits as they are told: what a person judged to be another company is silent, the same company is a match.

When the evidence of a pair changes its judgement ends, and it is told again. The change itself is told of a company that
was judged to be the same as of a match still.
"""

from collections.abc import Collection, Iterator
from typing import Any

from sqlmodel import Session

from store.hits import Pair, pairs
from store.judgements import Verdict, verdicts


def told_pairs(session: Session, *, confirmed: Collection[tuple[int, str]] = (), **which: Any) -> list[Pair]:
    """The hits that store.hits.pairs finds, as people judged them; `confirmed` were the same company until now."""
    found = pairs(session, **which)
    judged = verdicts(session, [one.hit for one in found]) if found else {}
    return list(_as_judged(found, judged, confirmed)) if judged or confirmed else found


def _as_judged(
    found: list[Pair], judged: dict[int, tuple[str, str]], confirmed: Collection[tuple[int, str]]
) -> Iterator[Pair]:
    for one in found:
        verdict, who = judged.get(one.hit, ("", ""))
        if verdict == Verdict.SAME and one.grade != "clear":
            yield one._replace(grade="match", reason=f"{one.reason}；{who}已研判为同一企业")
        elif (one.counterparty, one.company) in confirmed and one.grade != "clear":
            yield one._replace(grade="match", reason=f"{one.reason}；此前研判为同一企业，名单所载有变化，请重新研判")
        elif verdict != Verdict.DIFFERENT:
            yield one
