"""Keys and digests that are stored because they are searched by: each is computed again, and must come out the same."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from sqlmodel import Session, col

from sources.names.codes import read_code
from sources.names.keys import identity_key
from sources.serial import from_json
from store.directory import company_id
from store.identity import facts_hash, id_of_key, row_digest
from store.integrity.streams import columns, rows
from store.printed import load, unpack_rows
from store.tables.notices import NoticeReading, NoticeRow
from store.tables.printed import PrintedRow
from store.tables.register import Company, CompanyName

_AT_ONCE = 5_000


def name_faults(session: Session) -> Iterator[str]:
    """Companies whose id, code or names do not have the keys that belong to them."""
    printed = (CompanyName.identity_key, CompanyName.number, CompanyName.name)
    query = columns(col(Company.id), col(Company.number), col(Company.code), *printed)
    query = query.join(CompanyName, isouter=True).order_by(Company.id)
    for id_, several in groupby(rows(session, query), key=itemgetter(0)):
        keys, code = set(), None
        for _, counted, its_code, key, number, name in several:
            code = its_code
            if key is not None:
                keys.add(key)
                yield from _key_faults(id_, name, (key, identity_key(name)), (number, counted))
        yield from _id_faults(id_, keys, code)


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


def notice_faults(session: Session) -> Iterator[str]:
    """Notices that do not have the id of their key, and readings that do not have the hash of what they say."""
    for id_, key in rows(session, columns(NoticeRow.id, NoticeRow.key)):
        if id_of_key(key) != id_:
            yield f"notice {id_}：编号与 {key} 不符"
    for (id_,) in list(rows(session, columns(NoticeReading.id).order_by(col(NoticeReading.id)))):
        try:
            reading = session.get_one(NoticeReading, id_)
            said = unpack_rows(session, reading.places, reading.rows)
            listed = len(said) - reading.held
            notice = replace(from_json(reading.facts), rows=said[:listed], held=said[listed:])
        except (ValueError, LookupError, TypeError) as error:
            yield f"notice_reading {id_}：不能重读（{type(error).__name__}：{error}）"
            continue
        if facts_hash(notice) != reading.facts_hash:
            yield f"notice_reading {id_}：内容与其校验值不符"
        session.expunge(reading)


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
