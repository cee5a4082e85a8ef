"""Why the rows read for a notice must not become listings before a person has looked at them."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath

from sources.names.keys import identity_key
from sources.notices.beside import names_beside
from sources.notices.classify import corrects_another, names_good_ones
from sources.notices.conflicts import contradicts
from sources.notices.counts import declared_parts
from sources.notices.dispositions import outcome_of
from sources.notices.one_company import TITLE
from sources.notices.rows import CAPTION, GAP, SECTION, UNSEEN
from sources.notices.trade_sizes import declared_by_sector
from sources.notices.trades import series_of_rows
from sources.notices.vocabulary import RESULTS, UNKNOWN, UNSURE
from sources.notices.wording import NUMERAL, compact, to_number
from sources.records import ConflictField, FieldConflict, LookState, Notice, Reading, Row, Sector

# Files that go with a list and are none: forms to fill in, rules.
_NO_LIST = re.compile(r"表格|[请报]表|申请|承诺|模板|样表|样式|指南|指引|流程|说明|办法|依据|通知|意见")
# A class inside a list of bad names that names good ones: 一、正常经营类; a company's own column: 类型 正常.
_GOOD_CLASS = re.compile(
    r"^.{0,6}(?<![非不未])(?<!不能|无法|停止|恢复)正常(?:经营)?(?:类|的|企业|公司|机构|名单|名录)*(?:[（(].*)?$"
)

_SIZE = re.compile(rf"[（(](?:共|计|共计)?({NUMERAL})[家户][）)]$")


@dataclass(frozen=True, slots=True)
class Doubt:
    """The contradiction, and the Chinese words for it."""

    conflict: FieldConflict
    words: str


def doubt_about(notice: Notice, rows: tuple[Row, ...]) -> Doubt | None:
    """The first reason to hold the rows, or None: their number, their kind, or files that could not be read.

    Half a list would be taken for one from which companies have left.
    """
    asked = (_of_issuer, _of_count, _of_parts, _of_titles, _of_trades, _of_kind, _of_unseen, _of_gaps, _of_names_beside, _of_unread_files)
    doubts = (of(notice, rows) for of in asked)
    return next((doubt for doubt in doubts if doubt is not None), None)


def question_of(notice: Notice) -> FieldConflict | None:
    """What a person is asked of a notice without rows to be held: one that corrects another, a list of unknown nature."""
    unread = notice.names_missing and not notice.held and all(one.chosen for one in notice.conflicts)
    return _title(notice) if unread and may_list_nobody(notice) else None


def may_list_nobody(notice: Notice) -> bool:
    """True where a person may say that this notice, read as a list of bad names, is none."""
    list_type = _type(notice)
    of_title = any(row.place.table == TITLE for row in notice.held)
    return of_title or list_type in (UNKNOWN, RESULTS) or (list_type == UNSURE and corrects_another(notice.title))


def accepted(notice: Notice) -> tuple[Row, ...]:
    """Whom a person lists by accepting what is held; of results those alone of whom an act is told.

    Those of a file that contradicts the notice (正常.xlsx) are only meant where nobody else is held.
    """
    if _type(notice) != RESULTS:
        wrong = {known.url for known in notice.attachments if contradicts(notice, known.name) is not None}
        return tuple(row for row in notice.held if row.place.url not in wrong) or notice.held
    return tuple(row for row in notice.held if outcome_of(row.cells)[0] is not None)


def stem(name: str) -> str:
    """A file's name without its ending and blanks: the same list is often attached in two formats."""
    return PurePosixPath(compact(name).replace("/", "")).stem


def _of_issuer(notice: Notice, rows: tuple[Row, ...]) -> Doubt | None:
    """A list that a site reprints from another authority would count among the site's own."""
    reprint = next((one for one in notice.conflicts if one.field is ConflictField.ISSUER and one.chosen is None), None)
    return Doubt(reprint, f"这份名单转自{reprint.readings[0].value}，不是本来源自己的") if reprint else None


def _of_count(notice: Notice, rows: tuple[Row, ...]) -> Doubt | None:
    contested = next(
        (known for known in notice.conflicts if known.field is ConflictField.COUNT and known.chosen is None), None
    )
    if contested is not None:
        return Doubt(contested, f"公告所写家数不一，读到 {len(rows)} 家")
    if notice.declared is None or len(rows) == notice.declared:
        return None
    return Doubt(
        _conflict(ConflictField.COUNT, ("body", str(notice.declared)), ("attachment", str(len(rows)))),
        f"公告称共 {notice.declared} 家，读到 {len(rows)} 家",
    )


def _of_parts(notice: Notice, rows: tuple[Row, ...]) -> Doubt | None:
    """A sum of which the parts are exchanged: 34, 63 and 2 in three sheets or sections must be there as such."""
    parts = declared_parts(notice.title, notice.text)
    groups = Counter((row.place.url, row.place.table, row.cells.get(SECTION)) for row in rows)
    if len(parts) != len(groups) or sorted(parts) == sorted(groups.values()):
        return None  # one table of all of them does not tell its parts
    printed, read = ("、".join(map(str, sorted(one, reverse=True))) for one in (parts, groups.values()))
    return Doubt(
        _conflict(ConflictField.COUNT, ("body", printed), ("attachment", read)), f"公告分项家数为 {printed}，读到 {read}"
    )


