"""What of the news a subscriber wants to hear, and when: read from what a person wrote, in the words of the pages. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from alerts import wording
from alerts.timing import QuietHours, Rhythm
from sources.catalog import REGULATORS
from sources.errors import UsageError
from sources.records import Sector
from store.tables.outbox import Subscription

ALL = "全部"  # of places, sectors, kinds: no filter; of quiet hours 无: none
NONE = "无"
HEARD = (
    *("listed", "standing", "escalated", "disposed", "removed", "left", "amended", "renamed", "corrected"),
    *("names_arrived", "deadline_near", "deadline_passed", "unmatched"),
)
_BETWEEN = re.compile(r"[,，、;；]\s*")


@dataclass(frozen=True, slots=True)
class Wishes:
    """As a person stated them; None where nothing is said of it."""

    places: Sequence[str] | None = None  # ids or names of regulators, or places
    sectors: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    severity: str | None = None  # match, review
    every: str | None = None
    quiet: str | None = None
    quiet_matches: bool | None = None
    when_nothing: bool | None = None

    def as_columns(self) -> dict[str, Any]:
        """What is stated, as a subscription has it. Raises UsageError that names the possible words."""
        stated = {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name) is not None}
        for name, (what, words) in _FILTERS.items():
            if name in stated:
                stated[name] = _among(what, stated[name], words)
        if "quiet" in stated:
            stated["quiet"] = "" if stated["quiet"] == NONE else stated["quiet"]
            QuietHours(stated["quiet"])
        if "every" in stated:
            Rhythm(stated["every"])
        return stated


EVERYTHING_AT_ONCE = Wishes()


def without_wishes(stated: Mapping[str, Any]) -> None:
    """Alarms are told whole and at once: UsageError where anything is stated of them, because it would have no effect."""
    if stated:
        raise UsageError(
            f"运行告警不能限定{'、'.join(_STATED[name] for name in stated)}",
            meaning="未作任何改动",
            action="运行告警总是全部、及时告知；请去掉这些选项，暂时不想接收可用 watcher subscriptions mute 或 pause",
        )


def widened(before: Subscription, now: Subscription) -> bool:
    """Whether it covers what it did not cover before."""
    sets = ((getattr(before, name), getattr(now, name)) for name in ("places", "sectors"))
    wider = any(old and not (new and set(new) <= set(old)) for old, new in sets)
    return wider or (before.severity == "match" != now.severity) or (wants_listings(now) and not wants_listings(before))


def wants_listings(to: Subscription) -> bool:
    """Whether it hears that somebody stands on a list."""
    return not to.kinds or not {"listed", "standing"}.isdisjoint(to.kinds)


def words(name: str, values: Sequence[str]) -> str:
    """A filter as a person reads it: 大连、厦门; 全部 where there is none."""
    known = _places(values) if name == "places" else _KIND_WORDS if name == "kinds" else {}
    return "、".join(dict.fromkeys(known.get(one, one) for one in values)) or ALL


def in_range(to: Subscription) -> str:
    """All that a subscription is limited to: 大连；只要匹配; empty where it hears of everything."""
    named = (words(name, getattr(to, name)) for name in ("places", "sectors", "kinds") if getattr(to, name))
    return "；".join((*named, *(("只要匹配",) if to.severity == "match" else ())))


def _places(ids: Sequence[str]) -> Mapping[str, str]:
    """The place of each regulator; its own name where others of the same place are not among them."""
    beside = Counter(one.place for one in REGULATORS if one.id not in ids)
    return {one.id: one.names[-1] if beside[one.place] else one.place for one in REGULATORS}


def _short(event: str) -> str:
    return re.split("[（，]", wording.EVENT[event])[0]


def _among(what: str, asked: Sequence[str], known: Mapping[str, Sequence[str]]) -> list[str]:
    chosen = [word for one in asked for word in _BETWEEN.split(one.strip()) if word]
    for one in chosen:
        if one not in known and one != ALL:
            possible = "、".join((*dict.fromkeys(_WORDS[what]), ALL))
            raise UsageError(f"没有名为“{one[:40]}”的{what}", meaning="未作任何改动", action=f"可用的{what}：{possible}")
    return [] if ALL in chosen else sorted({id_ for one in chosen for id_ in known[one]})


_KIND_WORDS = {one: _short(one) for one in HEARD}
_PLACES: defaultdict[str, list[str]] = defaultdict(list)
for _one in REGULATORS:
    for _word in (_one.id, _one.place, *_one.names):
        _PLACES[_word].append(_one.id)
_KINDS = {word: [one] for one in HEARD for word in (_short(one), wording.EVENT[one], one)}
_SECTORS = {one.value: [one.value] for one in Sector}
_FILTERS: dict[str, tuple[str, Mapping[str, Sequence[str]]]] = {
    "places": ("地方", _PLACES),
    "sectors": ("行业", _SECTORS),
    "kinds": ("消息种类", _KINDS),
}
_STATED = {
    "places": "地方",
    "sectors": "行业",
    "kinds": "消息种类",
    "severity": "结论",
    "every": "发送时间",
    "quiet": "免打扰时段",
    "quiet_matches": "免打扰时段内的命中",
    "when_nothing": "没有消息时的邮件",
}
_WORDS = {"地方": [one.place for one in REGULATORS], "行业": [*_SECTORS], "消息种类": [*_KIND_WORDS.values()]}
