"""The title that is printed right above a table of a text: 二、典当行名单（63家）.

Only what reads like the title of a list is one. Sentences that lead into a table, remarks on the table above and the title
of the notice are none: a table without a caption is better than one with that of another.
"""

import re
from collections.abc import Sequence

PAGE_MARK = re.compile(r"[-—–－\s]*\d{1,4}[-—–－\s]*|第\s*\d+\s*页(?:[，,\s/]*共\s*\d+\s*页)?|\d{1,4}\s*/\s*\d{1,4}")
"""A line that numbers a page and says nothing else."""

_LONGEST = 40
_OF_A_LIST = re.compile(r"名[单录册]|[一览明细公示情况]表|公司|企业|机构|组织|典当行|交易场所|类$|行业")
_NO_TITLE = re.compile(
    r"^[（(]?(?:以上|上述|上表|[*＊※]|注|备注|附注|说明|合计|共计|总计|小计|其中|联系|来源|数据|填表|制表|特此|现[将对就]|经|根据|按照|为|请|关于)"
    r"|[。；;，,？！]|如下|(?:合计|共计|总计|小计|共有?)\s*\d+\s*[家户]$|(?:公告|公示|通告|通知|决定|有限公司|有限责任公司)$|电话|传真|邮箱|地址"
)
# Stands between a title and its table: （截至2025年5月末）, 单位：家.
_REMARK = re.compile(r"[（(](?!以上|上述|上表|注)[^（()）]*[）)]|(?:计量)?单位[：:].{1,8}|截[至止].{4,20}")


def caption_of(above: Sequence[str]) -> str | None:
    """Return the title among the lines between a table and the one before; "" when they hold none, None without lines."""
    said = [line.strip() for line in above if not PAGE_MARK.fullmatch(line.strip())]
    if not said:
        return None
    lines = [line for line in said if not _REMARK.fullmatch(line)]
    return lines[-1].rstrip("：: ") if lines and is_caption(lines[-1]) else ""


def is_caption(line: str) -> bool:
    """True for a line that reads like the title of a list."""
    bare = line.strip().rstrip("：: ")
    return len(bare) <= _LONGEST and bool(_OF_A_LIST.search(bare)) and not _NO_TITLE.search(bare)
