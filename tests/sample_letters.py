"""Letters of every sort, with invented companies; run as a program it writes their mails into a folder, to be looked at."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from alerts.advice import next_step
from alerts.channels.letter import Letter
from alerts.channels.post import mail_of
from alerts.items import Item
from alerts.operations import Alarm
from sources.records import Kind

PUBLIC = "https://watcher.example.com"
AT = datetime(2026, 7, 20, 1, 0, tzinfo=UTC)
SEEN: Mapping[str, Any] = {"gaps": [], "blind": [], "lists": 21, "sources": 22, "looked": "2026-07-20T00:40:00+00:00"}
UNSEEN: Mapping[str, Any] = {
    **SEEN,
    "gaps": [
        *({"title": f"关于第{n}批疑似“空壳”企业的公示", "url": f"https://jr.example.cn/{n}.htm", "declared": 18, "missing": n,
           "words": "名单尚未取得"} for n in range(1, 7)),
        {"title": "关于取消部分小额贷款公司试点资格的公告", "url": None, "declared": None, "missing": None, "words": "附件或数目存疑，待人工裁决"},
    ],
    "blind": [
        {"title": f"云水市地方金融管理局·公告{n}", "state": state}
        for n, state in enumerate([None] * 9 + ["tls", "blocked_script", "unreachable"])
    ],
}  # fmt: skip
_LISTS = (
    ("云水市“非正常经营类”商业保理公司名录", "云水市金融发展局", "商业保理", "列为非正常经营"),
    ("鹭岛市疑似“失联”“空壳”融资租赁公司名单", "鹭岛市地方金融管理局", "融资租赁", "列为疑似（公告期内）"),
    ("松江省拟取消试点资格小额贷款公司名单", "松江省地方金融管理局", "小额贷款", "拟取消资格（公告期内）"),
)
_REASONS = {
    "match": "名称一致，统一社会信用代码一致",
    "review": "字号“海川”、行业词“商业保理”一致；地区不同：【云水】/【金洲】，尚不能确认是同一企业",
    "clear": "统一社会信用代码不同",
    "": "",
}


def item(row: int, happened: str = "listed", grade: str = "match", which: int = 0, **facts: Any) -> dict[str, Any]:
    """One item as it is kept."""
    title, regulator, sector, status = _LISTS[which]
    name = f"云水海川{'甲乙丙丁戊己庚辛壬癸'[row % 10]}{sector}有限公司"
    made = Item(
        event=f"event {row}", happened=happened, counterparty=name, row=row, grade=grade, reason=_REASONS[grade],
        listed_name=name, listed_code="91210200MA0UXTP13X" if row % 2 else "", list_title=title, regulator=regulator,
        place="yunshui", sector=sector, notice=f"关于更新《{title}》的公告（第三批）", url=f"https://jr.example.cn/{which}.html",
        published="2026-07-18", deadline="2026-08-15（遇休息日顺延至 2026-08-17）" if which else "", status=status,
        reasons=("连续 6 个月无法取得联系", "住所地查无此企业") if row % 2 else (), sha256=f"{row:02d}" * 32,
        captured="2026-07-20 08:41", company="c", hit=row,
        advice=next_step(Kind.SUSPECTED_LIST if which else Kind.FLAGGED_LIST, "", happened=happened, end=date(2026, 8, 17) if which else None),
    ).as_json()  # fmt: skip
    return made | facts


def alarm(number: int, turned: str) -> dict[str, Any]:
    """One alarm as it is kept."""
    bad = turned != "closed"
    words = "被脚本验证拦截：返回了要求运行脚本的页面" if bad else "正常"
    meaning = "在恢复之前，该来源的新公告我们看不到，“没有消息”不代表“没有新列入”。" if bad else ""
    action = "请在浏览器中打开该网址确认，并用 watcher import 导入页面。" if bad else ""
    return asdict(Alarm(f"a{number}", turned, f"云水市地方金融管理局·公告{number}", words, meaning, action, "2026-07-19 21:00"))


def letter(kind: str, news: Sequence[Mapping[str, Any]], cover: Mapping[str, Any] = UNSEEN, **other: Any) -> Letter:
    """One letter of subscription 7."""
    facts: dict[str, Any] = {
        "message_id": "<w.0123456789abcdef0123456789abcdef@watcher.example.com>",
        "recipient": "fengkong@example.com",
        "kind": kind,
        "subject": "【新增命中】3家交易对手·云水市金融发展局",
        "content": {"portfolio": "客户 2026/上半年", "coverage": cover},
        "news": news,
        "date": AT,
        "subscription": 7,
        "secret": "a secret of this subscription",
    }
    return Letter(**facts | other)


def storm(number: int = 300) -> list[dict[str, Any]]:
    """More than anybody can read."""
    happened, grades = ("listed", "standing", "removed"), ("match", "review")
    return [item(n, happened[n % 3], grades[n // 3 % 2], n % 3) for n in range(1, number + 1)]


LETTERS = {
    "alert": letter("alert", [item(1), item(2, "escalated"), item(3, "listed", "review", 1), item(4, "deadline_passed", "match", 2)]),
    "ended": letter("alert", [item(5, "corrected", "clear"), item(6, "removed", which=1, status="公告移出名单（2026-07-20）")], SEEN),
    "arrived": letter("alert", [item(0, "names_arrived", "", 1, counterparty="", listed_name="18 家", hit=0, sha256="", status="")]),
    "storm": letter("digest", storm()),
    "report": letter("report", [item(n, "standing", "review" if n % 2 else "match", n % 3) for n in range(1, 4)], SEEN),
    "nothing": letter("digest", [], SEEN),
    "nothing-seen": letter("digest", []),
    "operations": letter("operations", [alarm(n, turned) for n, turned in enumerate(("opened", "changed", "reminder", "closed"))]),
}  # fmt: skip


def write(folder: Path) -> None:
    """Every letter as HTML, as text and as the mail itself."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, one in LETTERS.items():
        mail = mail_of(one, PUBLIC)
        (folder / f"{name}.html").write_text(mail.html, encoding="utf-8")
        (folder / f"{name}.txt").write_text(mail.text, encoding="utf-8")
        (folder / f"{name}.eml").write_bytes(mail.to_email().as_bytes())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
