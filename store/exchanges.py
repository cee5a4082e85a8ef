"""Files that wait until somebody confirms that they take the place of a portfolio's."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from store.tables.exchanges import StagedFile


def stage(session: Session, file: StagedFile) -> None:
    """Keep a file, in place of one that waited for the same portfolio. The caller commits."""
    discard(session, file.portfolio_id)
    session.add(file)
    session.flush()


def staged(session: Session, portfolio_id: int, key: str) -> StagedFile | None:
    """The file that waits; None where it is another one by now, or none."""
    found = session.get(StagedFile, portfolio_id)
    return found if found is not None and found.key == key else None


def waiting(session: Session, portfolio_id: int) -> tuple[str, str] | None:
    """The key and the name of the file that waits for a portfolio, whoever brought it; without its bytes."""
    return session.exec(select(StagedFile.key, StagedFile.file_name).where(StagedFile.portfolio_id == portfolio_id)).first()


def discard(session: Session, portfolio_id: int) -> None:
    """Erase the file that waits. The caller commits."""
    session.connection().execute(delete(StagedFile).where(col(StagedFile.portfolio_id) == portfolio_id))


def forgotten(session: Session, before: datetime) -> list[int]:
    """The portfolios of files that came before then, and that nobody confirmed."""
    return list(session.exec(select(StagedFile.portfolio_id).where(StagedFile.added_at < before)))
