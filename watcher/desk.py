"""What a command works with: the settings, the database, the evidence and the sources. Made once, in the CLI."""

from dataclasses import dataclass, field

from sqlalchemy import Engine

from sources.base import Source
from sources.catalog import SOURCES
from store.database import open_database
from store.evidence import Evidence
from store.migration import upgrade
from watcher.config import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that lasts longer than one look."""

    settings: Settings
    engine: Engine
    evidence: Evidence
    sources: tuple[Source, ...] = field(default=SOURCES)


def open_desk(settings: Settings) -> Desk:
    """Open the home folder; the first command creates and migrates the database."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = open_database(settings.database)
    upgrade(engine)
    return Desk(settings, engine, Evidence(settings.evidence))
