"""Make the checks one by one, and keep of what each finds the first few things and the number of the others."""

import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from store.evidence import Evidence
from watcher.config import Settings

log = logging.getLogger(__name__)
_SHOWN = 20


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    WRONG = "wrong"
    UNCHECKED = "unchecked"


class Note(str):
    """Something worth knowing that is not wrong."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What is looked at, and when."""

    settings: Settings
    engine: Engine
    evidence: Evidence
    now: datetime
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold: what to look for, and what it means for the user when it is not so."""

    name: str  # for scripts
    title: str
    look: Callable[[Case], Iterator[str]]  # everything that is wrong, in words; and notes
    meaning: str
    action: str
    slow: bool = False  # left out of a quick examination


@dataclass(slots=True)
class Finding:
    """How one check ended."""

    check: Check
    state: State = State.OK
    found: list[str] = field(default_factory=list)
    more: int = 0
    notes: list[str] = field(default_factory=list)
    why: str = ""  # it could not be made

    def take(self, one: str) -> None:
        """Keep one thing that the check found."""
        if isinstance(one, Note):
            self.notes.append(one)
            return
        self.state = State.WRONG
        if len(self.found) < _SHOWN:
            self.found.append(one)
        else:
            self.more += 1


def examine(case: Case, checks: Sequence[Check]) -> list[Finding]:
    """Make the checks; those that are slow are left out when the case is a quick one."""
    return [_made(case, check) for check in checks if not (case.quick and check.slow)]


def _made(case: Case, check: Check) -> Finding:
    finding = Finding(check)
    try:
        for one in check.look(case):
            finding.take(one)
    except (SQLAlchemyError, OSError, ValueError, LookupError, TypeError) as error:  # what damaged rows may cause
        log.info("%s could not be checked to the end", check.name, exc_info=True)
        finding.why = words(error)
        if finding.state is State.OK:
            finding.state = State.UNCHECKED
    return finding


def words(error: Exception) -> str:
    """One line about an error; a statement's values, which may be names, are left out."""
    if isinstance(error, SQLAlchemyError):
        error = error.__cause__ if isinstance(error.__cause__, Exception) else error
    return f"{type(error).__name__}：{str(error).partition(chr(10))[0]}"


def is_damage(error: SQLAlchemyError) -> bool:
    """Whether SQLite says that the file is damaged, or no database at all."""
    cause = error.__cause__
    damage = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    return isinstance(cause, sqlite3.Error) and (getattr(cause, "sqlite_errorcode", 0) & 0xFF) in damage
