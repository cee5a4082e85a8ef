"""The table of a penalty (行政处罚信息公开表): whom it punishes, by which decision, for what, how, by whom and when.

Two layouts: one decision from top to bottom, label beside value (文号, 当事人, 案由, 依据, 决定, 机关, 日期), or a row for each
party below a heading; a decision in prose names its party in a line of its own (当事人：…). Organisations become rows; persons stay in the evidence and are not indexed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from sources.documents.tables import Table
from sources.notices.cells import COMPANY_END, NOTHING, joined
from sources.notices.dates import date_in_cell
from sources.notices.heads import bare
from sources.notices.issuers import is_authority, is_short_for
from sources.notices.numbers import normal_number
from sources.notices.prose import company_names
from sources.notices.wording import compact
from sources.records import Notice, Place, Row

NUMBER, AUTHORITY, DATE, BASIS, FACTS, ACT = "决定书文号", "决定机关", "决定日期", "处罚依据", "案由", "处罚决定"
"""The cells of a row; whatever the table calls them."""
_PARTY, _PERSON = "当事人", "个人"
# What a label says, the narrower words first: 作出处罚决定的机关名称 is neither the decision nor a name.
_LABELS = (
    (NUMBER, re.compile(r"文号|决定书?号|书编号")),
    (AUTHORITY, re.compile(r"(?:作出|决定|(?<![被受])处罚)[^，。]{0,10}(?:机关|机构)")),
    (DATE, re.compile(r"日期|时间")),
    (BASIS, re.compile(r"依据")),
    (FACTS, re.compile(r"案由|违法|违规|事实")),
    (ACT, re.compile(r"处罚(?:决定|内容|结果|种类|措施)|^行政处罚$")),
    (_PERSON, re.compile(r"法定代表|主要负责人|^负责人|个人|^姓名$|身份证|职务")),
    (_PARTY, re.compile(r"当事人|被处罚|受处罚|处罚对象|^(?:单位|机构|企业|公司)?名称$|^单位$")),
)
# A label of which the value is missing: 个人姓名 | (nothing).
_BARE_LABEL = re.compile(
    r".{0,20}(?:文号|案由|依据|日期|时间|名称|姓名|机关|单位|个人|事实|行为|处罚(?:决定|内容|种类)|当事人)"
)
_IN_PROSE = re.compile(r"(?:当事人|被处罚(?:人|单位|机构)|受处罚单位)(?:名称)?[：:]")
_BODY = "正文"
_LONGEST_LABEL = 25
_LEAST_LABELS = 3  # that make a row a heading
_ORGANISATION = re.compile(
    rf"{COMPANY_END.pattern}|(?:[分支]行|分理处|营业[部厅室]|联社|联合社|信用社|支公司|营销服务部|办事处|管理部|交易所|互助社|集团|协会)$"
)
# The rest of a name that is broken over lines: 有限公司, 大连分行.
_REST = r"(?:[份有限责任]{0,6}公司|(?:(?!银行|公司)[\u4e00-\u9fff]){2,12}(?:[分支]行|[分支]公司|营业部))\s*(?:\n|$)"
_SHORT_FORM = re.compile(r"[（(](?:以下|下称|简称)[^（）()]*[）)]")
_PERSON_OF = re.compile(r"时任|曾任|任职")


def punished(notice: Notice, tables: Iterable[Table], url: str) -> Notice:
    """The notice with whom its tables punish; what all its rows agree in is told of the notice itself.

    `url` is that of the page or file in which the tables stand. Tables of other things give nothing.
    """
    rows = (*notice.rows, *(row for table in tables for row in _rows(table, url)))
    rows = rows or tuple(Row(name, Place(url, _BODY)) for name in _parties(notice.text))
    if not rows:
        return notice
    number, authority, day = (_common(rows, head) for head in (NUMBER, AUTHORITY, DATE))
    issuer = authority if is_authority(authority) and not is_short_for(authority, notice.issuer) else notice.issuer
    return replace(
        notice,
        rows=rows,
        candidates=tuple(name for name in notice.candidates if all(name != row.name for row in rows)),
        issuer=issuer,
        number=notice.number or normal_number(number),
        signed=date_in_cell(day) or notice.signed,
    )


def _parties(text: str) -> Iterator[str]:
    """Whom a decision in prose names as its party (当事人：…公司，住所…); a person's employer is none."""
    for line in text.splitlines():
        if match := _IN_PROSE.match(flat := compact(line)):
            rest = flat[match.end() :]
            yield from (name for name in company_names(rest)[:1] if rest.startswith(name))


def _common(rows: Sequence[Row], head: str) -> str:
    found = {row.cells.get(head, "") for row in rows}
    return found.pop() if len(found) == 1 else ""


def _rows(table: Table, url: str) -> Iterator[Row]:
    for number, told in _listed(table) or _stacked(table):
        facts = {head: text for head, text in told.items() if head not in (_PARTY, _PERSON)}
        for name in _organisations(told.get(_PARTY, "")) if facts else ():
            reasons = (facts[FACTS],) if FACTS in facts else ()
            place = Place(url, table.name, table.first_row + number)
            yield Row(name, place, reasons=reasons, cells=MappingProxyType(facts))


def _listed(table: Table) -> list[tuple[int, dict[str, str]]]:
    """What the rows below a heading say, with their numbers; nothing where the table has no heading."""
    heads: list[str | None] = []
    found = []
    for number, row in enumerate(table.rows):
        labels = [_label(cell.text) for cell in row]
        if _PARTY in labels and len(set(labels) - {None}) >= _LEAST_LABELS:
            heads = labels
        elif heads:
            told: dict[str, str] = {}
            for head, (text, _) in zip(heads, row, strict=True):
                if head and text.strip():
                    told.setdefault(head, text if head == _PARTY else joined(text))
            found.append((number, told))
    return found


def _stacked(table: Table) -> list[tuple[int, dict[str, str]]]:
    """What each decision of a table of labels and values says, with the number of the row that names its party.

    A label that comes again, but for that of the party, begins another decision.
    """
    found: list[tuple[int, dict[str, str]]] = []
    for number, row in enumerate(table.rows):
        texts = list(dict.fromkeys(text for cell in row if (text := cell.text.strip())))  # merged cells repeat theirs
        label, value = _path_label(texts[:-1]), texts[-1] if texts else ""
        if label is None or value in NOTHING or _BARE_LABEL.fullmatch(bare(value)):
            continue
        if not found or (label in found[-1][1] and label != _PARTY):
            found.append((number, {}))
        told = found[-1][1]
        if label == _PARTY:
            found[-1] = (number, told)
            value = "\n".join(filter(None, (told.get(_PARTY), value)))
        told[label] = value if label == _PARTY else joined(value)
    return found


def _path_label(labels: Sequence[str]) -> str | None:
    """What labels that lead to a value say together: 被处罚当事人 · 单位 · 法定代表人 is a person."""
    said = [label for text in labels if (label := _label(text))]
    return _PERSON if _PERSON in said[1:] else said[0] if said else None


def _label(text: str) -> str | None:
    flat = bare(text)
    if not 1 < len(flat) <= _LONGEST_LABEL:
        return None
    return next((head for head, words in _LABELS if words.search(flat)), None)


def _organisations(text: str) -> Iterator[str]:
    whole = re.sub(rf"\n\s*(?={_REST})", "", _SHORT_FORM.sub("", text))
    for part in re.split(r"[\n；;、，,]|(?<=[司行社部])[和及与]", whole):
        name = part.strip()
        if _ORGANISATION.search(name) and not _PERSON_OF.search(name):
            yield name
