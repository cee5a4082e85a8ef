"""What screening keeps beside the database: the index of the register, and what each portfolio asks of new listings.

All of it can be made anew from the database, and is wherever there is any doubt; the folder may be deleted at any time.

    index/ID OF THE DATABASE/register/             at its newest revision
    index/ID OF THE DATABASE/portfolios/NUMBER/    goes with its portfolio
"""

import logging
import shutil
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import Session

from store.companies import known_companies
from store.database import database_id
from store.known import revision, revision_name
from store.listings import adverse_companies
from store.portfolios import to_screen
from watcher.screening import saved
from watcher.screening.index import Index
from watcher.screening.listed import Counterparty
from watcher.screening.run import Questions, listed
from watcher.screening.standing import Standing

log = logging.getLogger(__name__)


class Shelf:
    """One folder; several processes may share it, and the threads of one share what it has opened."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._register: tuple[str, Index] | None = None  # with the name of its revision

    def register(self, session: Session) -> Index:
        """The index over every company that ever stood on an adverse list, at the revision that the session sees."""
        number = revision(session)
        name = revision_name(session, number)
        if name is None:  # before the first revision
            return Index(())
        with self._lock:
            if self._register is None or self._register[0] != name:
                self._register = name, self._index(session, number, name)
            return self._register[1]

    def _index(self, session: Session, number: int, name: str) -> Index:
        folder = self._folder / database_id(session) / "register"
        seen, index = max(self._known(session, number, folder), key=lambda one: one[0])
        if index is None or seen != number:
            changed = known_companies(session, adverse_companies(session, since=seen))
            several = [listed(company) for company in changed]
            index = Index(several) if index is None else index.changed(several)
            with _if_possible(folder):
                saved.save(index, folder, name)
                saved.prune(folder)
        return index

    def _known(self, session: Session, number: int, folder: Path) -> Iterator[tuple[int, Index | None]]:
        """The indexes of this history that there are, opened or saved, each with its revision."""
        yield 0, None
        for one in (self._register, saved.newest(folder)):
            older = int(one[0].split()[0]) if one else number + 1
            if one and older <= number and one[0] == revision_name(session, older):
                yield older, one[1]

    def questions(self, session: Session, portfolio_id: int, stamp: str) -> Questions:
        """What the counterparties of a portfolio ask, as kept since it had its file (store.portfolios.file_stamps)."""
        folder = self._folder / database_id(session) / "portfolios" / str(portfolio_id)
        found = Standing.open(folder, stamp)  # after a backup was restored another one may have its number
        if found is None:
            rows = to_screen(session, portfolio_id)
            found = Standing.build(
                (id_, Counterparty(row, text, code, (), is_number)) for id_, row, text, code, is_number in rows
            )
            with _if_possible(folder):
                found.save(folder, stamp)
        return found

    def keep_portfolios(self, session: Session, ids: Collection[int]) -> None:
        """Delete what belongs to any other portfolio: nothing of its names may stay."""
        folder = self._folder / database_id(session) / "portfolios"
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name not in {str(one) for one in ids}:
                shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _if_possible(folder: Path) -> Iterator[None]:
    """What cannot be kept (no space, no permission) is only slower."""
    try:
        yield
    except OSError as error:
        log.warning("%s is not kept: %s", folder, error)
