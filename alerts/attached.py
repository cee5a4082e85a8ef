"""All items of a message as a CSV file for Excel, where they are more than its body shows."""

import csv
import io
from collections.abc import Callable, Iterable

from alerts import wording
from alerts.items import Item
from alerts.spreadsheet import neutral

_COLUMNS: dict[str, Callable[[Item], str]] = {
    "结论": lambda one: wording.GRADE.get(one.grade, ""),
    "交易对手": lambda one: one.counterparty,
    "记录序号": lambda one: str(one.row or ""),
    "消息": lambda one: wording.EVENT.get(one.happened, one.happened),
    "名单所载": lambda one: one.listed_name,
    "统一社会信用代码": lambda one: one.listed_code,
    "名单": lambda one: one.list_title,
    "监管机构": lambda one: one.regulator,
    "行业": lambda one: one.sector,
    "状态": lambda one: one.status,
    "公告所载原因": lambda one: "；".join(one.reasons),
    "公告期至": lambda one: one.deadline,
    "匹配依据": lambda one: one.reason,
    "建议": lambda one: one.advice,
    "公告": lambda one: one.notice,
    "公告日期": lambda one: one.published,
    "公告网址": lambda one: one.url,
    "采集时间": lambda one: one.captured,
    "证据SHA-256": lambda one: one.sha256,
}


def csv_of(items: Iterable[Item]) -> bytes:
    """One line for each item, in UTF-8 with byte order mark, every cell made harmless."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    writer.writerows([neutral(cell(one)) for cell in _COLUMNS.values()] for one in items)
    return text.getvalue().encode("utf-8-sig", "replace")