def _of_titles(notice: Notice, rows: tuple[Row, ...]) -> Doubt | None:
    """The size that a title over a table, or over a part of it, prints: 二、典当行（63家）."""
    read = Counter(
        (row.place.url, title) for row in rows for key in (CAPTION, SECTION) if (title := compact(row.cells.get(key, "")))
    )
    for (_, title), count in read.items():
        if (size := _SIZE.search(title)) and to_number(size[1]) != count:
            conflict = _conflict(ConflictField.COUNT, ("body", title), ("rows", str(count)))
            return Doubt(conflict, f"标题“{title}”下读到 {count} 家")
    return None


def _of_trades(notice: Notice, rows: tuple[Row, ...]) -> Doubt | None:
    """The size of each trade, where it is printed and the rows tell their trades; the others may be of any."""
    printed = declared_by_sector(notice.title, notice.text, notice.declared)
    read = Counter(series.sector for series in series_of_rows(notice, rows))
    untold = read.pop(Sector.OTHER, 0)
    if not printed or all(read[one] == size or (untold and read[one] < size) for one, size in printed.items()):
        return None
    said, found = ("、".join(f"{one}{of[one]}家" for one in printed) for of in (printed, read))
    return Doubt(_conflict(ConflictField.COUNT, ("body", said), ("attachment", found)), f"公告称{said}，读到{found}")


def _of_kind(notice: Notice, rows: tuple[Row, ...]) -> Doubt | None:
    """Good and bad names in one list; nobody is flagged on such a list without a person's look."""
    if _type(notice) == UNSURE:
        return Doubt(_title(notice), "标题看不出所列企业是被列入还是被更正、移出")
    if _type(notice) == UNKNOWN:
        return Doubt(_title(notice), "标题未写明名单性质（采纳时请写明是什么名单，无关的请驳回）")
    if _type(notice) == RESULTS:
        untold = next((row.name for row in rows if outcome_of(row.cells)[0] is None), None)
        return Doubt(_title(notice), f"名单未写明对“{untold}”如何处理") if untold else None
    if not notice.polarity.adverse:
        return None
    good = next((text for row in rows for text in row.cells.values() if _GOOD_CLASS.match(text)), None)
    good = good or next(filter(names_good_ones, dict.fromkeys(text for row in rows for text in _stands_under(row))), None)
    if good is None:
        return None
    return Doubt(
        _conflict(ConflictField.ATTACHMENT, ("title", notice.title), ("attachment", good)),
        f"名单中有标为“{good}”的企业",
    )


def _stands_under(row: Row) -> tuple[str, ...]:
    return row.place.table or "", row.cells.get(CAPTION, ""), row.cells.get(SECTION, "")


def _of_unseen(notice: Notice, rows: tuple[Row, ...]) -> Doubt | None:
    """Companies that the page does not show: a script may open them, or they were taken back."""
    unseen = sum(UNSEEN in row.cells for row in rows)
    if not unseen:
        return None
    conflict = _conflict(ConflictField.COUNT, ("body", str(len(rows) - unseen)), ("rows", str(len(rows))))
    return Doubt(conflict, f"其中 {unseen} 家企业在页面上未显示，无法确认是否仍在名单上")


def _of_gaps(notice: Notice, rows: tuple[Row, ...]) -> Doubt | None:
    """Numbers left out in a list of unknown size: names may be lost."""
    gap = next((text for row in rows if (text := row.cells.get(GAP))), None)
    if gap is None or notice.declared is not None:
        return None
    return Doubt(
        _conflict(ConflictField.COUNT, ("attachment", gap), ("rows", str(len(rows)))), f"名单序号不连续（{gap}），可能不全"
    )


def _of_names_beside(notice: Notice, rows: tuple[Row, ...]) -> Doubt | None:
    """Companies in lines of their own in the text, beside the tables and files of a list of unknown size."""
    if notice.declared is not None or not (beside := names_beside(notice.text)):
        return None
    listed = {identity_key(row.name) for row in rows}
    other = next((name for name in beside if identity_key(name) not in listed), None)
    if other is None:
        return None
    conflict = _conflict(ConflictField.COUNT, ("body", other), ("rows", str(len(rows))))
    return Doubt(conflict, f"正文另列有“{other}”，名单可能不全")


def _of_unread_files(notice: Notice, rows: tuple[Row, ...]) -> Doubt | None:
    """A list of unknown size of which a file is missing may be half a list."""
    if notice.declared is not None:
        return None
    read = {stem(known.name) for known in notice.attachments if known.url and known.trouble is None}
    unread = [
        known.name
        for known in notice.attachments
        if known.trouble_state not in (None, LookState.QUARANTINED)
        and stem(known.name) not in read
        and not _NO_LIST.search(known.name)
    ]
    if not unread:
        return None
    return Doubt(
        _conflict(ConflictField.ATTACHMENT, ("attachment", unread[0]), ("rows", str(len(rows)))),
        f"另有附件“{unread[0]}”未能读取，名单可能不全",
    )


def _type(notice: Notice) -> str | None:
    return notice.series.list_type if notice.series else None


def _title(notice: Notice) -> FieldConflict:
    return _conflict(ConflictField.TITLE, ("title", notice.title), ("reading", None))


def _conflict(field: ConflictField, *readings: tuple[str, str | None]) -> FieldConflict:
    return FieldConflict(field, tuple(Reading(where, value) for where, value in readings), None)
