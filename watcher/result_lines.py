"""A stored result as the lines of a file, some thousand records in memory at a time: all of it, or what a tab shows."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from sqlmodel import Session

from alerts.facts import facts_by_company
from alerts.wording import in_shanghai
from store import judgements
from store.chunks import chunks
from store.companies import known_companies
from store.found import HIT_TABS, Filter, clear_after, hit_ids_in, seen, unscreened_after
from store.hits import hits
from store.tables.judgements import Judgement
from store.tables.portfolios import CounterpartyRow, Hit, Portfolio
from store.uploads import to_screen_after
from watcher import judgement_words
from watcher.screening.records import Record
from watcher.screening.report import ResultRow, lines_of
from watcher.screening.run import candidate, counterparty, listed

JUDGED = ("judgement", "judged_by", "judged_at")  # the columns before the user's own
JUDGED_IN_WORDS = ("研判", "研判人", "研判时间")
_AT_ONCE = 2_500

_Pairs = Iterable[tuple[CounterpartyRow, Sequence[Hit]]]


def result_lines(
    session: Session, portfolio: Portfolio, *, as_of: date, tab: str = "", wanted: Filter | None = None
) -> Iterator[ResultRow]:
    """The lines of every record in the order of the file; of a tab what it shows, in its order.

    The columns of the user's own stand behind those of JUDGED.
    """
    id_, wanted = portfolio.id or 0, wanted or Filter()
    if tab in HIT_TABS:
        for some in chunks(hit_ids_in(session, id_, tab, wanted, as_of)):
            by_record = groupby(seen(session, some), key=lambda one: one.counterparty)
            yield from _lines(session, [(row, [one.hit for one in found]) for row, found in by_record], as_of)
            session.expunge_all()
        return
    after = 0
    while records := _records_after(session, id_, tab, after, wanted.text):
        yield from _lines(session, _with_hits(session, records), as_of)
        after = records[-1].row
        session.expunge_all()


def _records_after(session: Session, id_: int, tab: str, row: int, text: str) -> Sequence[CounterpartyRow]:
    if tab == "clear":
        return clear_after(session, id_, row, text, _AT_ONCE)
    if tab == "problems":
        return unscreened_after(session, id_, row, _AT_ONCE)
    return to_screen_after(session, id_, row, _AT_ONCE)


def _with_hits(session: Session, records: Sequence[CounterpartyRow]) -> _Pairs:
    found: dict[int, list[Hit]] = {}
    for hit, row, _ in hits(session, among=[one.id or 0 for one in records]):
        found.setdefault(row.id or 0, []).append(hit)
    return [(one, found.get(one.id or 0, ())) for one in records]


def _lines(session: Session, pairs: _Pairs, as_of: date) -> Iterator[ResultRow]:
    pairs = list(pairs)
    every = [hit for _, several in pairs for hit in several]
    companies = {one.id: listed(one) for one in known_companies(session, sorted(_companies(every)))}
    facts = facts_by_company(session, as_of, _companies(every))
    decided = judgements.standing(session, [hit.id or 0 for hit in every])
    for row, several in pairs:
        one = counterparty(row)
        for hit in several:
            judged = one._replace(extra=(*_told(decided.get(hit.id or 0)), *one.extra))
            yield from lines_of(Record(judged, row.screened), [candidate(hit, companies[hit.company_id])], facts)
        if not several:
            yield from lines_of(Record(one._replace(extra=(*_told(None), *one.extra)), row.screened), (), None)


def _companies(several: Iterable[Hit]) -> Collection[str]:
    return {hit.company_id for hit in several}


def _told(one: Judgement | None) -> Iterator[tuple[str, str]]:
    words = (judgement_words.verdict(one), one.who, in_shanghai(one.at)) if one else ("", "", "")
    return zip(JUDGED, words, strict=True)
