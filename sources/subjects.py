"""What the columns are read for: regular expressions over titles (`Column.wanted`); what does not fit is not fetched."""

LISTS = (
    "名录|名单|失联|空壳|(?:非|不)正常经营|经营异常|黑名单|移出|移除|退出|取消|注销|吊销|终止|撤销|公示表|督促|清退"
    "|检查结果|停业整顿|不予|典型案例|更正|勘误|监管评级"
)
"""Lists of companies of either polarity, what becomes of those on them, and corrections."""

POLICIES = "金融|保理|融资租赁|贷款|典当|担保|私募|交易场所|证券|保险|民营经济|自由贸易试验区|质量强"
"""Texts of a government that concern the trades which local financial regulators supervise."""
