"""The facts of a notice as published: frozen values that every layer above shares.

Normal forms (keys, valid codes) are computed from these, never stored in their place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class LookState(StrEnum):
    """How one visit to one source ended; only the first three are good."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    OK_EMPTY = "ok_empty"
    BLOCKED_SCRIPT = "blocked_script"
    BLOCKED_FIREWALL = "blocked_firewall"
    BLOCKED_PLACE = "blocked_place"
    BLOCKED_ROBOTS = "blocked_robots"
    WRONG_PAGE = "wrong_page"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    UNREADABLE = "unreadable"
    QUARANTINED = "quarantined"
    FAILED = "failed"

    @property
    def good(self) -> bool:
        """True when the source was really seen."""
        return self in (LookState.OK, LookState.NOT_MODIFIED, LookState.OK_EMPTY)


class Kind(StrEnum):
    """What sort of notice it is."""

    POLICY = "policy"
    NEWS = "news"
    STATISTICS = "statistics"
    POSITIVE_LIST = "positive_list"
    FLAGGED_LIST = "flagged_list"
    SUSPECTED_LIST = "suspected_list"
    REMOVAL = "removal"
    EXIT_LIST = "exit_list"
    PENALTY = "penalty"
    RULES = "rules"

    @property
    def lists_companies(self) -> bool:
        """True when such a notice is a list, so that an absence of names is a gap and not an answer."""
        return self in (Kind.POSITIVE_LIST, Kind.FLAGGED_LIST, Kind.SUSPECTED_LIST, Kind.REMOVAL, Kind.EXIT_LIST)


class Polarity(StrEnum):
    """Whether being named is bad, doubtful, good or neither; decided before any name is read."""

    FLAGGED = "flagged"
    SUSPECTED = "suspected"
    POSITIVE = "positive"
    NEUTRAL = "neutral"

    @property
    def adverse(self) -> bool:
        """True when counterparties must be screened against such a list."""
        return self in (Polarity.FLAGGED, Polarity.SUSPECTED)


class Sector(StrEnum):
    """The trades that local financial regulators supervise."""

    FACTORING = "商业保理"
    LEASING = "融资租赁"
    MICROLOAN = "小额贷款"
    PAWN = "典当"
    GUARANTEE = "融资担保"
    ASSET_MANAGEMENT = "地方资产管理"
    EXCHANGE = "交易场所"
    EQUITY_MARKET = "区域性股权市场"
    PRIVATE_FUND = "私募基金"
    INVESTMENT = "投资企业"
    BANK = "银行"
    SECURITIES = "证券"
    INSURANCE = "保险"
    OTHER = "其他"


class Mode(StrEnum):
    """What a new edition of a series means for the one before."""

    SNAPSHOT = "snapshot"  # replaces it: absence means that the company left the list
    BATCH = "batch"  # adds to it: absence means nothing


class Basis(StrEnum):
    """Where a date was found."""

    TEXT = "text"
    META = "meta"
    URL = "url"


class ConflictField(StrEnum):
    """The fields of which two readings may contradict each other."""

    SECTOR = "sector"
    BATCH = "batch"
    ISSUER = "issuer"
    TITLE = "title"
    NUMBER = "number"
    DATE = "date"
    COUNT = "count"
    ATTACHMENT = "attachment"
    LAYOUT = "layout"  # the heading of the list's table is another than in the edition before
    COMPANY = "company"  # a row without a code that fits two companies
    CORRECTION = "correction"  # a row that a person corrected is printed otherwise now


class Disposition(StrEnum):
    """What became of a company or its licence; no act on a list, so no listing ends by it."""

    DEREGISTERED = "注销"
    DEREGISTERED_EX_OFFICIO = "依职权注销"
    REVOKED = "吊销"
    STRUCK_OFF = "除名"
    CHANGED = "变更名称或范围退出"
    ABNORMAL_REGISTER = "列入经营异常名录"
    LICENCE_CANCELLED = "取消试点资格"
    RECTIFYING = "停业整顿"
    SUSPENDED = "暂停业务"


