"""What the API takes and gives where names are screened, and what it tells of hits and sources."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from watcher.judging import LONGEST_NOTE
from watcher.register.wanted import LONGEST, Day
from watcher.web.api.models import Answer, Uncovered

MOST_NAMES = 1_000


class Asked(BaseModel):
    """One counterparty; name or code may be empty, not both."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=LONGEST, description="企业名称")] = ""
    uscc: Annotated[str, Field(max_length=LONGEST, description="统一社会信用代码")] = ""


class Screening(BaseModel):
    """The counterparties to screen, as of a day."""

    model_config = ConfigDict(extra="forbid")

    names: Annotated[list[Asked], Field(min_length=1, max_length=MOST_NAMES)]
    as_of: Day = Field(default=None, description="截至哪一天的名单；不写为今天")
    include_clear: bool = Field(default=False, description="也列出看过但判为不同的企业")


class Part(Answer):
    """One part of two names: what agrees, what differs; 【】 around what differs."""

    field: str
    words: str
    listed: str
    counterparty: str


class Known(Answer):
    """A company of the register."""

    id: str
    name: str
    code: str | None


class Fact(BaseModel):
    """One listing behind a candidate, in words."""

    model_config = ConfigDict(extra="ignore")

    list: str
    regulator: str
    sector: str
    status: str
    deadline: str
    published: str
    source: str
    as_of: str
    advice: str
    file: str
    table: str
    row: str
    sha256: str


class CandidateOut(Answer):
    """A listed company that the counterparty may be. Only a code or an equal name confirms (match)."""

    grade: str = Field(description="match 命中，review 需复核，clear 不同企业")
    score: int = Field(description="同一结论内的次序，0 至 100")
    reason: str
    fields: list[Part]
    decides: str = Field(description="什么能作出判断；空：代码已作出判断")
    company: Known
    listings: list[Fact]


class Screened(Answer):
    """One counterparty with what was found; `grade` is its most urgent, `unscreened` where it could not be compared."""

    name: str
    uscc: str
    grade: str = Field(description="match、review、clear 或 unscreened（没有筛查，不可当作无命中）")
    problems: list[str] = Field(description="名称或代码有什么不妥")
    candidates: list[CandidateOut]


class ScreeningAnswer(Answer):
    """The counterparties in the order in which they were asked; nothing of them is stored."""

    as_of: date
    revision: int = Field(description="名单库版本")
    algorithm: str
    lists: int = Field(description="比对了多少份名单")
    listed: int = Field(description="其中在列多少家")
    uncovered: Uncovered
    results: list[Screened]


class CounterpartyOut(Answer):
    """A counterparty as its file has it."""

    portfolio: int
    row: int
    name: str
    code: str | None


class JudgementOut(Answer):
    """What a person decided about a hit, and stands."""

    id: int
    verdict: str = Field(description="same 同一企业，different 不同企业，unsure 不确定")
    reason: str = Field(description="different 的理由：namesake、place、trade 或 other")
    note: str
    who: str
    at: str


class Judging(BaseModel):
    """What to decide about a hit."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["same", "different", "unsure"]
    reason: Literal["", "namesake", "place", "trade", "other"] = Field(default="", description="different 时必填")
    note: Annotated[str, Field(max_length=LONGEST_NOTE, description="说明；理由为 other 时必填")] = ""
    seen: Annotated[int | None, Field(ge=0, lt=2**31)] = Field(
        default=None, description="您所见的研判编号（0：还没有）；其间已有别人研判则不改，答 409。不写则取代现有的"
    )


class HitOut(Answer):
    """That a counterparty of a portfolio matches a listed company, as graded last."""

    id: int
    grade: str
    score: int
    reason: str
    decides: str
    fields: list[Part]
    found_at: str
    counterparty: CounterpartyOut
    company: Known
    judgement: JudgementOut | None = Field(description="现行的研判；null：待研判")
    page: str = Field(description="命中的网页")


class Hits(Answer):
    """Hits of the portfolios that the token's account sees, in the order in which they were found."""

    hits: list[HitOut]
    next: int | None = Field(description="下一页的 after；null：没有了")


class SourceOut(Answer):
    """One source, and how its last look ended."""

    id: str
    title: str
    regulator: str
    regulator_name: str
    place: str
    url: str
    state: str | None = Field(description="最近一次查看的结果；null：尚未查看")
    words: str
    detail: str
    last_look: str | None
    last_good: str | None
    overdue: bool = Field(description="true：太久没有成功查看")
    confirmed: bool = Field(description="是否对照真实网站确认过")


class Sources(Answer):
    """All sources that are watched, and what the register lacks."""

    revision: int
    sources: list[SourceOut]
    uncovered: Uncovered
