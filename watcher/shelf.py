"""What screening keeps beside the database: the index of the register, and what each portfolio asks of new listings.

All of it can be made anew from the database, and is wherever there is any doubt; the folder may be deleted at any time.

    index/ID OF THE DATABASE/register/REVISION     one is kept, the newest
    index/ID OF THE DATABASE/portfolios/NUMBER     goes with its portfolio
"""

import logging
import shutil
import tempfile
import threading
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session

from store.database import database_id
from store.known import known_companies, revision, revision_name
from store.listings import adverse_companies
from store.portfolios import to_screen
from watcher.screening import questions, saved
from watcher.screening.index import Index
from watcher.screening.listed import Counterparty, ListedCompany
from watcher.screening.questions import Asked
from watcher.screening.run import Questions, listed

log = logging.getLogger(__name__)

Kept = TypeVar("Kept")
_DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError)  # what reading a folder of anything can raise


class Shelf:
    """One folder; several processes may share it, and the threads of one share what it has opened."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._register: tuple[int, str, Index] | None = None  # revision, its name, index

    def register(self, session: Session) -> Index:
        """The index over every company that ever stood on an adverse list, at the revision that the session sees."""
        number = revision(session)
        name = revision_name(session, number)
        if name is None:  # before the first revision
            return Index(())
        with self._lock:
            if self._register is None or self._register[:2] != (number, name):
                self._register = (number, name, self._index(session, number, name))
            return self._register[2]

    def _index(self, session: Session, number: int, name: str) -> Index:
        folder = self._folder / database_id(session) / "register"
        seen, index = self._newest(session, folder, number)
        if index is None or seen != number:
            changed = _companies(session, seen)
            index = Index(changed) if index is None else index.changed(changed)
            _put(saved.save, index, folder / str(number), name)
        _keep(folder, [path.name for path in _inside(folder) if path.name.isdecimal() and int(path.name) >= number])
        return index

    def _newest(self, session: Session, folder: Path, number: int) -> tuple[int, Index | None]:
        """The newest index there is of this history, opened or saved, and its revision; 0 without one."""
        numbers = sorted((int(path.name) for path in _inside(folder) if path.name.isdecimal()), reverse=True)
        best, index = 0, None
        if self._register and self._register[0] <= number and self._register[1] == revision_name(session, self._register[0]):
            best, _, index = self._register
        for older in numbers:
            name = revision_name(session, older) if best < older <= number else None
            found = _opened(saved.open_saved, folder / str(older), name) if name else None
            if found is not None:
                return older, found
        return best, index

    def questions(self, session: Session, portfolio_id: int, added_at: datetime) -> Questions:
        """What the counterparties of a portfolio ask, as kept since it was added."""
        path = self._folder / database_id(session) / "portfolios" / str(portfolio_id)
        name = added_at.isoformat()  # after a backup was restored another one may have its number
        found = _opened(questions.open_saved, path, name)
        if found is None:
            rows = to_screen(session, portfolio_id)
            asking = [(id_, Counterparty(row, name, code, (), number)) for id_, row, name, code, number in rows]
            found = Asked.build(asking)
            _put(questions.save, found, path, name)
        return found

    def keep_portfolios(self, session: Session, ids: Collection[int]) -> None:
        """Delete what belongs to any other portfolio: nothing of its names may stay."""
        _keep(self._folder / database_id(session) / "portfolios", [str(one) for one in ids])


def _companies(session: Session, since: int) -> list[ListedCompany]:
    return [listed(company) for company in known_companies(session, adverse_companies(session, since=since))]


def _inside(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _opened(open_folder: Callable[[Path, str], Kept | None], folder: Path, name: str) -> Kept | None:
    """What a folder holds; None where it is missing, damaged, or being replaced just now."""
    try:
        return open_folder(folder, name)
    except _DAMAGED as error:
        log.warning("%s is made anew: %s", folder, error)
        return None


def _put(save: Callable[[Kept, Path, str], None], what: Kept, folder: Path, name: str) -> None:
    """Write beside and rename: a folder is there as a whole or not at all. What cannot be kept is only slower."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as beside:
            save(what, Path(beside) / "new", name)
            if folder.exists():
                folder.rename(Path(beside) / "old")
            (Path(beside) / "new").rename(folder)
    except OSError as error:
        log.warning("%s is not kept: %s", folder, error)


def _keep(folder: Path, names: Collection[str]) -> None:
    """Delete everything but these: older ones, those of removed portfolios, and what a killed process left behind."""
    for path in _inside(folder):
        if path.name not in names:
            shutil.rmtree(path, ignore_errors=True)
