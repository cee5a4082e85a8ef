"""What a command works with: the settings, the database, the evidence and the sources. Made once, in the CLI."""

from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from sources.base import Source
from sources.catalog import SOURCES
from sources.errors import UsageError, WatcherError
from store.database import open_database
from store.evidence import Evidence
from store.migration import upgrade
from watcher.config import Settings
from watcher.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that lasts longer than one look."""

    settings: Settings
    engine: Engine
    evidence: Evidence
    shelf: Shelf
    sources: tuple[Source, ...] = field(default=SOURCES)


def open_desk(settings: Settings) -> Desk:
    """Open the home folder; the first command creates and migrates the database."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = open_database(settings.database)
        upgrade(engine)
        evidence = Evidence(settings.evidence)
        evidence.sweep()
    except ModuleNotFoundError as error:
        raise UsageError(
            f"连接该数据库需要的驱动没有安装（{error.name}）",
            meaning="没有读取也没有改动任何数据",
            action="请用 pip 安装该驱动，或清除 WATCHER_DATABASE_URL 以使用内置的 SQLite",
        ) from error
    except (OSError, SQLAlchemyError) as error:
        raise WatcherError(
            f"无法打开数据目录或数据库：{error.__cause__ or error}",
            meaning="没有读取也没有改动任何数据",
            action="请检查 WATCHER_HOME 与 WATCHER_DATABASE_URL 的路径和权限，并用 watcher doctor 检查数据库是否完好",
        ) from error
    return Desk(settings, engine, evidence, Shelf(settings.index))
