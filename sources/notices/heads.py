"""What a column of a list holds, told by its head; column maps are tolerant, and their failure is loud."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sources.documents.tables import Cell
from sources.notices.cells import COMPANY_END

_NAME = re.compile(r"(?:.{0,12}(?:企业|公司|机构|单位|组织|主体|法人|当事人)(?:名称|全称|名)|(?:市场|经营|商事)主体|名称|全称|企业|公司|机构)")
_NOT_A_NAME = re.compile(r"股东|监管|主管|登记|管理人|所属|发证|审批|曾用|原|变更前|更名|附件|文件|控制|投资人")
_PLAIN = re.compile(r"(?:企业|公司|机构|单位|组织|主体)?(?:名称|全称)")
# Beside the company's own name: 发起机构名称, 母公司名称.
_OF_ANOTHER = re.compile(r"发起|母公司|上级|出资|推荐|委托|受托|合作(?!社)|审计|评估|被?担保人|债务|债权|关联|集团|报送|填报")
# A trade's noun alone, over companies: 商业保理企业, 小额贷款公司. It may as well be a section, or the cell of a column 类型.
_TRADE = re.compile(
    r"(?:商业保理|保理|融资租赁|租赁|小额贷款|小贷|典当|融资(?:性)?担保|担保|地方金融|地方资产管理|私募基金)(?:企业|公司|机构|组织)|典当行"
)
_BELOW = 3  # companies that must stand below such a head, or all there are
_CODE = re.compile(r"信用代码|信用编码|信用码|统一代码|注册号|执照号|登记号|机构代码|税号|纳税人识别号|^代码$|uscc", re.IGNORECASE)
_REASON = re.compile(r"情形|原因|依据|事由|理由|认定标准")
_FORMER = re.compile(r"曾用名|原.{0,6}名|变更前.{0,6}名|更名前|旧名")
_NUMBER = re.compile(r"^(?:序号|编号|序|号|no\.?)$", re.IGNORECASE)
_END_OF_NAME = frozenset(("公司", "企业"))
_LOWER_HALF = frozenset(("名称", "全称", "名", "称"))
# Persons and addresses stay in the evidence; they are not taken into the register.
_PRIVATE = re.compile(
    r"法定代表|法人代表|^法人$|法人姓名|负责人|代表人|联系人|联络人|姓名|经办|股东|实际控制|控制人|董事|监事|高管|"
    r"电话|手机|传真|邮箱|邮件|联系方式|身份证|证件|地址|住址|住所|场所|所在地|经营地|注册地(?!区)|通讯|邮编"
)
_OTHER = re.compile(
    r"备注|行业|类型|类别|业务|所在区|注册区|区县|属地|区域|辖区|日期|时间|批次|状态|情况|结果|失联|空壳|异常|监管部门|"
    r"机关|许可|牌照|范围|文号|资本|处置|评级|级别"
)


_INNER = re.compile(r"[(（][^()（）]{1,8}[)）](?=.)")
_REMARK = re.compile(r"[(（][^()（）]*[)）]$")
_LONGEST = 60  # characters of a head with its blanks and its remark; every cell is asked whether it is one


@dataclass(slots=True)
class Group:
    """The columns of one list inside a table: lists can stand side by side, so a table has one group or more."""

    heads: dict[int, str]
    name: int
    number: int | None = None
    code: int | None = None
    reasons: list[int] = field(default_factory=list)
    former: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    rivals: list[int] = field(default_factory=list)
    """Further columns of names, none of them the plain one (失联企业名称, 空壳企业名称)."""


def bare(text: str) -> str:
    """Return a head without any blanks and without a remark in brackets."""
    return _bare(text) if len(text) <= _LONGEST else _without_remark(text)


def _without_remark(text: str) -> str:
    flat = "".join(text.split())
    return _REMARK.sub("", flat) or flat if flat.endswith((")", "）")) else flat


_bare = lru_cache(maxsize=4096)(_without_remark)


def is_name(text: str) -> bool:
    """True for the head of the column that names the companies."""
    return len(text) <= _LONGEST and _is_name(text)


@lru_cache(maxsize=4096)
def _is_name(text: str) -> bool:
    head = bare(text)
    plain = _INNER.sub("", head)  # 机构（企业）名称
    return bool(_NAME.fullmatch(head) or _NAME.fullmatch(plain)) and not _NOT_A_NAME.search(head)


def is_head(text: str) -> bool:
    """True for any head that lists are known to have."""
    head = bare(text)
    if not head or len(head) > 20:
        return False
    return is_name(head) or any(kind.search(head) for kind in (_CODE, _REASON, _FORMER, _NUMBER, _PRIVATE, _OTHER))


def heads_at(rows: Sequence[Sequence[Cell]], index: int) -> tuple[list[str], int] | None:
    """Return the heads that begin in this row, and how many rows they take (1 or 2); None when it is no heading.

    A head of two lines is joined by a blank (认定情形 失联), unless only the joined text is a head (企业⏎名称).
    """
    first = [cell.text for cell in rows[index]]
    second = [cell.text for cell in rows[index + 1]] if index + 1 < len(rows) else []
    if halves := _joined_halves(first, second):
        return halves, 2
    if (column := _trade_column(first)) is not None and _companies_below(rows, index, column):
        noun = bare(first[column])
        first = [*first[:column], noun + ("企业名称" if noun == "典当行" else "名称"), *first[column + 1 :]]
    if not _is_heading(first):
        return None
    if second and _continues(first, second):
        pairs = zip(first, second, strict=True)
        return [
            bare(one) if bare(two) in ("", bare(one)) else f"{bare(one)} {bare(two)}".strip() for one, two in pairs
        ], 2
    return [bare(text) for text in first], 1


def _trade_column(texts: Sequence[str]) -> int | None:
    """The column of a trade's noun among heads of which none is that of the names."""
    found = [column for column, text in enumerate(texts) if len(text) <= _LONGEST and _TRADE.fullmatch(bare(text))]
    others = [text for column, text in enumerate(texts) if column not in found and text.strip()]
    heads = others and all(is_head(text) and not is_name(text) for text in others)
    return found[0] if len(found) == 1 and heads else None


