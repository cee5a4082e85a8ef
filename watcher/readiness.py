"""Whether the watching works: what a load balancer, a container or a monitor asks."""

import os
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, select

from store import heartbeats
from store.database import reading
from store.integrity.database import database_file
from store.known import revision
from store.migration import is_current
from watcher.desk import Desk
from watcher.schedule import TICK

SILENT = timedelta(seconds=3 * TICK)  # a worker that was not heard of for so long does not work


def answers(desk: Desk) -> bool:
    """Whether the database can be asked."""
    try:
        with reading(desk.engine) as session:
            session.exec(select(1)).one()
            revision(session)
    except SQLAlchemyError:
        return False
    return True


def faults(desk: Desk, at: datetime) -> list[str]:
    """Why nobody watches or tells at this moment; empty where all is well. A tick proves that the database can be written."""
    try:
        with reading(desk.engine) as session:
            if not is_current(session):
                return ["数据库的结构版本与程序不一致：请在各处换用同一版本的程序并重新启动"]
            age = tick_age(session, at)
            workers = heartbeats.workers(session)
    except SQLAlchemyError:
        return ["数据库没有应答"]
    found = []
    path = database_file(desk.settings.database)
    if path is not None and not os.access(path, os.W_OK):
        found.append(f"数据库不可写：{path.name}")
    if age is None:
        found.append("没有进程在巡查和投递：请启动 watcher run 或 watcher serve")
    elif abs(age) > SILENT:
        found.append(f"最近一次心跳在 {round(age.total_seconds())} 秒之前：进程已停止或卡住，或者数据库不可写")
    found += [
        f"{one.name} 的{'、'.join(one.failing)}一再失败：原因在它的日志中，请把日志交给维护者"
        for one in workers
        if one.failing and abs(at - one.ticked_at) <= SILENT
    ]
    return found


def tick_age(session: Session, at: datetime) -> timedelta | None:
    """How long ago any worker was heard of; None where there is none."""
    ages = [at - one.ticked_at for one in heartbeats.workers(session)]
    return min(ages, key=abs, default=None)
