"""What is asked of the register, as an address says it: a text, filters, a day, and the time as of which it is known."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from alerts.wording import SHANGHAI
from store.selection import Standing

LONGEST = 300  # characters of a text that is searched
_YEARS = range(1949, 9999)


def _day(value: Any) -> Any:
    """A day as 2023-07-20; empty: none. Raises ValueError."""
    if not isinstance(value, str):
        return value
    found = date.fromisoformat(value.strip()) if value.strip() else None
    if found is not None and found.year not in _YEARS:
        raise ValueError(f"no year of any notice: {found.year}")
    return found


def _moment(value: Any) -> Any:
    """2023-07-20 or 2023-07-20T09:00; without a zone it is Asia/Shanghai. Raises ValueError."""
    if not isinstance(value, str):
        return value
    day, _, rest = value.strip().partition("T")
    text = f"{day}T{rest.replace(' ', '+')}" if rest else day  # in an address a plus sign may have become a blank
    found = datetime.fromisoformat(text) if text else None
    if found is not None and found.year not in _YEARS:
        raise ValueError(f"no year of any look: {found.year}")
    return found if found is None or found.tzinfo else found.replace(tzinfo=SHANGHAI)


Value = Annotated[str, Field(max_length=100)]
Day = Annotated[date | None, BeforeValidator(_day)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]


class Times(BaseModel):
    """On which day, as known when."""

    as_of: Day = Field(default=None, description="截至哪一天，如 2023-07-20；不写为今天（或 known_at 当天）")
    known_at: Moment = Field(default=None, description="按当时所知，如 2023-07-20T09:00；无时区为北京时间；不写为现在")

    def day(self, today: date) -> date:
        """The day that is asked about."""
        if self.as_of is not None:
            return self.as_of
        return self.known_at.astimezone(SHANGHAI).date() if self.known_at else today


    @property
    def known_local(self) -> str:
        """The time as a field of a form holds it, in Asia/Shanghai."""
        return self.known_at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") if self.known_at else ""


class Filters(Times):
    """Which listings."""

    place: Value = Field(default="", description="地区，如 大连、全国")
    regulator: Value = Field(default="", description="监管机构编号，如 dalian")
    sector: Value = Field(default="", description="行业，如 商业保理")
    kind: Value = Field(default="", description="名单类型，如 非正常经营")
    series: Annotated[str, Field(max_length=200)] = Field(default="", description="一份名单，如 dalian/商业保理/非正常经营")
    status: Value = Field(default="", description="suspected、abnormal、disposed 或 positive")
    standing: Standing = Field(default=Standing.LISTED, description="listed 在列，ended 已移出或不再出现，all 两者")

    @property
    def facets(self) -> dict[str, str]:
        """The filters on lists and status, by watcher.register.facets.NAMES."""
        names = "place", "regulator", "sector", "kind", "series", "status"
        return {name: getattr(self, name) for name in names}
