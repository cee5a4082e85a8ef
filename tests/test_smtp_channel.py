"""The SMTP channel against a real server that accepts, refuses, or vanishes."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
import trustme

from alerts.channels.letter import Delivery, Outcome
from alerts.channels.mail import Mail
from alerts.channels.smtp import SmtpChannel
from alerts.channels.smtp_url import read_url
from sources.errors import UsageError
from watcher.demo.mailbox import Drop, Mailbox

SENDER = "监管名单监测 <watcher@example.com>"
SECRET = "p@ss/w:rd#1"
MAIL = Mail(
    message_id="<d17.4f2a@watcher.example.com>",
    recipient="fengkong@example.com",
    subject="【新增命中】3 家交易对手 · 深圳市地方金融管理局 · 商业保理企业疑似空壳名单（第二批）",
    text="深圳𠮷祥商业保理有限公司\n" + "一行很长的正文" * 300,
    html="<p>深圳𠮷祥商业保理有限公司</p>",
    date=datetime(2026, 1, 5, 1, 30, tzinfo=UTC),
)


def sent(channel: SmtpChannel, mail: Mail) -> Delivery:
    with closing(channel):
        return channel.send(mail)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        yield server


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def served(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_an_accepted_mail_arrives_with_its_chinese_words(mailbox: Mailbox) -> None:
    delivery = sent(SmtpChannel(mailbox.url, SENDER), MAIL)
    assert (delivery.outcome, delivery.code) == (Outcome.SENT, 250)
    [got] = mailbox.received
    assert got.sender == "watcher@example.com"
    assert got.recipients == (MAIL.recipient,)
    assert got.subject == MAIL.subject
    assert got.message_id == MAIL.message_id
    assert got.text.replace("\r\n", "\n").rstrip() == MAIL.text
    assert got.html.rstrip() == MAIL.html
    assert got.email["From"] == SENDER
    assert got.email["Date"].datetime == MAIL.date
    assert got.email["Auto-Submitted"] == "auto-generated"


def test_the_same_mail_sent_twice_is_the_same_mail(mailbox: Mailbox) -> None:
    with closing(SmtpChannel(mailbox.url, SENDER)) as channel:
        channel.send(MAIL)
        channel.send(MAIL)
    assert mailbox.received[0].message_id == mailbox.received[1].message_id


@pytest.mark.parametrize(
    ("reply", "outcome", "code"),
    [
        ("451 4.7.1 greylisted", Outcome.RETRY, 451),
        ("421 4.3.2 closing", Outcome.RETRY, 421),
        ("550 5.1.1 no such user", Outcome.DEAD, 550),
    ],
)
def test_a_refused_recipient_is_tried_again_after_4xx_and_given_up_after_5xx(
    mailbox: Mailbox, reply: str, outcome: Outcome, code: int
) -> None:
    mailbox.refusals[MAIL.recipient] = reply
    with closing(SmtpChannel(mailbox.url, SENDER)) as channel:
        delivery = channel.send(MAIL)
        assert (delivery.outcome, delivery.code, delivery.everybody) == (outcome, code, code == 421)
        assert reply[4:] in delivery.words
        assert channel.send(replace(MAIL, recipient="other@example.com")).outcome is Outcome.SENT
    assert mailbox.connections == (2 if code == 421 else 1)


@pytest.mark.parametrize(("reply", "outcome"), [("452 full", Outcome.RETRY), ("554 spam", Outcome.DEAD)])
def test_a_refused_message_is_judged_by_its_code(mailbox: Mailbox, reply: str, outcome: Outcome) -> None:
    mailbox.data_refusal = reply
    delivery = sent(SmtpChannel(mailbox.url, SENDER), MAIL)
    assert (delivery.outcome, delivery.code) == (outcome, int(reply[:3]))
    assert mailbox.received == []


def test_a_connection_lost_before_the_reply_is_tried_again(mailbox: Mailbox) -> None:
    mailbox.drop = Drop.BEFORE_REPLY
    delivery = sent(SmtpChannel(mailbox.url, SENDER), MAIL)
    assert (delivery.outcome, delivery.code) == (Outcome.RETRY, None)
    assert "断开" in delivery.words


def test_a_connection_lost_after_the_acceptance_is_a_mail_sent(mailbox: Mailbox) -> None:
    mailbox.drop = Drop.AFTER_REPLY
    assert sent(SmtpChannel(mailbox.url, SENDER), MAIL).outcome is Outcome.SENT
    assert len(mailbox.received) == 1


def test_mails_share_a_connection_until_the_round_is_over(mailbox: Mailbox) -> None:
    mailbox.refusals["gone@example.com"] = "550 5.1.1 no such user"
    channel = SmtpChannel(mailbox.url, SENDER)
    for _ in range(2):
        with closing(channel):
            told = [channel.send(replace(MAIL, recipient=one)) for one in ("a@example.com", "gone@example.com", "b@example.com")]
        assert [one.outcome for one in told] == [Outcome.SENT, Outcome.DEAD, Outcome.SENT]
    assert (mailbox.connections, len(mailbox.received)) == (2, 4)


def test_a_refused_message_leaves_the_connection_clean(mailbox: Mailbox) -> None:
    mailbox.data_refusal = "554 spam"
    with closing(SmtpChannel(mailbox.url, SENDER)) as channel:
        channel.send(MAIL)
        mailbox.data_refusal = None
        assert channel.send(MAIL).outcome is Outcome.SENT
    assert mailbox.connections == 1


@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"])
def test_a_server_that_falls_silent_is_away_and_only_a_message_begun_may_be_its_trouble(mailbox: Mailbox, step: str) -> None:
    mailbox.hangs_at = step
    delivery = sent(SmtpChannel(mailbox.url, SENDER, timeout=0.2), MAIL)
    mailbox.hangs_at = None
    if step == "QUIT":
        assert delivery.outcome is Outcome.SENT
        return
    assert (delivery.outcome, delivery.everybody, delivery.begun) == (Outcome.RETRY, True, step == "DATA")
    assert "超时" in delivery.words


def test_no_server_and_a_silent_server_are_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        delivery = sent(SmtpChannel(f"smtp://127.0.0.1:{port}", SENDER, timeout=0.2), MAIL)
        assert delivery.outcome is Outcome.RETRY
        assert "超时" in delivery.words
    delivery = sent(SmtpChannel(f"smtp://127.0.0.1:{port}", SENDER), MAIL)
    assert delivery.outcome is Outcome.RETRY
    assert "拒绝连接" in delivery.words


@pytest.mark.parametrize(("scheme", "implicit"), [("smtp+starttls", False), ("smtps", True)])
def test_encrypted_connections_verify_the_server(authority: trustme.CA, scheme: str, implicit: bool) -> None:
    with Mailbox(tls=served(authority), implicit=implicit) as mailbox:
        url = f"{scheme}://127.0.0.1:{mailbox.port}"
        assert sent(SmtpChannel(url, SENDER, tls=trusting(authority)), MAIL).outcome is Outcome.SENT
        delivery = sent(SmtpChannel(url, SENDER), MAIL)
        assert delivery.outcome is Outcome.RETRY
        assert "SSL_CERT_FILE" in delivery.words
        assert len(mailbox.received) == 1


def test_a_server_without_starttls_gets_no_mail_in_the_clear(mailbox: Mailbox) -> None:
    delivery = sent(SmtpChannel(f"smtp+starttls://127.0.0.1:{mailbox.port}", SENDER), MAIL)
    assert delivery.outcome is Outcome.RETRY
    assert "STARTTLS" in delivery.words
    assert mailbox.received == []


def test_a_login_with_escaped_characters_works_and_a_wrong_one_is_configuration() -> None:
    with Mailbox(login=("watcher@example.com", SECRET)) as mailbox:
        url = f"smtp://watcher%40example.com:p%40ss%2Fw%3Ard%231@127.0.0.1:{mailbox.port}"
        assert sent(SmtpChannel(url, SENDER), MAIL).outcome is Outcome.SENT
        wrong = sent(SmtpChannel(url.replace("%231", "%232"), SENDER), MAIL)
        assert (wrong.outcome, wrong.code) == (Outcome.RETRY, 535)
        assert "WATCHER_SMTP_URL" in wrong.words
        missing = sent(SmtpChannel(mailbox.url, SENDER), MAIL)
        assert (missing.outcome, missing.code) == (Outcome.RETRY, 530)
        assert len(mailbox.received) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example.com",
        "mail.example.com:25",
        "smtp://",
        f"smtp://user:{SECRET}@mail.example.com",
        f"smtp://mail.example.com:{SECRET}",
        f"smtp://:{SECRET[0]}@mail.example.com",
        "smtp://user:密码@mail.example.com",
        "smtp://mail..example.com",
        "",
    ],
)
def test_a_wrong_url_names_the_setting_and_never_the_password(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        SmtpChannel(url, SENDER)
    told = repr(caught.value) + str(caught.value)
    assert "WATCHER_SMTP_URL" in told
    assert "p@ss" not in told
    assert "密码@" not in told.replace("用户名:密码@主机", "")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_ports_are_those_of_the_protocols_and_a_password_is_not_printed() -> None:
    assert [read_url(f"{scheme}://h").port for scheme in ("smtp", "smtp+starttls", "smtps")] == [25, 587, 465]
    server = read_url("smtps://u:secret@mail.example.com:2465")
    assert (server.host, server.port, server.user, server.password) == ("mail.example.com", 2465, "u", "secret")
    assert "secret" not in repr(server)


def test_a_sender_that_is_no_address_is_wrong_configuration() -> None:
    with pytest.raises(UsageError, match="发件人"):
        SmtpChannel("smtp://h", "监管名单监测")


@pytest.mark.parametrize(
    "recipient", ["", "no address", "a@b.cn\r\nBcc: evil@x.cn", "a@b.cn, c@d.cn", "@b.cn", "a@", "<a@b.cn", "a@b.cn>"]
)
def test_an_impossible_recipient_is_dead_and_breaks_nothing(mailbox: Mailbox, recipient: str) -> None:
    delivery = sent(SmtpChannel(mailbox.url, SENDER), replace(MAIL, recipient=recipient))
    assert (delivery.outcome, delivery.code) == (Outcome.DEAD, None)
    assert mailbox.received == []


def test_no_header_can_be_smuggled_in(mailbox: Mailbox) -> None:
    hostile = replace(
        MAIL, subject="名单\r\nBcc: evil@x.cn\u2028\r\n\r\n正文", headers={"References": "<a@b>\r\nX-Evil: 1"}
    )
    assert sent(SmtpChannel(mailbox.url, SENDER), hostile).outcome is Outcome.SENT
    [got] = mailbox.received
    assert got.email["Bcc"] is None
    assert got.email["X-Evil"] is None
    assert got.subject == "名单 Bcc: evil@x.cn 正文"
    assert got.html.rstrip() == MAIL.html
    with pytest.raises(ValueError, match="Message-ID"):
        replace(MAIL, message_id="<a@b>\r\nX-Evil: 1").to_email()


def test_words_that_no_encoding_can_write_do_not_stop_a_mail() -> None:
    email = replace(MAIL, subject="坏\ud800字", text="坏\udfff字", sender=SENDER).to_email()
    read = message_from_bytes(bytes(email), policy=default)
    assert read["Subject"] == "坏?字"
