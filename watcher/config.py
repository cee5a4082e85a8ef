"""Settings: environment (WATCHER_…) over watcher.toml over defaults, checked once at the start.

A wrong or unknown key is named. Nothing else in the program reads the environment; proxies and private certificate
authorities come from the standard variables (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE), which the HTTP client reads.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from alerts.channels.mail import mailbox_of
from alerts.channels.smtp_url import read_url
from sources import catalog
from sources.errors import FetchError, UsageError
from watcher import addresses, cadence_words
from watcher.cadence import Cadence, has_times

PREFIX = "WATCHER_"
FILE = "watcher.toml"
_PUBLIC = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?/?")  # it stands in a header of every mail


def _web_address(value: str) -> str:
    parts = urlsplit(value)  # ValueError for a broken one
    if value and not (parts.scheme in ("http", "https") and parts.hostname):
        raise ValueError("网址应以 http:// 或 https:// 开头")
    try:
        addresses.admitted(value or "http://localhost/", None)
    except FetchError as error:
        raise ValueError(error.what) from None
    return value


class FetchSettings(BaseModel):
    """How sites are asked: the section [fetch] of watcher.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    full_read_days: float = Field(default=7, ge=0, le=366)  # after which a page is asked for in full, changed or not
    host_megabytes_a_day: int = Field(default=1024, ge=1, le=1024 * 1024)
    looks_at_once: int = Field(default=256, ge=1, le=512)  # of different sources; a host has one request at a time
    legacy_tls_hosts: frozenset[str] = frozenset()
    private_hosts: frozenset[str] = frozenset()


_CADENCE_WORDS = {
    "every": cadence_words.read_every,
    "cron": cadence_words.read_cron,
    "hours": cadence_words.read_hours,
}


class SourceSettings(BaseModel):
    """What a user can set for one source, under [sources.ID] of watcher.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = ""  # instead of the address that Watcher knows
    confirmed: bool = False  # a person has seen it read the live site
    every: str = ""  # 30m, 12h, 7d
    cron: str = ""  # five fields, instead of `every`
    hours: str = ""  # 08:00-20:00; what is not set here is as for all
    workdays: bool | None = None

    @field_validator("every", "cron", "hours")
    @classmethod
    def _of_a_cadence(cls, value: str, info: ValidationInfo) -> str:
        if value:
            _CADENCE_WORDS[str(info.field_name)](value)  # ValueError in words
        if value and info.field_name == "cron" and info.data.get("every"):
            raise ValueError("every 和 cron 只能写一个")
        return value

    @field_validator("url")
    @classmethod
    def _of_the_web(cls, value: str) -> str:
        return _web_address(value)


class Settings(BaseModel):
    """What a user can set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Path = Path(".watcher")
    database_url: str = ""
    smtp_url: str = ""
    mail_from: str = "watcher@localhost"
    smtp_timeout_seconds: float = Field(default=30.0, gt=0, le=40)  # a dozen answers of one mail fit into a lease
    public_url: str = ""  # where browsers reach the page; links in messages lead there
    proxies: frozenset[str] = frozenset()  # addresses and networks that say by X-Forwarded-For who is behind them
    contact: str = ""  # shown to the sites in the user agent
    look_every_hours: float = Field(default=12, ge=0.1, le=24 * 31)  # of every source: a site is no ticker
    look_hours: str = "00:00-24:00"  # in which sites are visited, in Shanghai
    look_workdays: bool = False  # on working days only
    deadline_days: int = Field(default=7, ge=0, le=60)  # before the end of a notice period somebody hears; 0: nobody
    pause_seconds: float = Field(default=2.0, ge=0, le=60)
    timeout_seconds: float = Field(default=30.0, gt=0, le=600)
    names_missing_days: float = Field(default=14, ge=0, le=3660)  # after which a list without its names is an alarm
    screening_days: float = Field(default=30, ge=1, le=3660)  # after which a screening that nobody watches is erased
    heartbeat_url: str = ""  # asked for after each round in which looks and delivery could do their work
    fetch: FetchSettings = FetchSettings()
    sources: dict[str, SourceSettings] = Field(default_factory=dict)  # by id

    @field_validator("fetch", "sources", mode="before")
    @classmethod
    def _a_table(cls, value: Any) -> Any:
        """In the environment it is one inline table of TOML."""
        if not isinstance(value, str):
            return value
        try:
            return tomllib.loads(f"table = {value}")["table"]
        except tomllib.TOMLDecodeError:
            raise ValueError('应写作 TOML 的一张表，如 {full_read_days = 7} 或 {来源编号 = {url = "https://…"}}') from None

    @field_validator("proxies", mode="before")
    @classmethod
    def _of_networks(cls, value: Any) -> Any:
        """In the environment it is one text, with commas."""
        values = [one.strip() for one in value.split(",") if one.strip()] if isinstance(value, str) else value
        for one in values if isinstance(values, list) else ():
            try:
                ip_network(one)
            except ValueError:
                raise ValueError(f"{str(one)[:50]} 不是一个 IP 地址或网段，如 127.0.0.1 或 10.0.0.0/24") from None
        return values

    @field_validator("mail_from")
    @classmethod
    def _an_address(cls, value: str) -> str:
        domain = mailbox_of(value).domain  # ValueError in words
        if not re.fullmatch(r"[A-Za-z0-9.-]+", domain):
            raise ValueError("邮箱地址的域名只能用英文字母、数字、点和连字符，它也是 Message-ID 的一部分")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _a_mail_server(cls, value: str) -> str:
        if value:
            read_url(value)  # raises UsageError in words that do not show the password
        return value

    @field_validator("look_hours")
    @classmethod
    def _hours(cls, value: str) -> str:
        cadence_words.read_hours(value)  # ValueError in words
        return value

    @field_validator("heartbeat_url")
    @classmethod
    def _to_be_asked(cls, value: str) -> str:
        return _web_address(value)

    @field_validator("public_url")
    @classmethod
    def _reachable(cls, value: str) -> str:
        parts = urlsplit(value)  # ValueError for a broken one
        if value and not (_PUBLIC.fullmatch(value) and parts.hostname and parts.port != 0):
            raise ValueError("网址应以 http:// 或 https:// 开头，只含主机和端口，如 https://watcher.example.com")
        return value.rstrip("/")

    @field_validator("sources")
    @classmethod
    def _of_known_sources(cls, value: dict[str, SourceSettings]) -> dict[str, SourceSettings]:
        for id_ in value:
            catalog.source(id_)  # UsageError in words, with the ids that there are
        return value

    @model_validator(mode="after")
    def _with_times(self) -> Self:
        for id_, one in self.sources.items():
            if one.cron and not has_times(self.cadence(id_)):
                raise ValueError(f"sources.{id_}.cron：没有一个时刻在巡查时段（hours、workdays）之内")
        return self

    def cadence(self, source_id: str) -> Cadence:
        """How often this source is looked at."""
        own = self.sources.get(source_id, SourceSettings())
        opens, closes = cadence_words.read_hours(own.hours or self.look_hours)
        return Cadence(
            every=cadence_words.read_every(own.every) if own.every else timedelta(hours=self.look_every_hours),
            cron=cadence_words.read_cron(own.cron) if own.cron else "",
            opens=opens,
            closes=closes,
            workdays=self.look_workdays if own.workdays is None else own.workdays,
        )

    @property
    def database(self) -> str:
        """The database's URL: the one that was set, else SQLite in the home folder."""
        return self.database_url or f"sqlite:///{self.home.absolute() / 'watcher.db'}"

    @property
    def evidence(self) -> Path:
        """The folder of the evidence."""
        return self.home / "evidence"

    @property
    def index(self) -> Path:
        """The folder of what screening keeps; it can be made anew at any time."""
        return self.home / "index"

    @property
    def mail_domain(self) -> str:
        """The domain that Message-IDs carry."""
        return mailbox_of(self.mail_from).domain