def _companies_below(rows: Sequence[Sequence[Cell]], index: int, column: int) -> bool:
    below = [row[column].text.strip() for row in rows[index + 1 : index + 1 + _BELOW]]
    return bool(below) and all(COMPANY_END.search(text) and not _TRADE.fullmatch(text) for text in below if text)


def is_other_heading(texts: Sequence[str], groups: Sequence[Group]) -> bool:
    """True for the heading of a table that names no companies, below a list: 序号, 区县, 联系人, 电话."""
    if any(map(str.isdecimal, texts)):
        return False  # as nearly every row of a list but its heading
    distinct = _distinct(texts)
    if len(distinct) < 2 or any(len(text) > _LONGEST or is_name(text) or not is_head(text) for text in distinct):
        return False
    heads = [bare(text) for text in distinct]
    above_names = any(texts[group.name].strip() for group in groups if group.name < len(texts))
    return above_names and any(len(head) < 8 and (_NUMBER.search(head) or _PRIVATE.search(head)) for head in heads)


def groups_of(heads: Sequence[str]) -> list[Group]:
    """Split the columns where the heads start again (序号 名称 序号 名称); each group has a name column."""
    groups: list[dict[int, str]] = [{}]
    for column, head in enumerate(heads):
        names = [known for known in groups[-1].values() if is_name(known)]
        if head and names and head in groups[-1].values() and (is_name(head) or _NUMBER.search(head)):
            groups.append({})
        groups[-1][column] = head
    return [_group(heads) for heads in groups if any(is_name(head) for head in heads.values())]


def _group(heads: dict[int, str]) -> Group:
    group = Group(heads, name=_name_column(heads))
    for column, head in heads.items():
        if column == group.name or not head or _PRIVATE.search(head):
            continue
        if _NUMBER.search(head) and group.number is None and not _CODE.search(head):
            group.number = column
        elif _CODE.search(head) and group.code is None:
            group.code = column
        elif _FORMER.search(head):
            group.former.append(column)
        elif _REASON.search(head):
            group.reasons.append(column)
            group.others.append(column)
        else:
            group.others.append(column)
            if is_name(head) and not _PLAIN.fullmatch(bare(heads[group.name])) and not _OF_ANOTHER.search(bare(head)):
                group.rivals.append(column)
    return group


def _name_column(heads: dict[int, str]) -> int:
    """The first column of names; beside others the plain one (企业名称), and never that of the founder before the company."""
    names = {column: bare(head) for column, head in heads.items() if is_name(head)}
    plain = (column for column, head in names.items() if _PLAIN.fullmatch(head))
    own = (column for column, head in names.items() if not _OF_ANOTHER.search(head))
    return next(plain, next(own, next(iter(names))))


def _joined_halves(first: Sequence[str], second: Sequence[str]) -> list[str] | None:
    """Return the heads whose words are cut in two by the rows: 企业 above 名称."""
    if not any(len(two) <= _LONGEST and bare(two) in _LOWER_HALF for two in second):
        return None  # as below every row of a list but the first
    pairs = [(bare(one), bare(two)) for one, two in zip(first, second, strict=False)]
    whole = [one if one == two else one + two for one, two in pairs]
    cut = any(
        is_name(head) and two in _LOWER_HALF and one != two for head, (one, two) in zip(whole, pairs, strict=True)
    )
    # A title in one merged cell above the heads is not their upper half.
    return whole if cut and len(_distinct(first)) > 1 and _is_heading(whole) else None


def _is_heading(texts: Sequence[str]) -> bool:
    """True when there is a name head and every other filled cell is a head as well, or most of them are."""
    if not any(map(is_name, texts)):
        return False
    distinct = _distinct(texts)
    if len(distinct) == 1 < len(texts) and texts.count(distinct[0]) == 1 and bare(distinct[0]) in _END_OF_NAME:
        return False  # the last words of a name that was cut by the end of a page
    return sum(is_head(text) for text in distinct) * 2 >= len(distinct)


def _continues(first: Sequence[str], second: Sequence[str]) -> bool:
    """True when the second row is the lower line of the heading: merged cells repeat, the others divide a head."""
    name = next(column for column, text in enumerate(first) if is_name(text))
    below = bare(second[name])
    if below == bare(first[name]):
        return [bare(text) for text in first] != [bare(text) for text in second]
    filled = [column for column, text in enumerate(second) if text]
    # Without merged cells the name's lower half is empty, and so is everything that is not divided.
    return (
        not below
        and len(filled) > 1
        and all(not second[column].isdigit() and len(second[column]) <= 10 for column in filled)
    )


def _distinct(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text.strip()))
