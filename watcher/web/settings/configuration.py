"""配置: the settings as they are in force, to be read; what is secret is told as set or not."""

from urllib.parse import urlsplit

from fastapi import APIRouter
from sqlalchemy import make_url
from starlette.responses import Response

from alerts.channels.smtp_url import read_url
from watcher.config import FILE, PREFIX, Settings
from watcher.web.visit import Administering

router = APIRouter(prefix="/settings")

_WORDS = {  # what may be shown as it stands; what is named nowhere here is told as set or not
    "home": "数据目录",
    "mail_from": "发件人",
    "smtp_timeout_seconds": "等待邮件服务器的秒数",
    "public_url": "公开网址",
    "proxies": "可信的反向代理",
    "contact": "对网站说明的联系方式",
    "look_every_hours": "每隔几小时查看一次",
    "look_hours": "查看的时段",
    "look_workdays": "只在工作日查看",
    "deadline_days": "公告期满前几天提醒",
    "pause_seconds": "两次请求之间的秒数",
    "timeout_seconds": "等待网站的秒数",
    "names_missing_days": "缺名称几天后告警",
    "screening_days": "一次性筛查保留的天数",
}
_SECRET = {"database_url": "数据库", "smtp_url": "邮件服务器", "heartbeat_url": "心跳网址"}
_OTHERS = {"fetch": "抓取", "sources": "单独设置的来源"}
_NONE = "未设置"


@router.get("/configuration")
def configuration(visit: Administering) -> Response:
    """The settings in force."""
    return visit.page(
        "settings/configuration.html",
        rows=rows(visit.desk.settings),
        file=FILE,
        prefix=PREFIX,
        sources=len(visit.desk.sources),
    )


def rows(settings: Settings) -> list[tuple[str, str, str]]:
    """Of each setting its key, its name and its value, without what is secret."""
    every = {**_WORDS, **_SECRET, **_OTHERS}
    return [(key, every.get(key, ""), _shown(settings, key)) for key in type(settings).model_fields]


def _shown(settings: Settings, key: str) -> str:
    value = getattr(settings, key)
    if key in _WORDS:
        return _plain(value)
    if key == "database_url":
        return _database(settings)
    if key == "smtp_url":
        return _mail_server(value)
    if key == "heartbeat_url":
        return f"{urlsplit(value).hostname}（路径不显示）" if value else _NONE
    if key == "fetch":
        return "；".join(f"{name} = {_plain(one)}" for name, one in value)
    if key == "sources":
        return "、".join(sorted(value)) or _NONE
    return "已设置" if value else _NONE


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, frozenset | list | tuple):
        return "、".join(sorted(map(str, value))) or _NONE
    return str(value) if value not in ("", None) else _NONE


def _database(settings: Settings) -> str:
    address = make_url(settings.database)
    if address.get_backend_name() == "sqlite":
        return f"SQLite：{address.database}"
    return f"PostgreSQL：{address.host or ''}{f':{address.port}' if address.port else ''}/{address.database or ''}"


def _mail_server(url: str) -> str:
    if not url:
        return f"{_NONE}：邮件留在发件箱"
    server = read_url(url)
    return f"{server.scheme}://{server.host}:{server.port}（{'有' if server.user else '无'}用户名和密码）"
