"""Who is asking, and what he may do. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role may do what those before it may."""

    VIEWER = "viewer"  # sees
    REVIEWER = "reviewer"  # screens, judges, decides
    ADMIN = "admin"  # lets people in, and sets what concerns all

    @property
    def words(self) -> str:
        """As people read it."""
        return {Role.VIEWER: "查看者", Role.REVIEWER: "复核者", Role.ADMIN: "管理员"}[self]

    def may(self, least: "Role") -> bool:
        """Whether this role may do what `least` is needed for."""
        order = list(Role)
        return order.index(self) >= order.index(least)


class Scope(StrEnum):
    """What a token may be used for, within what its account may do."""

    SCREEN = "screen"
    REGISTER = "register:read"
    HITS = "hits:read"
    JUDGE = "hits:judge"
    EVENTS = "events:read"
    SOURCES = "sources:read"

    @property
    def words(self) -> str:
        """As people read it."""
        return _SCOPE_WORDS[self]

    @property
    def least(self) -> Role:
        """The role without which it is of no use."""
        return Role.REVIEWER if self in (Scope.SCREEN, Scope.JUDGE) else Role.VIEWER


_SCOPE_WORDS = {
    Scope.SCREEN: "筛查企业",
    Scope.REGISTER: "读取名单库",
    Scope.HITS: "读取命中",
    Scope.JUDGE: "研判命中",
    Scope.EVENTS: "读取变更事件",
    Scope.SOURCES: "读取来源状态",
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person at a browser, or a program with a token of his."""

    account: int
    name: str
    role: Role
    login: int | None = None  # the browser's session
    token: str = ""  # the token's name; empty: a person
    scopes: frozenset[Scope] = frozenset()  # of a token

    @property
    def who(self) -> str:
        """As the audit names him."""
        return f"{self.name}（令牌 {self.token}）" if self.token else self.name
