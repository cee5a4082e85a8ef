"""The editions rebuild the register: what each series lists is told anew from what was published, and compared."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from sqlmodel import Session, col

from store.corrections_kept import corrections_of
from store.integrity.streams import columns, rows
from store.lives import EditionFacts, Life, Lives, diff, lives
from store.membership import whole
from store.stays import standing_lives
from store.tables.register import Edition, SeriesRow

_AT_ONCE = 50_000  # rows of editions in memory, unless one day brings more


def history_faults(session: Session) -> Iterator[str]:
    """Listings that the editions do not tell, and those that they tell otherwise."""
    keys = [key for (key,) in rows(session, columns(SeriesRow.key).order_by(SeriesRow.key))]
    for key in keys:
        try:
            told = _retold(session, key)
        except (ValueError, LookupError, TypeError) as error:
            yield f"{key}：各期名单不能重读（{type(error).__name__}：{error}）"
            continue
        found = diff(told, standing_lives(session, key))
        yield from (_words(key, one, "名单库有，而各期名单没有") for one in found.added)
        yield from (_words(key, one, "各期名单有，而名单库没有") for one in found.dropped)
        yield from (_words(key, one, "名单库与各期名单所述不同") for _, one in found.changed)


def _words(key: str, life: Life, what: str) -> str:
    return f"{key}：{life.facts.name}（自 {life.valid_from}）{what}"


def _retold(session: Session, key: str) -> Lives:
    """The lives of one series, from its editions in order, some at a time."""
    told: Lives = {}
    for some in _portions(session, key):
        told = lives([_facts(session, notice, key) for notice in some], told)
    return told


def _portions(session: Session, key: str) -> Iterator[list[str]]:
    """The notices of complete editions by their days; those of one day stay together, for they are told together."""
    heads = columns(Edition.day, Edition.notice_id, Edition.named).where(
        col(Edition.series_key) == key, col(Edition.state) == "complete"
    )
    every = list(rows(session, heads.order_by(col(Edition.day), Edition.notice_id)))
    some: list[str] = []
    size = 0
    for _, several in groupby(every, key=itemgetter(0)):
        for _, notice, named in several:
            some.append(notice)
            size += named
        if size >= _AT_ONCE:
            yield some
            some, size = [], 0
    yield some


def _facts(session: Session, notice: str, key: str) -> EditionFacts:
    row = session.get_one(Edition, (notice, key))
    return whole(session, row, corrections_of(session, [notice]).get(notice, ()))
