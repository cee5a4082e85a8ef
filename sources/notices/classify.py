"""What sort of notice it is, decided from its title before any name is read: kind, polarity, list type, mode, batch."""

import re
from dataclasses import dataclass

from sources.notices.wording import NUMERAL, compact, to_number
from sources.records import Kind, Mode, Polarity

UNSURE = "性质待核"
"""The type of a list whose names may be good or bad ones: its rows are held for a person."""

PROPOSED = "拟"
"""The beginning of a type whose act is only announced: 拟取消资格; the act itself, 取消资格, is another series."""

_QUOTES = str.maketrans("", "", "“”‘’\"'「」『』《》")
_BATCH = re.compile(rf"第({NUMERAL})批")
# The sentence that announces a list where the title is bare: 现将第三批疑似失联、空壳融资租赁企业名单予以公告.
_ANNOUNCES = re.compile(r"现将?([^。；\n]{2,80}?)(?:予以|进行|向社会|公告|公示|公布)")
_NAMES_A_LIST = re.compile(r"(?:名单|名录)(?:[（(][^）)]*[）)])?$|[（(][^）)]*(?:名单|名录)[^）)]*[）)]$")

_SUSPECTED = re.compile(r"疑似|拟(?=[^。]{0,40}(?:取消|列入|认定|注销|终止|移出|纳入|将))|(?<=关于)拟")
# Words that only say what the companies are not: 优秀企业名单（失联企业除外）, 无违法违规记录.
_DENIED = re.compile(
    r"[（(][^（）()]{0,40}(?:除外|不含|不包括)[^（）()]{0,40}[）)]"
    r"|(?:无|没有|未发现|不存在)[^，。、]{0,4}(?:违法违规|失信|失联|空壳|经营异常)[^，。、]{0,2}(?:记录|行为|情形|情况)"
)
_REMOVES = (
    r"移出|移除|调出|剔除|解除|撤销列入|退出(?:监管名单|白名单)|不再(?:列入|纳入|列为|认定|属于)|恢复(?:正常经营|联系)"
    r"|(?:撤销|取消)[^，。]{0,30}(?:失联|空壳|非正常|异常|失信)[^，。]{0,6}(?:认定|状态|标识)"
)
_REMOVED = re.compile(_REMOVES)
_REMOVAL_PROPOSED = re.compile(rf"拟[^。]{{0,20}}(?:{_REMOVES})")
_OF_ANOTHER = re.compile(r"更正|勘误")
# Who is named here may be cleared by it: 更正, 整改合格.
_CORRECTS = re.compile(rf"{_OF_ANOTHER.pattern}|整改(?:合格|完成|到位)|(?<!未)(?:完成|通过)(?:整改|验收)")
# Acts on the licence, not on a list: 退出行业, 注销经营资质, 取消试点资格, 终止试点, 吊销.
_EXIT = (
    ("退出行业", re.compile(r"退出(?:本市|本省|相关|[^，。]{0,12})?(?:行业|市场|名单)")),
    ("取消资格", re.compile(r"取消[^，。]{0,40}(?:资格|资质|试点)")),
    ("注销资质", re.compile(r"注销[^，。]{0,40}(?:资格|资质|许可|公司|企业|组织)")),
    ("终止试点", re.compile(r"终止[^，。]{0,40}(?:试点|业务|资格)")),
    ("撤销许可", re.compile(r"撤销[^，。]{0,40}(?:资格|资质|许可)")),
    ("吊销", re.compile(r"吊销")),
)
# Such an act may be called 通知 or 决定, as policies are: 关于取消部分小额贷款公司试点资格的决定.
_IS_ACT = re.compile(
    r"(?:取消|注销|终止|撤销|吊销)[^，。]{0,40}(?:公司|企业|机构|组织|典当行)[^，。职]{0,8}(?:资格|资质|试点|许可证?)的(?:通知|决定)$"
)
_URGED = re.compile(r"(?:督促|责令|限期)[^，。]{0,60}退出")
_FLAGGED = (
    ("非正常经营", re.compile(r"(?:非|不|未|不能|无法|停止)正常(?:经营)?")),
    ("经营异常", re.compile(r"经营异常|异常经营")),
    ("违法违规", re.compile(r"违法违规")),
    ("黑名单", re.compile(r"黑名单|严重(?:违法)?失信|失信[^，。]{0,10}名单")),
    ("未报送", re.compile(r"未(?:按规定|按要求|按时)?(?:报送|填报)")),
    ("未备案", re.compile(r"(?:未|不予)[^，。]{0,6}备案")),
    (
        "未通过审核",
        re.compile(
            r"不合格|未通过|(?:未|不予)[^，。]{0,4}[列纳]入[^，。]{0,6}(?:监管名单|白名单|名录)|评级[^，。]{0,6}[DE]级"
        ),
    ),
)
_POSITIVE = (
    ("典型案例", re.compile(r"(?:典型|创新|优秀|示范)[^，。]{0,6}案例")),
    ("监管名单", re.compile(r"监管名单|白名单")),
    ("正常经营", re.compile(r"(?<![非不未])(?<!不能|无法|停止|恢复)正常经营")),
    ("监管评级", re.compile(r"评级|评价结果")),
    ("备案", re.compile(r"备案")),
    ("名录", re.compile(r"(?:公司|企业|机构|组织)名录|名录")),
)
_CASES = re.compile(r"案例")
_CASES_OF_WRONG = re.compile(r"非法|违法|违规|犯罪|处罚|风险|诈骗|警示|以案|反面|逃废债|失信")
# A list itself and not a text about lists: …名单的通知 against 关于做好监管名单管理工作的通知.
_IS_LIST = re.compile(r"(?:名单|名录)(?:[（(][^）)]*[）)])?的?(?:公告|通告|通知|公示|决定)?(?:[（(][^）)]*[）)])?$")
# What makes a title with such words the title of a list and not of news: 公告, 名单, 第三批 …
_ANNOUNCED = re.compile(rf"名单|名录|公告|公示|通告|通报|通知|公布|目录|批复|决定|[况示]表|第{NUMERAL}批")
# Texts around lists: explanations, warnings, meetings, work that goes on.
_ABOUT = re.compile(
    r"(?:解读|问答|答记者问|发布会|座谈会|风险提示|工作(?:情况)?|核查|排查|认定标准)(?:的?(?:公告|通告|通报|公示|说明))?$"
)
_PENALTY = re.compile(r"行政处罚|处罚决定|处罚信息|缴款通知书|罚款")
_AS_TEXT = r"(?:[（(][^）)]*[）)])?(?:的(?:通知|公告|通告|公示))?$"
_RULES = re.compile(rf"(?:办法|规定|细则|条例|规程|规则){_AS_TEXT}")
_POLICY = re.compile(rf"(?:意见|通知|纲要|方案|规划|措施|决定|指引|行动计划|法|若干政策){_AS_TEXT}")
# 截至 and 名录 alone do not say it: batches have both, and a false snapshot would end listings that stand.
_RENEWS = re.compile(r"更新|最新(?!情况|进展)|现行")
_RENEWED = re.compile(rf"更新了|更新后的|[仍尚]有{NUMERAL}[家户]")


