"""Whether a notice proposes or decides: 疑似, 拟 and 公示 leave a time to object, 认定, 公告 and 决定 do not."""

import re
from enum import StrEnum

from sources.notices.vocabulary import PROPOSED
from sources.records import Notice, Polarity

_SHOWN = re.compile(r"公示(?:[（(][^）)]*[）)])?$")


class Stage(StrEnum):
    """How far the authority has come."""

    PROPOSED = "proposed"
    FINAL = "final"


def is_shown(title: str) -> bool:
    """True for a title that ends in 公示."""
    return _SHOWN.search(title) is not None


def stage_of(notice: Notice) -> Stage | None:
    """The stage of a list; None for what is none. A 公示 that prints no period has decided."""
    if not notice.kind.lists_companies:
        return None
    only_announced = notice.series is not None and notice.series.list_type.startswith(PROPOSED)
    open_to_objection = notice.period is not None and is_shown(notice.title)
    proposed = notice.polarity is Polarity.SUSPECTED or only_announced or open_to_objection
    return Stage.PROPOSED if proposed else Stage.FINAL
