"""What commands and pages call the kinds of notices, the fields of conflicts, and the places where a thing was read."""

from sources.records import Basis, Polarity

KIND = {
    "policy": "政策",
    "news": "资讯",
    "statistics": "统计",
    "positive_list": "正面名单",
    "flagged_list": "非正常经营等名单",
    "suspected_list": "疑似名单",
    "removal": "移出公告",
    "exit_list": "退出名单",
    "penalty": "处罚",
    "rules": "规则",
}
POLARITY = {Polarity.FLAGGED: "负面", Polarity.SUSPECTED: "疑似", Polarity.POSITIVE: "正面", Polarity.NEUTRAL: "中性"}
BASIS = {Basis.TEXT: "公告文字", Basis.META: "网页标记", Basis.URL: "网址"}
ORIGIN = {"site": "监管网站", "import": "人工导入", "digest": "汇编", "person": "人工裁决"}

FIELD = {
    "sector": "行业",
    "batch": "批次",
    "issuer": "发布机构",
    "title": "标题",
    "number": "文号",
    "date": "日期",
    "count": "家数",
    "attachment": "附件",
    "layout": "表头",
    "company": "企业",
    "correction": "更正",
}
CONFLICT_STATE = {"open": "待裁决", "accepted": "已采纳", "rejected": "已驳回", "settled": "已消除"}
_WHERE = ORIGIN | {
    "heading": "栏目中的标题",
    "title": "标题",
    "body": "正文",
    "basis": "所引依据",
    "attachment": "附件",
    "rows": "名单",
    "reading": "读出",
    "source": "网页所写来源",
    "signature": "落款",
    "text": "正文",
}


def where(place: str) -> str:
    """标题、正文: where a reading was found, for people; words that are Chinese already stay."""
    return "、".join(_WHERE.get(part, part) for part in place.split("/"))