@dataclass(frozen=True, slots=True)
class Nature:
    """What a title says of its document; `kind` is None where only the body can tell news from statistics."""

    kind: Kind | None
    polarity: Polarity = Polarity.NEUTRAL
    list_type: str | None = None


def nature_of(title: str, body: str) -> Nature:
    """Kind, polarity and list type; the body's announcing sentence decides only where the title is bare."""
    found = _nature_of_words(title)
    if found.kind and found.kind.lists_companies and not _ANNOUNCED.search(title):
        found = Nature(None)
    if found.kind is None and (match := _ANNOUNCES.search(compact(body))) and _NAMES_A_LIST.search(match[1]):
        found = _nature_of_words(match[1])
    return found


def corrects_another(title: str) -> bool:
    """Whether a title says that the notice corrects one before it."""
    return _OF_ANOTHER.search(title) is not None


def proposal_of(nature: Nature) -> Nature:
    """The exit list as one that is only proposed."""
    return Nature(nature.kind, Polarity.SUSPECTED, f"{PROPOSED}{nature.list_type}")


def list_kind_in(name: str) -> Kind | None:
    """What kind of list a file's name announces; None where it does not say (名录 alone may be of either sort)."""
    found = _nature_of_words(name)
    if found.kind is None or not found.kind.lists_companies or found.list_type in ("名录", "备案"):
        return None
    return found.kind


