"""What a command works with: the settings, the database, the evidence and the sources. Made once, in the CLI."""

import gc
import sys
from dataclasses import dataclass, field, replace

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from sources.addresses import moved
from sources.base import Source
from sources.catalog import SOURCES
from sources.errors import UsageError, WatcherError
from store.database import open_database
from store.evidence import Evidence
from store.integrity.database import database_file
from store.migration import upgrade
from watcher.config import Settings, SourceSettings
from watcher.memory import keep_memory_together
from watcher.shelf import Shelf

# A large list is hundreds of thousands of small records that live until the commit: looking through them for cycles
# after every few hundred takes a fifth of the time, and each whole pass lets everybody else in the process wait.
_COLLECT_AFTER = (50_000, 4, 500)
# Seconds. A page's question asks for the interpreter a hundred times, once for each row that SQLite finds, and waits a turn
# each time while another thread files a large list: of turns of five milliseconds (Python's own) that makes a second.
_TURN = 0.0001


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that lasts longer than one look."""

    settings: Settings
    engine: Engine
    evidence: Evidence
    shelf: Shelf
    sources: tuple[Source, ...] = field(default=SOURCES)
    asked: dict[str, object] = field(default_factory=dict)  # what need not be asked again: of which state it was answered


def open_desk(settings: Settings) -> Desk:
    """Open the home folder; the first command creates and migrates the database.

    Raises UsageError for a wrong address or a missing driver, WatcherError when the database cannot be opened.
    """
    keep_memory_together()
    gc.set_threshold(*_COLLECT_AFTER)
    sys.setswitchinterval(_TURN)
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        evidence = Evidence(settings.evidence)
        _refuse_to_begin_anew(settings, evidence)
        engine = open_database(settings.database)
        upgrade(engine)
        evidence.sweep()
    except ModuleNotFoundError as error:
        raise UsageError(
            f"连接 PostgreSQL 需要的驱动没有安装（{error.name}）",
            meaning="没有读取也没有改动任何数据",
            action="请执行 pip install 'regwatch-cn[postgresql]'，或清除 WATCHER_DATABASE_URL 以使用内置的 SQLite",
        ) from error
    except (OSError, SQLAlchemyError) as error:
        raise _unopened(settings, error) from error
    return Desk(settings, engine, evidence, Shelf(settings.index), watched(settings))


def watched(settings: Settings) -> tuple[Source, ...]:
    """The sources of the catalog, at the addresses that the user states where he states any."""
    return tuple(_as_stated(one, settings.sources.get(one.id)) for one in SOURCES)


def _as_stated(source: Source, stated: SourceSettings | None) -> Source:
    if stated is None:
        return source
    source = moved(source, stated.url) if stated.url else source
    return replace(source, confirmed=stated.confirmed or source.confirmed)


def _unopened(settings: Settings, error: Exception) -> WatcherError:
    untouched = "没有读取也没有改动任何数据"
    if isinstance(error, SQLAlchemyError) and not settings.database.startswith("sqlite"):
        return WatcherError(
            f"无法连接 PostgreSQL：{' '.join(str(error.__cause__ or error).split())}",
            meaning=untouched,
            action="请检查服务器是否在运行，以及 WATCHER_DATABASE_URL 中的主机、端口、数据库、用户和密码",
        )
    return WatcherError(
        f"无法打开数据目录或数据库：{error.__cause__ or error}",
        meaning=untouched,
        action="请检查 WATCHER_HOME 与 WATCHER_DATABASE_URL 的路径和权限，并用 watcher doctor 检查数据库是否完好",
    )


def _refuse_to_begin_anew(settings: Settings, evidence: Evidence) -> None:
    """Where evidence lies without its database the database was lost, and an empty one would hide that."""
    path = database_file(settings.database)
    if path is None or (path.is_file() and path.stat().st_size):
        return
    if next(evidence.kept(), None) is not None:
        raise WatcherError(
            f"数据库文件 {path} 不见了或是空的，而证据文件还在",
            meaning="没有另建数据库，证据未改动",
            action="请从备份恢复数据库，用 watcher doctor 检查；确要从头开始，请先把 evidence 文件夹移到别处",
        )
