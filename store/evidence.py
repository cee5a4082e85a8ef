"""The bytes that were seen, kept under their SHA-256: written once, never changed."""

import logging
import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path

from sqlmodel import Session

from sources.base import Page
from store.tables.evidence import Capture, Snapshot
from store.workers import has_ended, worker

log = logging.getLogger(__name__)
_PARTS = "parts"  # what is being written, under the name of who writes it


class Evidence:
    """A folder of files named by their hash; a file is whole or absent, also after a crash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Where the bytes of this hash lie."""
        return self.folder / digest[:2] / digest

    def keep(self, content: bytes) -> str:
        """Store the bytes (once) and return their hash; file and name are on the disk when this returns."""
        digest = sha256(content).hexdigest()
        target = self.path(digest)
        if not target.exists():
            part = self.folder / _PARTS / f"{worker()}~{secrets.token_hex(8)}"
            for folder in (part.parent, target.parent):
                _make(folder)
            try:
                _write(part, content)
                part.replace(target)
            except OSError:
                part.unlink(missing_ok=True)
                raise
            _sync(target.parent)
        return digest

    def read(self, digest: str) -> bytes:
        """The bytes of this hash. Raises FileNotFoundError when they are gone, ValueError when they were altered."""
        content = self.path(digest).read_bytes()
        if sha256(content).hexdigest() != digest:
            raise ValueError(f"evidence {digest} was altered")
        return content

    def is_whole(self, digest: str) -> bool:
        """Whether the bytes are those that were kept, read piece by piece. Raises OSError when they cannot be read."""
        with self.path(digest).open("rb") as file:
            return file_digest(file, "sha256").hexdigest() == digest

    def kept(self) -> Iterator[str]:
        """The names of all files that lie under a hash, whether anything mentions them or not."""
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            if folder.name != _PARTS and folder.is_dir():
                yield from (file.name for file in folder.iterdir())

    def parts(self) -> list[str]:
        """The names of files that are being written, or were when their process died."""
        folder = self.folder / _PARTS
        return [file.name for file in folder.iterdir()] if folder.is_dir() else []

    def sweep(self) -> None:
        """Remove what processes of this machine left behind when they died; what cannot be removed stays."""
        for name in self.parts():
            if has_ended(name.rpartition("~")[0]):
                try:
                    (self.folder / _PARTS / name).unlink(missing_ok=True)
                except OSError as error:
                    log.warning("%s is not removed: %s", name, error)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _make(folder: Path) -> None:
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Bring the names in a folder to the disk: without that a file may be whole and have no name after a power cut."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def record_capture(
    session: Session,
    page: Page,
    digest: str,
    *,
    at: datetime,
    request_key: str,
    look_id: int | None = None,
    imported_by: str | None = None,
) -> None:
    """Record one response (or imported file) whose bytes were kept. The caller commits."""
    if session.get(Snapshot, digest) is None:
        session.add(Snapshot(sha256=digest, size=len(page.content), stored_at=at))
        session.flush()
    session.add(
        Capture(
            look_id=look_id,
            request_key=request_key,
            final_url=page.address,
            status=page.status,
            headers=dict(page.headers),
            fetched_at=at,
            sha256=digest,
            imported_by=imported_by,
            file_name=page.name,
        )
    )
