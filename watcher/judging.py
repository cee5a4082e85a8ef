"""Judging hits: what the page, the command line and the API do, each in one commit with the audit.

A judgement lasts until the evidence of its pair changes; then it ends by itself, and the hit waits again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from alerts.wording import DIFFERENT_BY
from sources.errors import UsageError
from store import judgements
from store.audit import record_action
from store.database import writing
from store.filing import Changes
from store.grounds import NO_GROUNDS, grounds_of
from store.hits import Turned
from store.judgements import Decision, Overtaken, Verdict
from store.tables.judgements import Judgement
from store.tables.portfolios import Hit
from watcher.desk import Desk
from watcher.judgement_words import judged

LONGEST_NOTE = 500  # characters
MOST_AT_ONCE = 200  # hits
_UNSAVED = "您的研判没有保存"


class JudgedMeanwhile(UsageError):
    """Somebody else decided first, or the evidence changed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A hit as somebody saw it who judges it: the judgement that stood (0: none) and what the list said (its stamp).

    None where he did not look: what stands is replaced.
    """

    hit: int
    judgement: int | None = None
    stamp: str | None = None


def decision(verdict: str, reason: str, note: str, *, who: str, at: datetime) -> Decision:
    """What somebody decides. Raises UsageError where a word is none, a reason is missing, or the note is no text."""
    note = "\n".join(line.rstrip() for line in note.strip().splitlines())
    wrong = ""
    if verdict not in tuple(Verdict):
        wrong, action = "没有选择研判结论", "请选择“同一企业”“不同企业”或“不确定”"
    elif verdict == Verdict.DIFFERENT and reason not in DIFFERENT_BY:
        wrong, action = "研判为不同企业须选择理由", f"请选择：{'、'.join(DIFFERENT_BY.values())}"
    elif verdict == Verdict.DIFFERENT and reason == "other" and not note:
        wrong, action = "理由为“其他”时须写明", "请用一句话写明依据"
    elif len(note) > LONGEST_NOTE:
        wrong, action = f"说明超过 {LONGEST_NOTE} 字", "请缩短后重新提交"
    elif any(not one.isprintable() and one != "\n" for one in note):
        wrong, action = "说明中有无法保存的字符", "请改用普通文字后重新提交"
    if wrong:
        raise UsageError(wrong, meaning=_UNSAVED, action=action)
    return Decision(Verdict(verdict), reason if verdict == Verdict.DIFFERENT else "", note, who, at)


def judge(desk: Desk, seen: Seen, decided: Decision) -> Judgement:
    """Judge one hit. Raises UsageError where there is none, JudgedMeanwhile where another one was faster."""
    with writing(desk.engine) as session:
        hit = _hit(session, seen.hit)
        before = judgements.standing(session, [seen.hit]).get(seen.hit)
        made = _put(session, hit, seen, decided)
        if made is not before:
            facts = {"hit": hit.id, "judgement": made.id, "verdict": made.verdict}
            record_action(session, decided.who, "judgement", facts, decided.at)
        return made


def judge_many(desk: Desk, several: Sequence[Seen], decided: Decision) -> tuple[int, list[str]]:
    """Judge hits on one listed company alike: how many were, and what is to be said of those that were not.

    Raises UsageError where there are none or too many, or they are about several companies.
    """
    if not 0 < len(several) <= MOST_AT_ONCE:
        raise UsageError(f"一次可研判 1 至 {MOST_AT_ONCE} 条命中", meaning=_UNSAVED, action="请勾选后重新提交")
    with writing(desk.engine) as session:
        hits = [_hit(session, one.hit) for one in several]
        if len({hit.company_id for hit in hits}) > 1:
            raise UsageError("所选命中不是同一家名单企业", meaning=_UNSAVED, action="请只勾选同一家名单企业的命中")
        made, troubles = list[int](), list[str]()
        for seen, hit in zip(several, hits, strict=True):
            try:
                made.append(_put(session, hit, seen, decided).id or 0)
            except JudgedMeanwhile as error:
                troubles.append(error.what)
        if made:
            facts = {"company": hits[0].company_id, "verdict": decided.verdict.value, "judgements": made}
            record_action(session, decided.who, "judgement", facts, decided.at)
        return len(made), troubles


def undo(desk: Desk, seen: Seen, *, who: str, at: datetime) -> Judgement:
    """Take back the judgement of a hit. Raises UsageError where there is none, JudgedMeanwhile where another one stands."""
    with writing(desk.engine) as session:
        hit = _hit(session, seen.hit)
        try:
            ended = judgements.take_back(session, hit, who=who, at=at, seen=seen.judgement)
        except Overtaken as error:
            raise _overtaken(error) from error
        facts = {"hit": hit.id, "judgement": ended.id, "verdict": ended.verdict}
        record_action(session, who, "judgement undone", facts, at)
        return ended


def reopen_changed(session: Session, changes: Changes, turned: Turned, at: datetime) -> Turned:
    """End the judgements that a change of the register takes the ground from, and say so. The caller commits."""
    touched = {company.id for company in changes.companies}
    for series in changes.lives.values():
        touched |= {life.company for life in (*series.added, *series.dropped, *(after for _, after in series.changed))}
    ended = judgements.reopen(session, touched, at)
    by = {
        verdict: frozenset((one, company) for judged, one, company in ended if judged.verdict == verdict)
        for verdict in (Verdict.DIFFERENT, Verdict.SAME)
    }
    return turned._replace(reopened=by[Verdict.DIFFERENT], confirmed=by[Verdict.SAME])


def _hit(session: Session, id_: int) -> Hit:
    found = session.get(Hit, id_) if 0 < id_ < 2**31 else None
    if found is None:
        raise UsageError(f"没有编号为 {id_} 的命中", meaning=_UNSAVED, action="用 watcher hits list 查看")
    return found


def _put(session: Session, hit: Hit, seen: Seen, decided: Decision) -> Judgement:
    now = grounds_of(session, [hit.company_id]).get(hit.company_id, NO_GROUNDS)
    if seen.stamp is not None and seen.stamp != now.stamp:
        raise JudgedMeanwhile("名单所载刚刚有变化", meaning=_UNSAVED, action="请核对现在的内容后重新研判")
    try:
        return judgements.put(session, hit, decided, seen=seen.judgement, on=now)
    except Overtaken as error:
        raise _overtaken(error) from error


def _overtaken(error: Overtaken) -> JudgedMeanwhile:
    if error.standing:
        return JudgedMeanwhile(judged(error.standing), meaning=_UNSAVED, action="请核对后再决定是否改判")
    if error.last and error.last.ended_by == judgements.BY_EVIDENCE:
        return JudgedMeanwhile("名单所载有变化，原研判已失效", meaning=_UNSAVED, action="请核对后重新研判")
    if error.last:
        return JudgedMeanwhile(f"{error.last.ended_who}已撤销原研判", meaning=_UNSAVED, action="请核对后重新研判")
    return JudgedMeanwhile("此命中还没有研判", meaning=_UNSAVED, action="请核对后重新研判")
