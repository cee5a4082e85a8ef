"""What stands around the rows: the database file, the evidence, the folder, the clock, the disk."""

import os
import re
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from store.database import reading
from store.integrity.database import database_file, file_faults
from store.integrity.mentions import evidence_mentioned
from store.integrity.rows import newest_moments, revisions
from store.schedule import health
from store.turns import LEASE
from watcher.cadence import latest
from watcher.doctor.examination import Case, Note, is_damage, words
from watcher.room import room

_TOLERANCE = timedelta(minutes=10)  # between the clocks of machines that share a database
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MIB = 2**20


def file(case: Case) -> Iterator[str]:
    """That the database can be opened, and that its pages are whole."""
    path = database_file(case.settings.database)
    if path is not None and not path.is_file():
        yield f"没有数据库文件 {path}"
        return
    try:
        with reading(case.engine) as session:
            yield from file_faults(session, quick=case.quick)
    except SQLAlchemyError as error:
        if not is_damage(error):
            raise
        yield f"{path}：{words(error)}"


def evidence(case: Case) -> Iterator[str]:
    """That every file mentioned is there with the bytes that it had; a quick look counts them only."""
    with reading(case.engine) as session:
        mentioned = evidence_mentioned(session)
    for digest, (where, size) in mentioned.items():
        trouble = _trouble(case, digest, size)
        if trouble:
            yield f"{digest[:16]}… {trouble}（{where}）"
    extra = sum(name not in mentioned for name in case.evidence.kept())
    yield Note(f"应有 {len(mentioned)} 个文件，另有 {extra} 个未被引用，{len(case.evidence.parts())} 个未写完")


def _trouble(case: Case, digest: str, size: int | None) -> str:
    if not _DIGEST.fullmatch(digest):
        return "不是证据的编号"
    path = case.evidence.path(digest)
    try:
        found = path.stat().st_size
        if size is not None and found != size:
            return f"大小应为 {size} 字节，现为 {found}"
        return "" if case.quick or case.evidence.is_whole(digest) else "内容已被改动"
    except FileNotFoundError:
        return "缺失"
    except OSError as error:
        return f"无法读取：{error.strerror}"


def clock(case: Case) -> Iterator[str]:
    """That nothing was recorded in the future, and that time never ran backwards."""
    limit = case.now + _TOLERANCE
    with reading(case.engine) as session:
        for where, newest in newest_moments(session):
            if newest > limit:
                yield f"{where} 记到了 {newest:%Y-%m-%d %H:%M} UTC，而现在是 {case.now:%Y-%m-%d %H:%M} UTC"
        yield from _backwards(session)


def _backwards(session: Session) -> Iterator[str]:
    latest: datetime | None = None
    for number, at in revisions(session):
        if latest is not None and at < latest - _TOLERANCE:
            yield f"revision {number} 记于 {at:%Y-%m-%d %H:%M} UTC，早于此前的 {latest:%Y-%m-%d %H:%M} UTC"
        latest = at if latest is None else max(at, latest)


def schedule(case: Case) -> Iterator[str]:
    """That every source comes to its turn."""
    with reading(case.engine) as session:
        for id_, row in health(session).items():
            if row.next_look_at > latest(case.settings.cadence(id_), id_, case.now) + _TOLERANCE:
                yield f"{id_} 下次巡查定在 {row.next_look_at:%Y-%m-%d}"
            if row.lease_until is not None and row.lease_until > case.now + LEASE + _TOLERANCE:
                yield f"{id_} 被 {row.lease_owner} 占用到 {row.lease_until:%Y-%m-%d %H:%M} UTC"


def folder(case: Case) -> Iterator[str]:
    """That this user can write into the folder, and that strangers cannot read in it."""
    home = case.settings.home
    for path in (home, *_kept(home)):
        if not os.access(path, os.W_OK | (os.X_OK if path.is_dir() else 0)):
            yield f"{path} 不可写"
    if not home.stat().st_mode & stat.S_IXOTH:
        return
    for path in _kept(home):
        if path.stat().st_mode & stat.S_IROTH:
            yield f"{path} 可被本机其他用户读取"


def _kept(home: Path) -> list[Path]:
    return [*sorted(home.glob("watcher.db*")), *(path for name in ("evidence", "index") if (path := home / name).is_dir())]


def disk(case: Case) -> Iterator[str]:
    """That there is room: an upgrade copies the database first."""
    free, wanted = room(case.settings)
    yield Note(f"可用 {free // _MIB} MiB")
    if free < wanted:
        yield f"{case.settings.home} 所在磁盘只剩 {free // _MIB} MiB，至少应有 {wanted // _MIB} MiB"


def index(case: Case) -> Iterator[str]:
    """That what screening keeps can be read; whether it fits is seen whenever it is opened."""
    home = case.settings.index
    for path in sorted(home.rglob("*")) if home.exists() else ():
        wanted = os.R_OK | os.X_OK if path.is_dir() else os.R_OK
        if not os.access(path, wanted):
            yield f"{path} 不可读"
