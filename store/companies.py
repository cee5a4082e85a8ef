"""Companies with their names and codes, as stored: loaded for a decision, written after it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from sources.names.codes import read_code
from sources.names.keys import identity_key, split_former
from sources.records import Row
from store.bulk import insert_rows
from store.chunks import Among, chunks
from store.directory import SHORT, KnownCompany, KnownName
from store.search import index_names
from store.tables.register import Company, CompanyName, CompanyPast


def companies_of(session: Session, rows: Iterable[Row]) -> tuple[KnownCompany, ...]:
    """The companies that these rows may mean, by code or by any name."""
    keys: set[str] = set()
    codes: set[str] = set()
    for row in rows:
        name, former = split_former(row.name)
        keys.update(identity_key(one) for one in (name, *former, *row.former_names))
        if code := read_code(row.code, row.code_is_number).value:
            codes.add(code)
    ids: set[str] = set()
    whole = col(CompanyName.superseded_at).is_(None), col(CompanyName.kind) != SHORT
    named = select(CompanyName.company_id).where(*whole)
    ids.update(session.exec(named.where(Among(CompanyName.identity_key, sorted(keys)))))
    ids.update(session.exec(select(Company.id).where(Among(Company.code, sorted(codes)))))
    return known_companies(session, sorted(ids))


def known_companies(session: Session, ids: Sequence[str]) -> tuple[KnownCompany, ...]:
    """These companies with all their names; not those that a person corrected away."""
    found = []
    printed = select(CompanyName.company_id, CompanyName.identity_key, CompanyName.name, CompanyName.kind)
    printed = printed.where(col(CompanyName.superseded_at).is_(None))
    plain = select(Company.id, Company.name, Company.code)
    for some in chunks(ids):
        names: dict[str, set[KnownName]] = {}
        for company, key, name, kind in session.exec(printed.where(Among(CompanyName.company_id, some))):
            names.setdefault(company, set()).add(KnownName(key, name, kind))
        rows = session.exec(plain.where(Among(Company.id, some)))
        found += [KnownCompany(id_, name, code, frozenset(names[id_])) for id_, name, code in rows]
    return tuple(found)


def numbers_of(session: Session, ids: Iterable[str]) -> dict[str, int]:
    """The store's own number of each company."""
    return dict(session.exec(select(Company.id, Company.number).where(Among(Company.id, ids))).all())


def ids_of(session: Session, numbers: Iterable[int]) -> dict[int, str]:
    """The companies of these numbers."""
    return dict(session.exec(select(Company.number, Company.id).where(Among(Company.number, set(numbers)))).all())


def write_companies(session: Session, companies: Sequence[KnownCompany], at: datetime, revision: int) -> None:
    """Write companies that are new, or have a further name, one name less or a code now. The caller commits.

    What a company was called before, and its code, goes to its past.
    """
    ids = [company.id for company in companies]
    stored = {row.id: row for row in session.exec(select(Company).where(Among(Company.id, ids)))}
    first = (session.exec(select(func.max(Company.number))).one() or 0) + 1
    new = [company for company in companies if company.id not in stored]
    rows = [{"id": one.id, "number": first + at_, "name": one.name, "code": one.code} for at_, one in enumerate(new)]
    insert_rows(session, Company, rows, recorded_at=at, revision=revision)
    for company in companies:
        if row := stored.get(company.id):
            if (row.name, row.code) != (company.name, company.code):
                past = CompanyPast(company_id=row.id, revision=revision, name=row.name, code=row.code, superseded_at=at)
                session.add(past)
            row.name, row.code, row.revision = company.name, company.code, revision
    _write_names(session, companies, at)


def _write_names(session: Session, companies: Sequence[KnownCompany], at: datetime) -> None:
    numbers = numbers_of(session, [company.id for company in companies])
    known: dict[str, set[str]] = {company.id: set() for company in companies}
    columns = select(CompanyName.company_id, CompanyName.identity_key)
    for company, key in session.exec(
        columns.where(Among(CompanyName.company_id, known), col(CompanyName.superseded_at).is_(None))
    ):
        known[company].add(key)
    for one in companies:
        _withdraw(session, one.id, known[one.id] - {name.identity_key for name in one.names}, at)
    new = {one.id: [name for name in one.names if name.identity_key not in known[one.id]] for one in companies}
    rows: list[dict[str, Any]] = [
        {
            "company_id": company,
            "identity_key": name.identity_key,
            "number": numbers[company],
            "name": name.printed,
            "kind": name.kind,
        }
        for company, names in new.items()
        for name in names
    ]
    insert_rows(session, CompanyName, rows, recorded_at=at)
    index_names(session, [(row["number"], row["identity_key"]) for row in rows])


def _withdraw(session: Session, company: str, keys: Collection[str], at: datetime) -> None:
    """Names that the company no longer bears in our eyes."""
    if not keys:
        return
    standing = select(CompanyName).where(CompanyName.company_id == company, col(CompanyName.superseded_at).is_(None))
    for row in session.exec(standing.where(col(CompanyName.identity_key).in_(keys))):
        row.superseded_at = at
