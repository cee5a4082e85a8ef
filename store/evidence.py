"""The bytes that were seen, kept under their SHA-256: written once, never changed."""

import os
import tempfile
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session

from sources.base import Page
from store.tables.evidence import Capture, Snapshot


class Evidence:
    """A folder of files named by their hash; a file is whole or absent, also after a crash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Where the bytes of this hash lie."""
        return self.folder / digest[:2] / digest

    def keep(self, content: bytes) -> str:
        """Store the bytes (once) and return their hash; they are on the disk when this returns."""
        digest = sha256(content).hexdigest()
        target = self.path(digest)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(target)
        return digest

    def read(self, digest: str) -> bytes:
        """The bytes of this hash. Raises FileNotFoundError when they are gone, ValueError when they were altered."""
        content = self.path(digest).read_bytes()
        if sha256(content).hexdigest() != digest:
            raise ValueError(f"evidence {digest} was altered")
        return content


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