def load(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Read the settings. Raises UsageError that names the wrong key and where it was set."""
    environment = os.environ if environment is None else environment
    file = (folder or Path.cwd()) / FILE
    values = _from_file(file)
    values |= {
        name.removeprefix(PREFIX).lower(): value for name, value in environment.items() if name.startswith(PREFIX)
    }
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise UsageError(
            "配置有误：" + "；".join(_words(one) for one in error.errors()),
            meaning="程序没有启动，数据未受影响",
            action=f"请改正 {file.name} 或环境变量 {PREFIX}…；可用的键：" + "、".join(Settings.model_fields),
        ) from error


def _from_file(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file} 不是有效的 TOML 文件：{error}",
            meaning="程序没有启动，数据未受影响",
            action="请按 键 = 值 逐行书写，文字加引号，并以 UTF-8 保存",
        ) from error


def _words(error: Any) -> str:
    if not error["loc"]:  # of several settings together: the words name the key
        return str(error["msg"]).removeprefix("Value error, ")
    key = ".".join(str(part) for part in error["loc"])
    variable = f"{PREFIX}{str(error['loc'][0]).upper()}"
    if error["type"] == "extra_forbidden":
        return f"没有名为 {key} 的设置（环境变量 {variable}）"
    words = _WORDS.get(error["type"])
    told = words.format(**error.get("ctx", {})) if words else str(error["msg"]).removeprefix("Value error, ")
    return f"{key}（环境变量 {variable}）：{told}"


_WORDS = {  # of pydantic's errors, as far as a setting can cause them
    "greater_than": "必须大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "float_parsing": "应为数字",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "frozen_set_type": '应为列表，如 ["主机"]',
    "model_type": "应为一节设置，写在 [fetch] 或 [sources.来源编号] 之下",
    "float_type": "应为数字",
    "string_type": "应为文字",
    "path_type": "应为路径",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "dict_type": "应为 [sources.来源编号] 之下的设置",
}
