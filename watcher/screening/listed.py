"""What screening takes in and gives back: listed companies, counterparties, candidates. No database, no clock."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

ALGORITHM = "names-4"  # changes with every change that can alter a grade, a score or a reason
LONGEST_NAME = 200  # characters; a longer one is no name and is not compared
LONGEST_LISTED = 300  # the same of a listed one, which may be printed with its former names


class Grade(StrEnum):
    """Match confirms, review asks a person, clear is a different company."""

    MATCH = "match"
    REVIEW = "review"
    CLEAR = "clear"


class ListedCompany(NamedTuple):
    """A company on a list. `id` is the caller's own; `name` and `code` stand as published."""

    id: str
    name: str
    code: str | None = None
    former_names: tuple[str, ...] = ()
    code_is_number: bool = False


class Counterparty(NamedTuple):
    """A company that the user deals with. `row` is its data record, 1 = the first; `extra` the user's own columns."""

    row: int
    name: str
    code: str | None = None
    extra: tuple[tuple[str, str], ...] = ()
    code_is_number: bool = False


@dataclass(frozen=True, slots=True)
class FieldWords:
    """One part of two names in Chinese words: 地区, 相同（位置不同）, and both texts with 【】 around what differs."""

    field: str
    words: str
    listed: str = ""
    counterparty: str = ""

    def __str__(self) -> str:
        return f"{self.field} {self.words}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One listed company against one counterparty. `score` is 0 to 100, 100 only for an equal code or match key.

    `reason` says in Chinese what agrees and what differs, `fields` says it part by part, and `decides` what would
    settle a doubt (empty where a code has settled it).
    """

    listed: ListedCompany
    grade: Grade
    score: int
    reason: str
    fields: tuple[FieldWords, ...] = ()
    decides: str = ""
