"""What the API answers: the register, in the shapes that `watcher register … --json` has too."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    """A part of an answer: nothing beside what it says."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Problem(Answer):
    """Why there is no answer, in Chinese."""

    what: str = Field(description="发生了什么")
    meaning: str = Field(description="这意味着什么")
    action: str = Field(description="可以怎么办")


class GapOut(Answer):
    """A list of which names are missing: not found does not mean not listed."""

    notice: str = Field(description="公告编号")
    regulator: str
    title: str
    url: str | None
    series: str | None
    declared: int | None = Field(description="公告称有多少家；null：未公布")
    missing: int | None = Field(description="缺多少家；null：不明")
    words: str


class SourceSeen(Answer):
    """A source whose last look failed, never was, or was too long ago."""

    id: str
    title: str
    state: str | None = Field(description="null：尚未查看")
    words: str
    last_good: str | None


class Uncovered(Answer):
    """What the answer cannot tell. Silence is not safety: look at it wherever nothing was found."""

    empty: bool = Field(description="true：没有收录所问范围的任何名单")
    complete: bool = Field(description="true：收录有所问范围的名单，且都不缺名称，所涉来源都正常")
    gaps: list[GapOut]
    unseen: list[SourceSeen]


class Evidence(BaseModel):
    """Where it stands: the file, the table and the row in it, and the hash of the bytes."""

    model_config = ConfigDict(extra="allow")

    sha256: str | None
    url: str | None = None
    table: str | None = None
    row: int | None = None


class ListingOut(Answer):
    """That one list names a company, from when to when. What is not known is empty."""

    id: int = Field(description="记录编号，也是翻页的依据")
    company: str = Field(description="企业编号")
    name: str = Field(description="名单所载名称")
    code: str = Field(description="有效的统一社会信用代码；无则为空")
    list: str = Field(description="名单名称")
    series: str = Field(description="名单编号")
    regulator: str
    sector: str
    status: str = Field(description="suspected、abnormal、disposed 或 positive")
    state: str = Field(description="截至所问之日的状态，如“列为疑似（公告期内）”")
    from_: str = Field(alias="from", description="自哪一天")
    to: str = Field(description="至哪一天；空：仍在列")
    ended_by: str | None = Field(description="removed：公告移出；left：新一期中不再出现，不等于移出")
    reasons: str
    notice: str
    source: str = Field(description="公告网址；空：无网址（导入）")
    published: str = Field(description="与公告所载一样精确：2023、2023-07 或 2023-07-18")
    deadline: str
    recorded_at: str = Field(description="我们何时记下")
    evidence: Evidence


class CompanyOut(Answer):
    """A company of the register with its listings."""

    id: str
    name: str
    code: str | None
    listings: list[ListingOut]


class Companies(Answer):
    """The companies that a text finds."""

    revision: int = Field(description="名单库版本")
    as_of: str
    companies: list[CompanyOut]
    more: bool = Field(description="true：还有更多，请写得更具体")
    uncovered: Uncovered


class Listings(Answer):
    """Some listings, the last recorded first."""

    revision: int = Field(description="名单库版本")
    as_of: str
    total: int = Field(description="符合条件的记录共有多少")
    listings: list[ListingOut]
    next: int | None = Field(description="下一页的 after；null：没有了")
    uncovered: Uncovered


class NameOut(Answer):
    """A name, and from when to when we knew it so."""

    name: str
    kind: str = Field(description="registered、former 或 short")
    known_from: str
    known_to: str | None


class CodeOut(Answer):
    """Name in force and code."""

    name: str
    code: str | None
    known_from: str
    known_to: str | None


class VersionOut(Answer):
    """What we believed of one listing, from when to when; the other fields are those of a listing."""

    model_config = ConfigDict(extra="allow")

    name: str
    series: str
    status: str
    from_: str = Field(alias="from")
    to: str
    believed_from: str
    believed_to: str | None
    revision: int


class EventOut(Answer):
    """Something that happened to a company or a list."""

    id: str
    type: str = Field(description="listed、removed、left、escalated、corrected …")
    words: str
    at: str
    company: str | None = Field(description="企业编号")
    name: str | None = Field(description="当时所载名称")
    series: str | None
    notice: str | None
    source: str | None
    revision: int | None


class Events(Answer):
    """Events, the oldest first."""

    events: list[EventOut]
    next: str | None = Field(description="下一页的 after；null：目前没有了")


class History(Answer):
    """One company in both times, with the evidence of every statement."""

    revision: int
    as_of: str
    id: str
    name: str
    code: str | None
    names: list[NameOut]
    codes: list[CodeOut]
    listings: list[ListingOut]
    versions: list[VersionOut] = Field(description="全部记载，含已被取代的")
    notices: list[dict[str, Any]] = Field(description="公告，及各次读取的证据")
    events: list[dict[str, Any]]
    uncovered: Uncovered
