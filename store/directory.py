"""Who a row of a list is: pure pairing of published names and codes with the companies already known.

A code, when both sides have one, decides. A row without a code that fits two companies is ambiguous: nobody guesses.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from types import MappingProxyType

from sources.names.codes import read_code
from sources.names.keys import identity_key, split_former
from sources.records import Row

_SHORT = ("简称", "企业简称", "公司简称", "机构简称")  # heads of a column of short names
SHORT = "short"


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that a company was published under: as printed, its identity key, registered, former or short.

    A short name is for finding a company only: many companies share one, so no row is read by it.
    """

    identity_key: str
    printed: str = field(compare=False)
    kind: str = field(default="registered", compare=False)


@dataclass(frozen=True, slots=True)
class KnownCompany:
    """A company with its valid code (or None) and all names it was published under."""

    id: str
    name: str
    code: str | None
    names: frozenset[KnownName]

    @property
    def keys(self) -> frozenset[str]:
        """The identity keys of its whole names."""
        return frozenset(name.identity_key for name in self.names if name.kind != SHORT)


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A row that fits several companies."""

    row: Row
    companies: tuple[KnownCompany, ...]


def company_id(code: str | None, key: str) -> str:
    """A stable id for a company first seen with this valid code, or (without one) under this identity key."""
    basis = f"code:{code}" if code else f"name:{key}"
    return "c" + sha256(basis.encode()).hexdigest()[:15]


def _short_names(row: Row) -> set[KnownName]:
    printed = (row.cells.get(head, "") for head in _SHORT)
    return {KnownName(identity_key(short), short, SHORT) for short in printed if short}


class Directory:
    """The companies known so far; `resolve` adds those that a row reveals, and `changed` holds them.

    `familiar` are the companies (ids) of rows (digests) that say to the letter what an edition said before.
    """

    def __init__(self, companies: Iterable[KnownCompany], familiar: Mapping[str, str] = MappingProxyType({})) -> None:
        self._familiar = familiar
        self._by_id: dict[str, KnownCompany] = {}
        self._by_code: dict[str, str] = {}
        self._by_key: defaultdict[str, set[str]] = defaultdict(set)
        self.changed: dict[str, KnownCompany] = {}
        for company in companies:
            self._index(company)

    def __getitem__(self, company: str) -> KnownCompany:
        return self._by_id[company]

    def __contains__(self, company: str) -> bool:
        return company in self._by_id

    def meant(self, rows: Sequence[tuple[Row, str | None]]) -> list[str | Ambiguous]:
        """The companies (ids) that the rows of one list mean, each row with its digest where it is as printed.

        Rows with a code come first, by their codes: in which order they are printed does not matter.
        """
        found: list[str | Ambiguous | None] = [self._familiar.get(digest or "") for _, digest in rows]
        strange = [at for at, company in enumerate(found) if company is None]
        for at in sorted(strange, key=lambda at: (rows[at][0].code is None, rows[at][0].code or "", rows[at][0].name)):
            company = self.resolve(rows[at][0])
            found[at] = company if isinstance(company, Ambiguous) else company.id
        return [company for company in found if company is not None]

    def resolve(self, row: Row) -> KnownCompany | Ambiguous:
        """The company that a row means, created or completed as needed."""
        name, inside = split_former(row.name)
        key = identity_key(name)
        code = read_code(row.code, row.code_is_number).value
        former = {KnownName(identity_key(old), old, "former") for old in (*inside, *row.former_names)}
        fitting = self._fitting(key, {old.identity_key for old in former}, code)
        if len(fitting) > 1:
            return Ambiguous(row, tuple(sorted(fitting, key=lambda company: company.id)))
        names = frozenset({KnownName(key, name)} | {old for old in former if old.identity_key != key})
        whole = {one.identity_key for one in names}
        names |= {one for one in _short_names(row) if one.identity_key and one.identity_key not in whole}
        if not fitting:
            return self._put(KnownCompany(company_id(code, key), name, code, names))
        company = fitting[0]
        if names <= company.names and (code is None or company.code == code):
            return company
        renamed = company.name if key in company.keys else name
        return self._put(replace(company, name=renamed, code=company.code or code, names=company.names | names))

    def _fitting(self, key: str, former_keys: set[str], code: str | None) -> list[KnownCompany]:
        if code is not None and code in self._by_code:
            return [self._by_id[self._by_code[code]]]
        for wanted in ({key}, former_keys):
            found = {company for one in wanted for company in self._by_key.get(one, ())}
            companies = [self._by_id[company] for company in sorted(found)]
            if code is not None:  # two valid different codes are two companies, whatever the names
                companies = [company for company in companies if company.code is None]
            if companies:
                return companies
        return []

    def _put(self, company: KnownCompany) -> KnownCompany:
        self._index(company)
        self.changed[company.id] = company
        return company

    def _index(self, company: KnownCompany) -> None:
        self._by_id[company.id] = company
        if company.code:
            self._by_code[company.code] = company.id
        for key in company.keys:
            self._by_key[key].add(company.id)