def batch_number(text: str) -> int | None:
    """The number of the batch that a title or a file name states (第三批, 第1批), else None."""
    match = _BATCH.search(compact(text))
    return to_number(match[1]) if match else None


def batch_of(title: str, body: str) -> int | None:
    """The batch of a list: from its title, else from the sentence that announces it."""
    announced = _ANNOUNCES.search(compact(body))
    return batch_number(title) or (batch_number(announced[1]) if announced else None)


def mode_of(kind: Kind, title: str, body: str, batch: int | None) -> Mode:
    """Snapshot only where the wording says that the edition replaces the last; otherwise absence means nothing.

    Good examples, removals and licence acts are single events whatever words they use.
    """
    if batch is not None or kind in (Kind.REMOVAL, Kind.EXIT_LIST) or _POSITIVE[0][1].search(title):
        return Mode.BATCH
    whole = kind is Kind.POSITIVE_LIST and "名录" in title  # a register of those admitted is always complete
    renewed = _RENEWS.search(compact(title)) or _RENEWED.search(compact(body))
    return Mode.SNAPSHOT if whole or renewed else Mode.BATCH


def _nature_of_words(title: str) -> Nature:
    words = _DENIED.sub("", compact(title).translate(_QUOTES))
    adverse, good = _adverse_type(words), _first(_POSITIVE, words)
    suspected = _SUSPECTED.search(words) is not None
    if not _IS_LIST.search(words) and not _IS_ACT.search(words) and (kind := _text_kind(words)):
        return Nature(kind, Polarity.FLAGGED if kind is Kind.PENALTY else Polarity.NEUTRAL)
    if _ABOUT.search(words) or (_CASES.search(words) and _CASES_OF_WRONG.search(words)):
        return Nature(None)
    if _REMOVED.search(words):
        if _REMOVAL_PROPOSED.search(words):
            return Nature(None)  # nobody is removed before the decision
        listed_as = f"疑似{adverse}" if adverse and "疑似" in words else adverse
        return Nature(Kind.REMOVAL, Polarity.NEUTRAL, listed_as or good or "名单")
    if _URGED.search(words):
        return Nature(Kind.FLAGGED_LIST, Polarity.FLAGGED, "督促退出")
    if act := _first(_EXIT, words):
        exits = Nature(Kind.EXIT_LIST, Polarity.FLAGGED, act)
        return proposal_of(exits) if suspected else exits
    if adverse:
        return _adverse(words, adverse, good, suspected)
    return Nature(Kind.POSITIVE_LIST, Polarity.POSITIVE, good) if good else Nature(None)


def _adverse(words: str, adverse: str, good: str | None, suspected: bool) -> Nature:
    """A list of bad names; of no sure type where some of the names may be good ones."""
    mixed = good == "正常经营" or _CORRECTS.search(words) is not None
    if suspected:
        return Nature(Kind.SUSPECTED_LIST, Polarity.SUSPECTED, UNSURE if mixed else "疑似" + adverse)
    return Nature(Kind.FLAGGED_LIST, Polarity.FLAGGED, UNSURE if mixed else adverse)


def _text_kind(words: str) -> Kind | None:
    """Penalties, rules and policies are texts about something, even where they speak of 失联 or 评级."""
    if _PENALTY.search(words):
        return Kind.PENALTY
    if _RULES.search(words):
        return Kind.RULES
    return Kind.POLICY if _POLICY.search(words) else None


def _adverse_type(words: str) -> str | None:
    """失联空壳, 失联, 空壳 (series of their own at some places), or another flagged type."""
    lost = "".join(word for word in ("失联", "空壳") if word in words)
    return lost or _first(_FLAGGED, words)


def _first(types: tuple[tuple[str, re.Pattern[str]], ...], words: str) -> str | None:
    return next((name for name, pattern in types if pattern.search(words)), None)