class PeriodUnit(StrEnum):
    """How the length of a notice period is counted."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class NoticeDate:
    """A date as precise as it was printed: `iso` is 2023, 2023-07 or 2023-07-18."""

    iso: str
    basis: Basis

    @property
    def first_day(self) -> date:
        """The first day that the printed date can mean."""
        parts = [int(part) for part in self.iso.split("-")]
        return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands: the file's URL, the table in it and the row (1 = the first row of that table)."""

    url: str
    table: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One company as a list names it.

    `code` is as printed; `code_is_number` tells that the cell held a number, so that its digits are lost.
    `cells` holds the whole row by column head.
    """

    name: str
    place: Place
    code: str | None = None
    code_is_number: bool = False
    reasons: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    cells: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a field, and where it was read (heading, body, attachment, basis, source line …)."""

    where: str
    value: str | None


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field with several readings, and the one that was taken (None: held until a person decides)."""

    field: ConflictField
    readings: tuple[Reading, ...]
    chosen: str | None


@dataclass(frozen=True, slots=True)
class Series:
    """A list that one regulator keeps for one sector; its `key` never changes."""

    regulator: str
    sector: Sector
    list_type: str  # 非正常经营, 疑似失联空壳, 典型案例 …
    mode: Mode
    title: str

    @property
    def key(self) -> str:
        """Stable identity, e.g. dalian/商业保理/非正常经营."""
        return f"{self.regulator}/{self.sector.value}/{self.list_type}"


@dataclass(frozen=True, slots=True)
class Period:
    """A notice period as printed: 自公告之日起一个月."""

    length: int
    unit: PeriodUnit
    printed: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a period ends: the nominal day, and the working day it rolls to (None when no calendar covers it)."""

    start: NoticeDate
    nominal: date
    working: date | None
    rule: str
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its label; `parent` is the key of the figure that it is a part of."""

    key: str
    label: str
    value: int
    unit: str
    quote: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class SumCheck:
    """One sum over figures, written out (105 = 45 + 60), and whether it holds."""

    expression: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a notice announces.

    `url` is None where only its name is printed. `trouble` says why its rows are missing: the state it ends in and
    the words for people; such an attachment changes nothing in the register.
    """

    name: str
    url: str | None = None
    trouble_state: LookState | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One published document: the unit of evidence.

    `rows` are its listings; `held` are rows of an attachment that contradicts the notice or its counts, and
    `candidates` are names in flagged prose: only a person may turn either into listings.
    `named` counts the rows, `declared` is the printed count, `missing` what is still to come (None: unknown size).
    """

    url: str | None
    regulator: str  # the id of sources.regulators.*, or "" when unknown
    title: str
    kind: Kind
    polarity: Polarity
    origin: str = "site"  # site, digest, import
    heading: str | None = None  # as printed where it was found, when it differs from the title
    issuer: str | None = None
    number: str | None = None  # normal form: 深金监规〔2022〕2号
    signed: NoticeDate | None = None
    published: NoticeDate | None = None
    as_of: NoticeDate | None = None
    sectors: tuple[Sector, ...] = ()
    series: Series | None = None
    batch: int | None = None
    period: Period | None = None
    deadline: Deadline | None = None
    scope: tuple[str, ...] = ()  # what it says to cover or to leave out, as printed: 不含青岛
    declared: int | None = None
    rows: tuple[Row, ...] = ()
    held: tuple[Row, ...] = ()
    layout: tuple[str, ...] = ()  # the headings of the tables that name companies, as printed
    candidates: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    figures: tuple[Figure, ...] = ()
    checks: tuple[SumCheck, ...] = ()
    conflicts: tuple[FieldConflict, ...] = ()
    cited: tuple[str, ...] = ()  # document numbers in normal form
    text: str = ""

    @property
    def named(self) -> int:
        """How many companies it names."""
        return len(self.rows)

    @property
    def names_missing(self) -> bool:
        """True when it is a list and not all of its names are here: a gap, never "0 listings"."""
        if not self.kind.lists_companies:
            return False
        return not self.rows if self.declared is None else self.named < self.declared

    @property
    def missing(self) -> int | None:
        """How many names are still to come; None when the size of the list is unknown, 0 when nothing is missing."""
        if not self.names_missing:
            return 0
        return None if self.declared is None else self.declared - self.named
