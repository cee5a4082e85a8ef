"""Words of a period or a last day that were printed and not understood: a person must see them, for silence looks like none."""

import re

from sources.notices.printed_ends import is_past
from sources.notices.wording import NUMERAL, compact
from sources.records import ConflictField, FieldConflict, NoticeDate, Reading

_TO_THE_END = r"[^。；，\n]{0,24}"
_HINTS = (
    # 公示期自…, 异议期限为…; 公示时间：2025年6月3日 alone tells when it was put up.
    re.compile(
        rf"(?:公告|公示|异议|申辩|整改)(?:期限?|时间)(?!内|间|届|结束)[^。；，\n\d]{{0,8}}?(?:{NUMERAL}|半)(?!批|家|户){_TO_THE_END}"
    ),
    re.compile(
        rf"(?:公告|公示|通告|名单)?(?:发布|公布|公示|公告|刊登)(?:之日起|之?后)[^。；，\n\d]{{0,8}}?(?:{NUMERAL}|半){_TO_THE_END}?内"
    ),
    re.compile(
        rf"(?:请|应|须|最迟|至迟)(?:于|在)?(?:[本当次下]?月[底末]|年[底末]|\d{{4}}年[底末]|{NUMERAL}月[^。；，\n前]{{1,16}}"
        r"|\d{4}[-./年]\d[^。；，\n前]{1,16})(?:之|以)?前"
    ),
)
_PUT_UP = re.compile(r"(?:公告|公示)时间[：:为]?\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?")
UNREAD = "写有期限，未能读出届满日"


def unread_period(text: str, published: NoticeDate | None) -> FieldConflict | None:
    """The first such words of a notice from which no period was read, as a difference that a person looks into."""
    year = published.first_day.year if published else None
    for hint in _HINTS:
        for match in hint.finditer(compact(text)):
            words = match.group()
            if _PUT_UP.fullmatch(words) or (year is not None and is_past(words, year)):
                continue
            return FieldConflict(ConflictField.DATE, (Reading("body", words), Reading("reading", None)), UNREAD)
    return None
