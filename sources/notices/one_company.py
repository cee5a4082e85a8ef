"""An act on one company, named in the title and in no table: 关于同意取消…公司试点资格的批复.

Where title and body name one and the same company it is listed; where they do not, it is held for a person.
"""

import re
from dataclasses import replace

from sources.names.keys import identity_key
from sources.notices.prose import company_names
from sources.notices.wording import compact
from sources.records import ConflictField, FieldConflict, Mode, Notice, Place, Reading, Row

TITLE = "标题"
"""The table in which such a row stands."""

_AND_OTHERS = re.compile(r"公司(?:[（(][^（）()]{1,20}[）)])?等")
# Titles that name an act which is not done: 不同意取消, 暂缓注销, 受理…申请.
_UNDONE = re.compile(r"不同意|不予(?:同意|取消|注销|终止|撤销|吊销)|暂缓|驳回|受理|申请|听证")


def with_company(notice: Notice) -> Notice:
    """The notice with the one company that title and body name; unchanged where they do not agree.

    An edition that replaces the last is never of one company.
    """
    row = _named(notice)
    return replace(notice, rows=(row,), candidates=()) if row and _agrees(notice, row) else notice


def with_doubtful_company(notice: Notice) -> Notice:
    """The notice with the one company of its title held, where it is a list of which nothing else could be read."""
    row = _named(notice)
    if row is None or not notice.names_missing or notice.held or any(one.chosen is None for one in notice.conflicts):
        return notice
    readings = (Reading("title", row.name), Reading("body", "、".join(notice.candidates) or None))
    question = FieldConflict(ConflictField.TITLE, readings, None)
    return replace(notice, held=(row,), conflicts=(*notice.conflicts, question))


def is_question(conflict: FieldConflict, notice: Notice) -> bool:
    """True for what `with_doubtful_company` asks about the notice."""
    return conflict.field is ConflictField.TITLE and any(
        row.place.table == TITLE and row.name == conflict.readings[0].value for row in notice.held
    )


def _named(notice: Notice) -> Row | None:
    """The only company of the title of a list that names no other rows and states no other size."""
    names = company_names(notice.title)
    others = notice.rows or notice.declared not in (None, 1) or _AND_OTHERS.search(compact(notice.title))
    single = notice.series is not None and notice.series.mode is Mode.BATCH
    if not single or not notice.kind.lists_companies or others or len(names) != 1:
        return None
    return Row(names[0], Place(notice.url or "", TITLE))


def _agrees(notice: Notice, row: Row) -> bool:
    if _UNDONE.search(compact(notice.title)):
        return False
    return {identity_key(name) for name in company_names(notice.text)} == {identity_key(row.name)}
