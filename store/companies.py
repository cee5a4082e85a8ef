"""Companies with their names and codes, as stored: loaded for a decision, written after it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from sources.names.codes import read_code
from sources.names.keys import identity_key, split_former
from sources.records import Notice
from store.chunks import chunks
from store.directory import KnownCompany, KnownName
from store.search import index_names
from store.tables.register import Company, CompanyName, CompanyPast


def companies_of(session: Session, notices: Iterable[Notice]) -> tuple[KnownCompany, ...]:
    """The companies that the rows of these notices may mean, by code or by any name."""
    keys: set[str] = set()
    codes: set[str] = set()
    for notice in notices:
        for row in (*notice.rows, *notice.held):
            name, former = split_former(row.name)
            keys.update(identity_key(one) for one in (name, *former, *row.former_names))
            if code := read_code(row.code, row.code_is_number).value:
                codes.add(code)
    ids: set[str] = set()
    named = select(CompanyName.company_id).where(col(CompanyName.superseded_at).is_(None))
    for chunk in chunks(sorted(keys)):
        ids.update(session.exec(named.where(col(CompanyName.identity_key).in_(chunk))))
    for chunk in chunks(sorted(codes)):
        ids.update(session.exec(select(Company.id).where(col(Company.code).in_(chunk))))
    return known_companies(session, sorted(ids))


def known_companies(session: Session, ids: Sequence[str]) -> tuple[KnownCompany, ...]:
    """These companies with all their names; not those that a person corrected away."""
    found = []
    printed = select(CompanyName.company_id, CompanyName.identity_key, CompanyName.name, CompanyName.kind)
    printed = printed.where(col(CompanyName.superseded_at).is_(None))
    plain = select(Company.id, Company.name, Company.code)
    for chunk in chunks(ids):
        names: dict[str, set[KnownName]] = {}
        for company, key, name, kind in session.exec(printed.where(col(CompanyName.company_id).in_(chunk))):
            names.setdefault(company, set()).add(KnownName(key, name, kind))
        rows = session.exec(plain.where(col(Company.id).in_(chunk)))
        found += [KnownCompany(id_, name, code, frozenset(names[id_])) for id_, name, code in rows]
    return tuple(found)


def numbers_of(session: Session, ids: Sequence[str]) -> dict[str, int]:
    """The store's own number of each company."""
    found: dict[str, int] = {}
    for chunk in chunks(ids):
        found.update(session.exec(select(Company.id, Company.number).where(col(Company.id).in_(chunk))).all())
    return found


def ids_of(session: Session, numbers: Sequence[int]) -> dict[int, str]:
    """The companies of these numbers."""
    found: dict[int, str] = {}
    for chunk in chunks(sorted(set(numbers))):
        found.update(session.exec(select(Company.number, Company.id).where(col(Company.number).in_(chunk))).all())
    return found


def write_companies(session: Session, companies: Sequence[KnownCompany], at: datetime, revision: int) -> None:
    """Write companies that are new, or have a further name, one name less or a code now. The caller commits.

    What a company was called before, and its code, goes to its past.
    """
    ids = [company.id for company in companies]
    stored = {
        row.id: row for chunk in chunks(ids) for row in session.exec(select(Company).where(col(Company.id).in_(chunk)))
    }
    first = (session.exec(select(func.max(Company.number))).one() or 0) + 1
    new = [company for company in companies if company.id not in stored]
    rows = [
        {
            "id": one.id,
            "number": first + at_,
            "name": one.name,
            "code": one.code,
            "recorded_at": at,
            "revision": revision,
        }
        for at_, one in enumerate(new)
    ]
    if rows:
        session.connection().execute(insert(Company), rows)
    for company in companies:
        if row := stored.get(company.id):
            if (row.name, row.code) != (company.name, company.code):
                past = CompanyPast(company_id=row.id, revision=revision, name=row.name, code=row.code, superseded_at=at)
                session.add(past)
            row.name, row.code, row.revision = company.name, company.code, revision
    _write_names(session, companies, at)


def _write_names(session: Session, companies: Sequence[KnownCompany], at: datetime) -> None:
    numbers = numbers_of(session, [company.id for company in companies])
    found: dict[str, set[str]] = {company.id: set() for company in companies}  # by which it is found, also in vain
    known: dict[str, set[str]] = {company.id: set() for company in companies}
    columns = select(CompanyName.company_id, CompanyName.identity_key, CompanyName.superseded_at)
    for chunk in chunks(list(known)):
        for id_, key, ended in session.exec(columns.where(col(CompanyName.company_id).in_(chunk))):
            found[id_].add(key)
            if ended is None:
                known[id_].add(key)
    for one in companies:
        _withdraw(session, one.id, known[one.id] - one.keys, at)
    new = {one.id: [name for name in one.names if name.identity_key not in known[one.id]] for one in companies}
    rows = [
        {
            "company_id": company,
            "identity_key": name.identity_key,
            "number": numbers[company],
            "name": name.printed,
            "kind": name.kind,
            "recorded_at": at,
        }
        for company, names in new.items()
        for name in names
    ]
    if rows:
        session.connection().execute(insert(CompanyName), rows)
    index_names(
        session,
        ((numbers[company], found[company], [name.identity_key for name in names]) for company, names in new.items()),
    )


def _withdraw(session: Session, company: str, keys: Collection[str], at: datetime) -> None:
    """Names that the company no longer bears in our eyes."""
    if not keys:
        return
    standing = select(CompanyName).where(CompanyName.company_id == company, col(CompanyName.superseded_at).is_(None))
    for row in session.exec(standing.where(col(CompanyName.identity_key).in_(keys))):
        row.superseded_at = at
