"""Commands about hits: what was found, what people decided, and deciding."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from alerts import wording
from alerts.wording import DIFFERENT_BY
from store import portfolios
from store.database import reading
from store.hits import hit_ids
from store.judgements import Verdict, standing
from store.tables.judgements import Judgement
from watcher import judgement_words
from watcher.cli.context import Context
from watcher.cli.output import Result, table
from watcher.judging import Seen, decision, judge, undo
from watcher.results import StoredHit, stored_hits

_HEADS = ("编号", "关注名单", "交易对手", "结论", "名单所载", "名单", "依据", "研判")


def listing(context: Context, arguments: argparse.Namespace) -> Result:
    """All stored hits with the listings behind them, what they were found by and what was decided; ended ones as clear."""
    data: list[dict[str, Any]] = []
    rows: list[tuple[str, ...]] = []
    for portfolio, id_, hit, judged in _found(context, arguments.portfolio):
        if arguments.state and arguments.state != _state(hit, judged):
            continue
        more = {"hit": id_, "judgement": _judgement(judged), **_found_by(hit)}
        data += [{"portfolio": portfolio, **asdict(row), **more} for row in hit.rows]
        words = judgement_words.verdict(judged) if judged else ""
        rows += [
            (
                *(str(id_), portfolio, row.name, wording.GRADE[row.grade], row.matched_name),
                *((row.facts or {}).get("list", ""), row.reason, words),
            )
            for row in hit.rows
        ]
    return Result({"hits": data}, table(_HEADS, rows))


def judging(context: Context, arguments: argparse.Namespace) -> Result:
    """Judge one hit."""
    reason, note = _reason(arguments.verdict, arguments.reason)
    decided = decision(arguments.verdict, reason, note, who=context.who, at=context.clock())
    made = judge(context.desk, Seen(arguments.hit), decided)
    return Result({"hit": arguments.hit, "judgement": _judgement(made)}, f"第 {arguments.hit} 条命中：{judgement_words.judged(made)}。")


def undoing(context: Context, arguments: argparse.Namespace) -> Result:
    """Take back the judgement of one hit."""
    ended = undo(context.desk, Seen(arguments.hit), who=context.who, at=context.clock())
    words = f"第 {arguments.hit} 条命中：已撤销“{judgement_words.verdict(ended)}”（{ended.who}）。"
    return Result({"hit": arguments.hit, "judgement": _judgement(ended)}, words)


def _found(context: Context, name: str | None) -> Iterator[tuple[str, int, StoredHit, Judgement | None]]:
    today = context.clock().astimezone(wording.SHANGHAI).date()
    with reading(context.desk.engine) as session:
        named = [portfolios.portfolio_named(session, name)] if name else []
        for one in named or [portfolio for portfolio, _ in portfolios.portfolios(session)]:
            ids = hit_ids(session, one.id)
            judged = standing(session, ids.values())
            for hit in stored_hits(session, one.id, as_of=today):
                id_ = ids[hit.counterparty.id or 0, hit.candidate.listed.id]
                yield one.name, id_, hit, judged.get(id_)


def _state(hit: StoredHit, judged: Judgement | None) -> str:
    if judged:
        return judged.verdict
    return "" if hit.candidate.grade == "clear" else "todo"


def _reason(verdict: str, text: str) -> tuple[str, str]:
    """One of the reasons, by its key or its words; anything else is a note."""
    known = {word: key for key, words in DIFFERENT_BY.items() for word in (key, words)}
    if verdict != Verdict.DIFFERENT:
        return "", text
    return (known[text], "") if text in known else ("other" if text else "", text)


def _judgement(one: Judgement | None) -> dict[str, Any] | None:
    if one is None:
        return None
    kept = ("id", "verdict", "reason", "note", "who", "carried_from")
    return {name: getattr(one, name) for name in kept} | {"at": one.at.isoformat(), "evidence": one.evidence}


def _found_by(hit: StoredHit) -> dict[str, Any]:
    """Part by part, what would settle it, and the screening that decided it so, which can be repeated."""
    return {
        "fields": [asdict(words) for words in hit.candidate.fields],
        "decides": hit.candidate.decides,
        "revision": hit.screening.revision,
        "algorithm": hit.screening.algorithm,
        "screened_at": hit.screening.at.isoformat(),
    }
