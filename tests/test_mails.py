"""What a mail says and carries, for every sort of letter; no server, no clock."""

import csv
import io
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from alerts.channels.post import mail_of
from alerts.extent import MOST_ITEMS
from alerts.links import Links
from sample_letters import LETTERS, PUBLIC, SEEN, item, letter, storm


def arrived(written: bytes) -> EmailMessage:
    """As a mail program reads it."""
    return message_from_bytes(written, policy=default)


@pytest.mark.parametrize("name", LETTERS)
def test_the_same_letter_is_the_same_mail_and_nothing_in_it_is_fetched(name: str) -> None:
    mail = mail_of(LETTERS[name], PUBLIC)
    assert mail.to_email().as_bytes() == mail_of(LETTERS[name], PUBLIC).to_email().as_bytes()
    assert re.findall(r"<(?:img|link|script|iframe|svg)|src=|url\(|@import", mail.html) == []
    assert "@media (prefers-color-scheme: dark)" in mail.html
    assert set(re.findall('class="sheet" style="([^"]*)"', mail.html)) != set(), "the sheet stands at the elements"
    assert (len(mail.html.encode()) < 100_000, len(mail.text) < 10_000) == (True, True), "Gmail cuts what is longer"
    for part in (mail.text, mail.html):
        assert "None" not in part
        assert "fengkong@example.com" in part
        assert Links(PUBLIC, 7, LETTERS[name].secret).unsubscribe in part


def test_every_hit_has_its_status_reasons_basis_deadline_advice_evidence_and_links() -> None:
    told = LETTERS["alert"]
    mail = mail_of(told, PUBLIC)
    for one in told.news:
        for part in (mail.text, mail.html):
            plain = re.sub(r"<[^>]*>", "", part)
            said = ("counterparty", "listed_name", "listed_code", "list_title", "regulator", "status", "reason", "deadline", "advice", "notice", "published", "captured")
            assert [name for name in said if one[name] not in plain] == []
            assert all(reason in plain for reason in one["reasons"])
            assert one["sha256"][:12] in plain
            assert one["url"] in part
            assert f"{PUBLIC}/hits/{one['hit']}" in part
    first, card = mail.text.index("1. ● 匹配"), mail.text.index("1. [匹配]")
    assert first < card, "one line for each hit stands before all details"


def test_a_storm_stays_short_and_all_of_it_is_attached_as_a_table_for_excel() -> None:
    news = [*storm(300), item(301, "escalated", counterparty="=HYPERLINK(1)有限公司", listed_name='甲"，\n乙有限公司')]
    mail = mail_of(letter("digest", news), PUBLIC)
    assert mail.html.count('id="item-') == MOST_ITEMS
    assert "另有 291 条未在正文列出" in mail.text
    assert mail.text.index("=HYPERLINK") < mail.text.index("海川"), "the most urgent comes first"
    parsed = arrived(mail.to_email().as_bytes())
    (table,) = parsed.iter_attachments()
    assert (table.get_content_type(), table.get_filename()) == ("text/csv", "监管名单-客户 2026_上半年-20260720.csv")
    content = table.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(lines) == 301
    assert (lines[0]["交易对手"], lines[0]["名单所载"]) == ("'=HYPERLINK(1)有限公司", '甲"，\n乙有限公司')
    assert not list(arrived(mail_of(letter("digest", news[:MOST_ITEMS]), PUBLIC).to_email().as_bytes()).iter_attachments())


def test_mail_programs_can_thread_sort_and_unsubscribe_whatever_the_length_of_an_address() -> None:
    public = "https://" + "jianguan-mingdan." * 8 + "example.com"
    long_id = f"<w.{'0' * 32}@{'mail.' * 20}example.com>"
    written = mail_of(letter("alert", [item(1)], message_id=long_id), public).to_email().as_bytes()
    unsubscribe = Links(public, 7, "a secret of this subscription").unsubscribe
    assert f"\r\nList-Unsubscribe: <{unsubscribe}>\r\n".encode() in written, "as it is: no encoded words, no folds"
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in written
    assert f"\r\nMessage-ID: {long_id}\r\n".encode() in written
    heads = arrived(written)
    roots = {str(arrived(mail_of(letter(kind, []), PUBLIC).to_email().as_bytes())["References"]) for kind in ("alert", "digest", "report")}
    assert roots == {"<w.subscription-7@watcher.example.com>"}
    assert heads["In-Reply-To"] == heads["References"] != roots.pop()
    assert (heads["Auto-Submitted"], heads["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert str(heads["List-Id"]).startswith("<subscription-7.watcher.")
    private = mail_of(letter("alert", [item(1)]), "")
    assert "List-Unsubscribe" not in private.headers
    assert "http" not in private.text.replace("https://jr.example.cn", "")
    assert "订阅编号 7" in private.text


def test_what_was_fetched_is_escaped_and_only_the_web_is_linked() -> None:
    hostile = item(1, counterparty="<b>甲</b>公司", url="javascript:alert(1)", notice="</td><script>", reasons=("<style>",))
    mail = mail_of(letter("alert", [hostile]), PUBLIC)
    assert "&lt;b&gt;甲" in mail.html
    assert "javascript:" not in mail.html
    assert re.findall("<script|<style>[^@ ]|<b>甲", mail.html) == []


def test_nothing_new_says_what_was_looked_at_and_is_green_only_where_all_was_seen() -> None:
    for name, sign in (("nothing", "✓"), ("nothing-seen", "▲")):
        mail = mail_of(LETTERS[name], PUBLIC)
        assert re.search(rf"<h1[^>]*><span[^>]*>{sign}</span>", mail.html)
        for part in (mail.text, mail.html):
            assert "名单库现有 21 份名单；应看的 22 个来源中" in part
    older = {name: SEEN[name] for name in ("gaps", "blind")}  # as an older program kept it
    assert "没有看到新的消息" in mail_of(letter("digest", [], older), PUBLIC).text


def test_what_could_not_be_seen_is_named_the_worst_first_and_counted_beyond_that() -> None:
    for part in (mail_of(LETTERS["nothing-seen"], PUBLIC).text, mail_of(LETTERS["nothing-seen"], PUBLIC).html):
        order = [part.index(words) for words in ("家数未公布", "缺 6 家", "缺 3 家", "被脚本验证拦截", "证书或加密连接有误", "尚未查看")]
        assert order == sorted(order)
        assert "缺 2 家" not in part
        assert ("另有 2 项" in part, "另有 4 项" in part) == (True, True)
