"""The next step for whoever deals with a listed company: what is open, and where the answer will come from.

It speaks of what the authority published and of what to check, never of what the company is.
"""

from datetime import date

from alerts.wording import proposed
from sources.records import Kind

_AFTER = {
    "removed": "监管机构已公告移出，请据此复核此前对该企业的判断。",
    "left": "新一期名单中不再出现不等于已被移出，请查看公告原文或向监管机构核实。",
    "corrected": "此前的记载已更正，请复核据此作出的决定。",
    "unmatched": "此前的命中不再成立（理由见“依据”），请复核据此作出的决定。",
    "names_arrived": "此前名单缺失时未能据以筛查；现已取得名单并完成筛查，有命中的另行列出。",
    "renamed": "名称已变更，请以统一社会信用代码核对是否仍为同一企业，并更新交易对手的名称。",
}
_URGED = "督促退出"
_WATCH = "请审慎评估与其往来的风险，核实其登记住所、联系方式和经营状况，并留意监管机构后续公告。"
_LICENCE = "请核实其能否继续开展相关业务及登记状态，妥善安排未到期的合同；更名的企业以统一社会信用代码核对。"


def next_step(
    kind: str,
    list_type: str,
    *,
    happened: str | None = None,
    end: date | None = None,
    day: date | None = None,
) -> str:
    """One sentence or two, by the kind of the notice, the type of its list, and what happened to the listing.

    `end` is the end of the notice period; on a `day` after it, or after the event, only the outcome is asked for.
    """
    if happened in _AFTER:
        return _AFTER[happened]
    over = happened == "deadline_passed" or (end is not None and day is not None and day > end)
    undecided = kind == Kind.SUSPECTED_LIST or proposed(list_type) is not None
    if undecided:
        return _of_a_proposal(end, over)
    if list_type == _URGED:
        return f"监管机构要求其退出行业{_by(end, over)}，请核实其注销、更名或变更经营范围的进展，审慎评估存续业务。"
    return _LICENCE if kind == Kind.EXIT_LIST else _WATCH


def _of_a_proposal(end: date | None, over: bool) -> str:
    if over:
        return f"公告期已{f'于 {end} ' if end else ''}届满而结果未公布，请查看监管机构是否已公布认定或移出结果。"
    until = f"公告期至 {end}，企业可在期内提出异议或整改" if end else "企业可按公告提出异议或整改"
    return f"尚未认定：{until}；请核实其是否已联系监管机构，并留意正式公告。"


def _by(end: date | None, over: bool) -> str:
    if end is None:
        return ""
    return f"（期限已于 {end} 届满）" if over else f"（期限至 {end}）"
