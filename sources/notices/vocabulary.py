"""The words by which titles tell what a list is; classify.py decides with them, and only it."""

import re

from sources.notices.wording import NUMERAL

UNSURE = "性质待核"
"""The type of a list of bad names some of which may be good ones: its rows are held for a person."""

UNKNOWN = "性质不明"
"""The type of a list of companies of which no word tells whether it is good or bad to be on it: held as well."""

RESULTS = "检查结果"
"""The type of a list that tells of each company what was done: held unless every row says it."""

PROPOSED = "拟"
"""The beginning of a type whose act is only announced: 拟取消资格; the act itself, 取消资格, is another series."""

REGISTER = "名录"
"""The type of a register of all who are admitted to a trade."""

Types = tuple[tuple[str, re.Pattern[str]], ...]

PROPOSES = re.compile(
    r"拟(?=[^。]{0,40}(?:取消|列入|认定|注销|吊销|撤销|终止|暂停|停业|移出|纳入|入选|备案|公布|将))|(?<=关于)拟"
)
SUSPECTED = re.compile(rf"疑似|{PROPOSES.pattern}")
# Words that only say what the companies are not: 优秀企业名单（失联企业除外）, 无违法违规记录.
DENIED = re.compile(
    r"[（(][^（）()]{0,40}(?:除外|不含|不包括)[^（）()]{0,40}[）)]"
    r"|(?:无|没有|未发现|不存在)[^，。、]{0,4}(?:违法违规|失信|失联|空壳|经营异常)[^，。、]{0,2}(?:记录|行为|情形|情况)"
    r"|[非未无](?:失联|空壳|失信|异常经营|经营异常)"
)

_REMOVES = (
    r"移出|移除|调整?出|剔除|解除|撤销列入|从[^，。]{0,20}(?:名单|名录)中?(?:删除|核减|去除)|退出(?:监管名单|白名单)|不再(?:列入|纳入|列为|认定|属于)|恢复(?:正常经营|联系)"
    r"|恢复[^，。]{0,12}(?:公司|企业|机构|典当行)[^，。]{0,8}(?:经营|营业|业务|资格|试点)"
    r"|(?:撤销|取消)[^，。]{0,30}(?:失联|空壳|非正常|异常|失信)[^，。]{0,6}(?:认定|状态|标识)"
)
REMOVED = re.compile(_REMOVES)
REMOVAL_PROPOSED = re.compile(rf"拟[^。]{{0,20}}(?:{_REMOVES})")
# 撤销《…名单》的公告 takes back a notice, 撤销…资格的公告 a licence.
OF_ANOTHER = re.compile(
    r"更正|勘误|订正|修正|修订|撤回|废止|作废|延长|(?:撤销|取消|终止|停止)(?:发布|公布|执行)?关于"
    r"|(?:撤销|取消|终止|停止)(?:(?!资[格质]|试点|许可|业务)[^，。]){0,40}(?:名单|名录|公告|公示|通知|决定)的"
)
# Both in one notice, each in its own file: 公布失联企业和移出企业名单, 列入和移出名单, 移出企业及新增失联企业名单.
_JOINT = r"(?:[和及与、暨]|以及)"
LISTED_AND_REMOVED = re.compile(
    rf"(?:失联|空壳|异常|非正常经营?|违法违规|列入|纳入|新增)(?:(?!移出|移除|解除)[^，。]){{0,16}}{_JOINT}(?:拟|已|被)?(?:移出|移除|解除|退出名单|恢复正常)"
    rf"|(?:移出|移除|解除)的?(?:(?:公司|企业|机构|组织)|名单)?{_JOINT}(?:新增|列入|纳入|[^，。]{{0,4}}(?:失联|空壳|异常|非正常)[^，。]{{0,6}}(?:公司|企业|机构|组织))"
)
_BAD = r"(?:失联|空壳|异常|非正常|失信|黑名单)"
# Who is named here may be cleared by it, or was never blamed: 更正, 整改合格, 不予列入失联名单, 名录（含失联企业）.
CORRECTS = re.compile(
    rf"{OF_ANOTHER.pattern}|整改(?:合格|完成|到位)|(?<!未)(?:完成|通过)(?:整改|验收)|撤销|恢复|排除|删除|核减|红黑名单"
    rf"|(?:申诉|异议|申辩)(?:成功|成立|通过)|(?:终止|停止|取消)[^，。]{{0,20}}公示|不属于|不再"
    rf"|(?:不予|暂不|未|未被|不)[列纳]入[^，。]{{0,6}}{_BAD}|含[^（()）]{{0,6}}{_BAD}"
)

# Acts on the licence, not on a list: 退出行业, 注销经营资质, 取消试点资格, 终止试点, 吊销, 停业整顿.
_WHOSE = r"(?:公司|企业|机构|组织|典当行)"
EXIT: Types = (
    ("退出行业", re.compile(r"退出(?:本市|本省|相关|[^，。]{0,12})?(?:行业|市场|名单)")),
    ("取消资格", re.compile(r"取消[^，。]{0,40}(?:资格|资质|试点)")),
    (
        "注销资质",
        re.compile(
            r"注销[^，。]{0,40}(?:资格|资质|许可|公司|企业|组织)"
            rf"|(?:资格|资质|许可证?|{_WHOSE})[^，。]{{0,4}}注销(?:的?(?:公告|公示|通告|名单))"
        ),
    ),
    ("终止试点", re.compile(r"终止[^，。]{0,40}(?:试点|业务|资格)")),
    ("撤销许可", re.compile(r"撤销[^，。]{0,40}(?:资格|资质|许可(?!事项))")),
    ("吊销", re.compile(r"吊销")),
    ("停业整顿", re.compile(r"停业整顿")),
    ("暂停业务", re.compile(rf"暂停(?!受理|办理)[^，。]{{0,30}}{_WHOSE}[^，。]{{0,12}}(?:业务|经营|试点|资格)")),
)
# Such an act may be called 通知 or 决定, as policies are: 关于取消部分小额贷款公司试点资格的决定.
IS_ACT = re.compile(
    rf"(?:取消|注销|终止|撤销|吊销)[^，。]{{0,40}}{_WHOSE}[^，。职]{{0,8}}(?:资格|资质|试点|许可证?)的(?:通知|决定)$"
    rf"|责令[^，。]{{0,40}}{_WHOSE}停业整顿的(?:通知|决定)$"
)
URGED = re.compile(r"(?:督促|责令|限期)[^，。]{0,60}退出")

