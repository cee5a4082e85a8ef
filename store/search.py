"""Find companies by id, code, name or any part of a name: what is equal first, then what begins so, then the newest.

Parts of two characters and more are found by pairs of neighbouring characters, the rarest pair first. There is no
ranking by relevance, and the answer is the same on every database. One character finds the names that begin with it.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, func, or_, select, text
from sqlmodel.sql.expression import SelectOfScalar

from sources.names.folding import fold_characters
from sources.names.keys import identity_key
from store.chunks import Among
from store.past import called_then, company_then
from store.tables.register import Company, CompanyName
from store.tables.search import NameGram

MOST_FOUND = 100
_FORMS = frozenset({"有限", "限公", "公司"})  # of nearly every name: they find nothing
_LAST = "\U0010ffff"  # sorts behind every character of a name
_LEAST_OF_CODE = 10  # eight say what sort of company it is and in which city
_COUNTED = 2_000  # a pair of more companies than that is simply common

_Numbered = tuple[Any, SelectOfScalar[int]]  # the column that numbers companies, and a query for it


def grams(key: str) -> set[str]:
    """The pairs of neighbouring characters by which an identity key is found."""
    return {key[at : at + 2] for at in range(len(key) - 1)} - _FORMS


def index_names(session: Session, names: Sequence[tuple[int, str]]) -> None:
    """Make companies (by number) findable by these identity keys. The caller commits."""
    if session.get_bind().dialect.name == "sqlite":
        number, key, source = "json_extract(value, '$[0]')", "json_extract(value, '$[1]')", "json_each(:names)"
    else:
        number, key, source = "CAST(value->>0 AS integer)", "value->>1", "json_array_elements(CAST(:names AS json))"
    statement = text(f"""
        WITH RECURSIVE named(company, key) AS MATERIALIZED (SELECT {number}, {key} FROM {source}),
        places(place) AS (SELECT 1 UNION ALL SELECT place + 1 FROM places WHERE place < :longest)
        INSERT INTO name_gram (gram, company)
        SELECT DISTINCT substr(key, place, 2), company FROM named JOIN places ON place < length(key)
        WHERE substr(key, place, 2) NOT IN ({", ".join(f"'{form}'" for form in sorted(_FORMS))}) ORDER BY 1, 2
        ON CONFLICT DO NOTHING
    """)
    if names:
        longest = max(len(key) for _, key in names)
        session.connection().execute(statement, {"names": json.dumps(names), "longest": longest})


def search(session: Session, text: str, most: int = MOST_FOUND, known_at: datetime | None = None) -> list[Company]:
    """At most so many companies: equal by id, code or name, then by the beginning of either, then by a part of a name.

    Within each of the three the newest come first. A name that a person corrected away still finds its company; with
    `known_at` only names known by then find it, and it bears the name and the code of then.
    """
    wanted = text.strip()
    key = identity_key(wanted)
    code = fold_characters(wanted)
    numbers: dict[int, None] = {}
    for number, query in (
        _equal(wanted, key, code, known_at),
        *_beginning(code),
        *(_alike(session, key, known_at) if key else ()),
    ):
        if len(numbers) < most:
            numbers.update(_newest(session, number, query, most + len(numbers)))
    rows = {row.number: row for row in session.exec(select(Company).where(Among(Company.number, numbers)))}
    found = [rows[number] for number in numbers]
    if known_at is not None:
        found = _of_then(session, found, code, known_at)
    return found[:most]


def _newest(session: Session, number: Any, query: SelectOfScalar[int], most: int) -> dict[int, None]:
    """So many different numbers, the largest first.

    A company comes once for each of its names: to ask again after those takes less than to have each left out but once.
    """
    page = query.order_by(col(number).desc()).limit(most)
    several = session.exec(page).all()
    found = dict.fromkeys(several)
    while len(several) == most and len(found) < most:
        several = session.exec(page.where(number < several[-1])).all()
        found.update(dict.fromkeys(several))
    return found


def _of_then(session: Session, found: Sequence[Company], code: str, known_at: datetime) -> list[Company]:
    """Those of the companies that were known then, without those that only a later code has found."""
    called = called_then(session, [one.id for one in found], known_at)
    then = [(one, company_then(one, called)) for one in found if one.recorded_at <= known_at]
    return [past for now, past in then if past.code or not (now.code or "").startswith(code)]


def _equal(wanted: str, key: str, code: str, known_at: datetime | None) -> _Numbered:
    same = select(Company.number).where(or_(col(Company.code) == code, col(Company.id) == wanted))
    named = _known_by(select(CompanyName.number).where(CompanyName.identity_key == key), known_at)
    return Company.number, select(Company.number).where(col(Company.number).in_(union(same, named)))


def _known_by(query: SelectOfScalar[Any], known_at: datetime | None) -> SelectOfScalar[Any]:
    return query if known_at is None else query.where(CompanyName.recorded_at <= known_at)


def _beginning(code: str) -> Iterable[_Numbered]:
    """By the first characters of a code, so many that they no longer stand for a whole city."""
    if len(code) >= _LEAST_OF_CODE and code.isascii() and code.isalnum():
        yield Company.number, select(Company.number).where(col(Company.code) > code, col(Company.code) < code + _LAST)


def _alike(session: Session, key: str, known_at: datetime | None) -> Iterable[_Numbered]:
    names = _known_by(select(CompanyName.number), known_at)
    yield CompanyName.number, names.where(CompanyName.identity_key > key, CompanyName.identity_key < key + _LAST)
    if len(key) == 1:
        return
    holding = names.where(col(CompanyName.identity_key).contains(key, autoescape=True))
    rarest = sorted(grams(key), key=lambda gram: (_count(session, gram), gram))[:2]
    if not rarest:
        yield CompanyName.number, holding
        return
    # One company after the other, the newest first, until there are enough: of a common pair there are a million.
    walked = select(NameGram.company).where(NameGram.gram == rarest[0])
    for other in rarest[1:]:
        second = aliased(NameGram)
        walked = walked.where(exists().where(col(second.gram) == other, col(second.company) == NameGram.company))
    yield NameGram.company, walked.where(holding.where(CompanyName.number == NameGram.company).exists())


def _count(session: Session, gram: str) -> int:
    """In how many companies' names the pair stands, counted so far as it matters."""
    some = select(NameGram.company).where(NameGram.gram == gram).limit(_COUNTED)
    return session.exec(select(func.count()).select_from(some.subquery())).one()
