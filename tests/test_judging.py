"""Judgements: they last until the evidence of the very pair changes, are told apart from others', and need no repeating."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from dalian_lists import ABNORMAL, CODE, QINGYU, SUSPECTED, YUNLING, FileNotices, notice, removal
from sources.errors import UsageError
from store.accounts import key_of
from store.database import reading, writing
from store.grounds import grounds_from, grounds_of
from store.judgements import history, standing
from store.members import add_member
from store.tables.accounts import Account
from store.tables.audit import AuditEntry
from store.tables.judgements import Judgement
from store.tables.portfolios import CounterpartyRow, Hit
from watcher.desk import Desk
from watcher.judgement_words import changed
from watcher.judging import JudgedMeanwhile, Seen, decision, judge, judge_many, undo
from watcher.portfolios import add_portfolio, rescreen
from watcher.screening.upload import read_portfolio
from watcher.updates import update_portfolio

Now = Callable[[], datetime]
LIKE = "云岭保理（大连）有限公司"
SHARE = "云岭商业保理（大连）有限责任公司"


def upload(desk: Desk, at: datetime, name: str, *names: str, member: int | None = None) -> int:
    content = ("企业名称\n" + "\n".join(names) + "\n").encode()
    return add_portfolio(desk, name, "c.csv", read_portfolio(content, "c.csv"), at=at, members=[member] if member else []).id or 0


def hit(desk: Desk, portfolio: int, name: str) -> int:
    with reading(desk.engine) as session:
        query = select(Hit.id).join(CounterpartyRow)
        query = query.where(CounterpartyRow.portfolio_id == portfolio, CounterpartyRow.name == name)
        return session.exec(query).one() or 0


def stands(desk: Desk, id_: int) -> Judgement | None:
    with reading(desk.engine) as session:
        return standing(session, [id_]).get(id_)


def judged(desk: Desk, clock: Now, id_: int, verdict: str = "different", reason: str = "place", **seen: int) -> Judgement:
    return judge(desk, Seen(id_, seen.get("judgement")), decision(verdict, reason, "", who="王敏", at=clock()))


def account(desk: Desk, name: str, at: datetime) -> int:
    with writing(desk.engine) as session:
        made = Account(name=name, key=key_of(name), role="reviewer", password="x", added_at=at)
        session.add(made)
        session.flush()
        return made.id or 0


def test_a_judgement_outlives_captures_rules_and_uploads_and_ends_when_the_evidence_of_its_pair_changes(
    desk: Desk, clock: Now, put: FileNotices, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(notice(SUSPECTED, "2023-07-18", YUNLING))
    portfolio = upload(desk, clock(), "客户", LIKE, QINGYU)
    one = hit(desk, portfolio, LIKE)
    first = judged(desk, clock, one)
    put(notice(SUSPECTED, "2023-07-18", YUNLING, QINGYU))  # printed once more, with somebody else
    monkeypatch.setattr("watcher.portfolios.ALGORITHM", "names-of-tomorrow")
    assert rescreen(desk, at=clock()) == 1
    content = f"企业名称\n甲有限公司\n{LIKE}\n".encode()
    update_portfolio(desk, "客户", "d.csv", read_portfolio(content, "d.csv"), at=clock())
    assert stands(desk, one) == first, "what was read again, graded again or sent again is no other evidence"
    for change, words in (
        (notice(ABNORMAL, "2023-07-19", YUNLING), ["新见于《大连市“非正常经营类”商业保理公司名录》（列为非正常经营）"]),
        (notice(SUSPECTED, "2023-07-19", (YUNLING, CODE)), [f"信用代码由“未载”变为“{CODE}”"]),
        (removal(SUSPECTED, "2023-07-20", YUNLING), [f"《{SUSPECTED.title}》中状态由“列为疑似”变为“公告移出名单”"]),
    ):
        put(change)
        assert stands(desk, one) is None
        with reading(desk.engine) as session:
            last = history(session, one)[0]
            now = grounds_of(session, [session.get_one(Hit, one).company_id]).popitem()[1]
        assert (last.ended_by, last.ended_at, last.who) == ("evidence", clock(), "王敏")
        assert changed(grounds_from(last.evidence), now) == words
        judged(desk, clock, one)


def test_who_saw_another_judgement_is_told_who_decided_what_and_an_undone_one_gives_way_to_what_it_replaced(
    desk: Desk, clock: Now, put: FileNotices
) -> None:
    put(notice(SUSPECTED, "2023-07-18", YUNLING))
    one = hit(desk, upload(desk, clock(), "客户", LIKE), LIKE)
    first = judged(desk, clock, one, judgement=0)
    assert judged(desk, clock, one, judgement=0).id == first.id, "a form sent twice"
    with pytest.raises(JudgedMeanwhile, match="王敏已于 2023-07-20 09:00 研判为“不同企业（地区不符）”"):
        judge(desk, Seen(one, 0), decision("same", "", "", who="李雷", at=clock()))
    with pytest.raises(JudgedMeanwhile, match="名单所载刚刚有变化"):
        judge(desk, Seen(one, first.id, "0" * 16), decision("same", "", "", who="李雷", at=clock()))
    second = judge(desk, Seen(one, first.id), decision("same", "", "已核对执照", who="李雷", at=clock()))
    assert undo(desk, Seen(one, second.id), who="李雷", at=clock()).id == second.id
    again = stands(desk, one)
    assert again is not None
    assert (again.id, again.verdict) == (first.id, "different")
    undo(desk, Seen(one), who="李雷", at=clock())
    for seen in (Seen(one), Seen(one, first.id)):
        with pytest.raises(JudgedMeanwhile, match="李雷已撤销原研判"):
            undo(desk, seen, who="王敏", at=clock())
    with reading(desk.engine) as session:
        kept = session.exec(select(AuditEntry).where(col(AuditEntry.action).startswith("judgement"))).all()
    assert [(entry.who, entry.action, entry.facts["judgement"]) for entry in kept] == [
        ("王敏", "judgement", first.id),
        ("李雷", "judgement", second.id),
        ("李雷", "judgement undone", second.id),
        ("李雷", "judgement undone", first.id),
    ]
    assert LIKE not in str(kept)


@pytest.mark.parametrize(
    ("verdict", "reason", "note", "words"),
    [
        ("", "", "", "没有选择研判结论"),
        ("guilty", "", "", "没有选择研判结论"),
        ("different", "", "", "须选择理由"),
        ("different", "x", "", "须选择理由"),
        ("different", "other", " \n", "须写明"),
        ("same", "", "字" * 100_000, "超过 500 字"),
        ("unsure", "", "a\0b", "无法保存的字符"),
        ("unsure", "", "a\ud800b", "无法保存的字符"),
    ],
)
def test_what_is_no_decision_is_told_in_words(verdict: str, reason: str, note: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        decision(verdict, reason, note, who="王敏", at=datetime(2023, 7, 20, tzinfo=UTC))


def test_a_new_upload_takes_over_what_all_who_see_it_may_know_and_nothing_else(
    desk: Desk, clock: Now, put: FileNotices
) -> None:
    put(notice(SUSPECTED, "2023-07-18", YUNLING))
    wang, li = account(desk, "王敏", clock()), account(desk, "李雷", clock())
    first = upload(desk, clock(), "客户", LIKE, SHARE, member=wang)
    original = judged(desk, clock, hit(desk, first, LIKE))
    second = upload(desk, clock(), "供应商", LIKE, SHARE, "云岭保理 （大连）有限公司", member=wang)
    copy = stands(desk, hit(desk, second, LIKE))
    assert copy is not None
    assert (copy.verdict, copy.reason, copy.who, copy.at, copy.carried_from) == (
        *("different", "place", "王敏", original.at, original.id),
    )
    assert [stands(desk, hit(desk, second, other)) for other in (SHARE, "云岭保理 （大连）有限公司")] == [None, None]
    third = upload(desk, clock(), "他人", LIKE, member=li)
    assert stands(desk, hit(desk, third, LIKE)) is None, "whoever does not see a portfolio learns nothing of it"
    with writing(desk.engine) as session:
        add_member(session, first, li, clock())
    undo(desk, Seen(hit(desk, second, LIKE)), who="王敏", at=clock())
    for name, file in (("他人", f"企业名称\n{LIKE}\n{SHARE}\n"), ("供应商", f"企业名称\n{LIKE}\n")):
        update_portfolio(desk, name, "e.csv", read_portfolio(file.encode(), "e.csv"), at=clock())
    assert stands(desk, hit(desk, third, LIKE)) is not None
    assert stands(desk, hit(desk, second, LIKE)) is None, "what was taken back does not come again"


def test_several_hits_on_one_listed_company_are_judged_alike_and_the_overtaken_are_told(
    desk: Desk, clock: Now, put: FileNotices
) -> None:
    put(notice(SUSPECTED, "2023-07-18", YUNLING, QINGYU))
    portfolio = upload(desk, clock(), "客户", LIKE, SHARE, QINGYU)
    one, two, other = (hit(desk, portfolio, name) for name in (LIKE, SHARE, QINGYU))
    judged(desk, clock, one, "same", "")
    decided = decision("different", "namesake", "", who="李雷", at=clock())
    with pytest.raises(UsageError, match="不是同一家名单企业"):
        judge_many(desk, [Seen(one, 0), Seen(other, 0)], decided)
    done, troubles = judge_many(desk, [Seen(one, 0), Seen(two, 0)], decided)
    assert (done, len(troubles), "王敏" in troubles[0]) == (1, 1, True)
    now = [stands(desk, id_) for id_ in (one, two, other)]
    assert [found and found.verdict for found in now] == ["same", "different", None]
    assert judge_many(desk, [Seen(one, 0)], decided)[0] == 0
    with reading(desk.engine) as session:
        wrote = session.exec(select(AuditEntry.facts).where(AuditEntry.who == "李雷")).all()
    assert [facts["judgements"] for facts in wrote] == [[now[1] and now[1].id]], "of nothing done nothing is said"