LOST = (("失联", re.compile(r"失联|(?:无法|不能|未能)(?:取得)?联系")), ("空壳", re.compile(r"空壳")))
FLAGGED: Types = (
    ("非正常经营", re.compile(r"(?:非|不|未|不能|无法|停止)正常(?:经营)?")),
    ("经营异常", re.compile(r"经营(?:状态|状况|情况)?异常|异常经营")),
    ("违法违规", re.compile(r"违法违规")),
    ("黑名单", re.compile(r"黑名单|严重(?:违法)?失信|失信[^，。]{0,10}名单")),
    ("未报送", re.compile(r"未(?:按规定|按要求|按时)?(?:报送|填报)")),
    ("未备案", re.compile(r"未[^，。]{0,6}备案|不予[^，。]{0,40}备案")),
    (
        "未通过审核",
        re.compile(
            r"不合格|未通过|不予通过|(?:未|不予)[^，。]{0,4}[列纳]入[^，。]{0,6}(?:监管名单|白名单|名录)|评级[^，。]{0,6}[DE]级"
        ),
    ),
)
POSITIVE: Types = (
    ("典型案例", re.compile(r"(?:典型|创新|优秀|示范)[^，。]{0,6}案例")),
    ("监管名单", re.compile(r"监管名单|白名单")),
    ("正常经营", re.compile(r"(?<![非不未])(?<!不能|无法|停止|恢复)正常(?:经营|营业|运营)")),
    ("监管评级", re.compile(r"评级|评价结果")),
    ("备案", re.compile(r"备案")),
    ("表彰", re.compile(rf"(?<![非不])(?:优秀|先进|示范|诚信|守信)[^，。]{{0,12}}(?:{_WHOSE}|单位)")),
    (REGISTER, re.compile(REGISTER)),
)
# A file or a heading beside bad names that names good ones: 正常.xlsx, 验收通过企业, 未失联; or the list that was before.
_NOT = r"(?<![非不未])(?<!不能|无法|停止|未能)"
GOOD_BESIDE = re.compile(
    rf"{_NOT}(?:正常|合规|合格|取得联系|恢复|存续|优秀|验收通过|通过验收)|{DENIED.pattern}|{OF_ANOTHER.pattern}|更新前|调整前|原名单"
)
CASES = re.compile(r"案例")
CASES_OF_WRONG = re.compile(r"非法|违法|违规|犯罪|处罚|风险|诈骗|警示|以案|反面|逃废债|失信")

# A list itself and not a text about lists: …名单的通知 against 关于做好监管名单管理工作的通知.
IS_LIST = re.compile(r"(?:名单|名录)(?:[（(][^）)]*[）)])?的?(?:公告|通告|通知|公示|决定)?(?:[（(][^）)]*[）)])?$")
# What makes a title with such words the title of a list and not of news: 公告, 名单, 第三批 …
ANNOUNCED = re.compile(
    rf"名单|名录|名册|公告|公示|通告|通报|通知|公布|目录|批复|决定|[况示览]表|第{NUMERAL}批|(?:检查|抽查|年审|年检|审核|评级|评价|分类|验收)结果$"
)
# Texts around lists: explanations, warnings, meetings, work that goes on.
ABOUT = re.compile(
    r"(?:解读|问答|答记者问|发布会|座谈会|风险提示|线索|工作(?:情况)?|核查|排查|认定标准)(?:的?(?:公告|通告|通报|公示|说明))?$"
)
# 商业保理企业名单公布, 某某机构名册（第二批）; neither 企业名单管理 nor 名单制. What ends in 名单 may name companies as well.
COMPANIES_LISTED = re.compile(
    rf"(?:{_WHOSE}|单位|交易场所)[^，。]{{0,24}}(?:名单|名录|名册|一览表)(?!制|管理|库|内|外|工作)|{IS_LIST.pattern}"
)
COMPANIES_JUDGED = re.compile(
    rf"{_WHOSE}[^，。]{{0,24}}(?:检查|抽查|年审|年检|审核|核查|排查|分类|验收)(?:工作)?(?:结果|结论)"
)
# Lists that name no companies: 专家名单, 拟录用人员名单, 行政许可事项名录.
OTHERS_LISTED = re.compile(
    r"(?:人员|成员|人选|专家|委员|代表|候选人|干部|公务员|高管|董事|监事|律师|会计师|讲师|个人|选手|事项|项目|产品|文件|材料|条例)[^，。]{0,6}(?:名单|名录|名册|一览表)"
)

PENALTY = re.compile(r"行政处罚|处罚决定|处罚信息|缴款通知书|罚款")
_AS_TEXT = r"(?:[（(][^）)]*[）)])?(?:的(?:通知|公告|通告|公示))?$"
RULES = re.compile(rf"(?:办法|规定|细则|条例|规程|规则){_AS_TEXT}")
POLICY = re.compile(rf"(?:意见|通知|纲要|方案|规划|措施|决定|指引|行动计划|法|若干政策){_AS_TEXT}")
