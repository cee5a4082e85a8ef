"""Keys and digests that are stored because they are searched by: each is computed again, and must come out the same."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from sqlmodel import Session, col, select

from sources.names.codes import read_code
from sources.names.keys import identity_key
from sources.records import Mode, Sector, Series
from store.directory import company_id
from store.identity import row_digest
from store.integrity.streams import columns, rows
from store.printed import load
from store.tables.printed import PrintedRow
from store.tables.register import Company, CompanyName, SeriesRow

_AT_ONCE = 5_000


def name_faults(session: Session) -> Iterator[str]:
    """Companies whose id, code or names do not have the keys that belong to them."""
    printed = (CompanyName.identity_key, CompanyName.number, CompanyName.name, CompanyName.superseded_at)
    query = columns(col(Company.id), col(Company.number), col(Company.code), col(Company.name), *printed)
    query = query.join(CompanyName, isouter=True).order_by(Company.id)
    for id_, several in groupby(rows(session, query), key=itemgetter(0)):
        keys, standing, code, called = set(), set(), None, ""
        for _, counted, its_code, its_name, key, number, name, superseded in several:
            code, called = its_code, its_name
            if key is not None:
                keys.add(key)
                standing |= {key} if superseded is None else set()
                yield from _key_faults(id_, name, (key, identity_key(name)), (number, counted))
        yield from _id_faults(id_, keys, code)
        if identity_key(called) not in standing:
            yield f"company {id_}：现用名 {called} 不在其名称之列"


def _key_faults(company: str, name: str, keys: tuple[str, str], numbers: tuple[int, int]) -> Iterator[str]:
    for what, (found, wanted) in (("键", keys), ("编号", numbers)):
        if found != wanted:
            yield f"company_name {company}：{name} 的{what}应为 {wanted}，而不是 {found}"


def _id_faults(company: str, keys: set[str], code: str | None) -> Iterator[str]:
    """A company has the id of its code, or of the name that it was first seen under."""
    if company not in {company_id(None, key) for key in keys} | {company_id(code, "") if code else ""}:
        yield f"company {company}：编号与其名称和信用代码都不符"
    if code is not None and read_code(code).value != code:
        yield f"company {company}：信用代码 {code} 无效"


def row_faults(session: Session) -> Iterator[str]:
    """Rows of lists that do not have the digest of what they say."""
    after = 0
    query = columns(PrintedRow.id).order_by(col(PrintedRow.id)).limit(_AT_ONCE)
    while True:
        some = [id_ for (id_,) in rows(session, query.where(col(PrintedRow.id) > after))]
        if not some:
            return
        for id_, (digest, row) in load(session, some).items():
            if row_digest(row) != digest:
                yield f"printed_row {id_}：{row.name} 与其校验值不符"
        after = max(some)


def series_faults(session: Session) -> Iterator[str]:
    """Lists that do not have the key of their regulator, trade and type."""
    for row in session.exec(select(SeriesRow).order_by(SeriesRow.key)):
        said = Series(row.regulator, Sector(row.sector), row.list_type, Mode(row.mode), row.title)
        if said.key != row.key:
            yield f"series {row.key}：应为 {said.key}"
