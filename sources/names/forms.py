"""The legal form (组织形式) that a company's name ends with, and the branch behind it.

A form of one character (馆, 坊, 部) counts only behind a known word for business: 养生馆, but not 金馆.
"""

import re

from sources.names.business import is_known
from sources.names.shops import shop_forms

_COMPANY_FORMS = (
    *("农民专业合作社联合社", "农民专业合作社", "特殊普通合伙", "有限责任公司", "股份有限公司", "股份合作公司"),
    *("个人独资企业", "有限合伙企业", "专业合作社", "有限公司", "股份公司", "合伙企业", "有限合伙", "普通合伙"),
    *("有限责任", "股份有限", "总公司", "合作社", "联合社", "信用社", "事务所", "经营部", "公司", "有限", "联社"),
    *("中心", "商行", "商店", "饭店", "酒店", "药店", "书店", "便利店", "专卖店", "超市", "商场", "加工厂", "厂", "店"),
    *("经销部", "批发部", "门市部", "服务部", "销售部", "营业部", "经销处", "工作室", "医院", "诊所", "养殖场", "农场"),
    *("分中心", "服务中心", "销售中心", "酒楼", "茶楼", "餐厅", "宾馆", "网吧", "美容院", "学校", "幼儿园"),
)
_FORMS = frozenset(_COMPANY_FORMS) | shop_forms()
_ENDS = {form[-2:] for form in _FORMS}
_BY_END = {end: tuple(form for form in sorted(_FORMS, key=len, reverse=True) if form[-2:] == end) for end in _ENDS}
_ONE_CHARACTER = frozenset("店厂馆铺坊行社园厅吧室部屋楼庄城院所站场处堂阁轩居府户点队")
_WORDS = (4, 3, 2)  # characters of the word for business before such a form
_NUMBERED = re.compile("第[一二三四五六七八九十百0-9]{1,3}$")  # 第二幼儿园
_BRANCH_END = r".*(?:公司|行|部|处|店|厂|社|所|站|点|厅|库|队|矿|场|中心)"
_BRANCHES = tuple(re.compile(rf"(?:{parent})(.{_BRANCH_END})$") for parent in ("公司", "银行|信用社|事务所"))


def branch_of(bare: str) -> str:
    """The branch that stands behind a whole company's name: 沈阳分公司."""
    # Most names hold none of these words but 公司, and that at their end.
    if bare.find("公司", 0, -1) >= 0 or "银行" in bare or "信用社" in bare or "事务所" in bare:
        return next((found[1] for pattern in _BRANCHES if (found := pattern.search(bare))), "")
    return ""


def form_of(body: str) -> str:
    """The form that a name ends with, the branch taken off; empty where none is known or nothing would be left."""
    if body.endswith("有限公司") and len(body) > 7:  # nine names in ten
        return "股份有限公司" if body.endswith("股份有限公司") else "有限公司"
    fitting = (*_BY_END.get(body[-2:], ()), *_BY_END.get(body[-1:], ()))
    form = next((form for form in fitting if body.endswith(form) and len(body) - len(form) >= 2), "")
    if len(form) in (0, 2) and body[-1:] in _ONE_CHARACTER and len(body) > 4 and _after_word(body):
        form = body[-1]
    number = _NUMBERED.search(body, 2, len(body) - len(form)) if form else None
    return body[number.start() :] if number else form


def _after_word(body: str) -> bool:
    """Whether a word for business stands before the last character: 水果店 is a 店 for 水果, no 果店."""
    return any(is_known(body[-size - 1 : -1]) and not is_known(body[-size - 1 :]) for size in _WORDS)
