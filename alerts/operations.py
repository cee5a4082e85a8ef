"""What the operators hear: that Watcher can no longer see, or tell, something, and that it can again."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from sqlmodel import Session, col, select

from store.news import Fresh
from store.tables.outbox import Subscription


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is wrong, or right again, in words for an operator."""

    id: str  # of this telling: the same one is told once
    turned: str  # opened, changed, reminder, closed
    title: str  # what it is about: a source, a list, a mail
    words: str  # what is wrong with it
    meaning: str  # for the user's data
    action: str  # what to do
    since: str  # in Asia/Shanghai; empty where nobody knows
    about: str = "运行"  # 来源, 名单, 消息, 运行
    brief: str = ""  # the words in few words, for a subject
    began: str = "自"  # what was then


def for_operators(
    session: Session, alarms: Sequence[Alarm], *, deaf: Collection[int] = (), away: Collection[tuple[str, str]] = ()
) -> list[Fresh]:
    """These alarms as news of every operator who can be reached."""
    to = operators(session, deaf=deaf, away=away) if alarms else []
    return [Fresh(one.id or 0, alarm.id, "", "", asdict(alarm), "operations") for one in to for alarm in alarms]


def operators(
    session: Session, *, deaf: Collection[int] = (), away: Collection[tuple[str, str]] = ()
) -> list[Subscription]:
    """Who hears of operations; where nobody asked for it everybody does, once each: somebody must know.

    Left out are the `deaf` subscriptions, whose messages are refused, and those whose server is `away`: a
    channel and an address, or a channel and no address where all of it is away.
    """
    found = session.exec(select(Subscription).order_by(col(Subscription.id))).all()
    silent = {one.id for one in found if {(one.channel, ""), (one.channel, one.address)} & set(away)}
    every = [one for one in found if one.id not in deaf and one.id not in silent]
    chosen = [one for one in every if one.audience == "operations"]
    return chosen or list({(one.channel, one.address): one for one in reversed(every)}.values())[::-1]


def operations_subject(alarms: Sequence[Alarm]) -> str:
    """【来源异常】大连市金融发展局·通知公告等3项：页面不存在; 恢复 where all is well again."""
    bad = [one for one in alarms if one.turned != "closed"]
    told = bad or list(alarms)
    about = told[0].about if len({one.about for one in told}) == 1 else "运行"
    turned = "恢复" if not bad else "提醒" if all(one.turned == "reminder" for one in bad) else "异常"
    more = f"等{len(told)}项" if len(told) > 1 else ""
    return "".join(f"【{about}{turned}】{told[0].title}{more}：{told[0].brief or told[0].words}".split())[:120]
