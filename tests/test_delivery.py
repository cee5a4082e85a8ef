"""Mails go out at least once, and are recognisable when they go out twice: a real mail server, a real kill."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from alerts.channels.letter import Channel, Outcome
from alerts.channels.post import MailChannel
from alerts.channels.smtp import SmtpChannel
from alerts.delivery import as_text, deliver
from outboxes import SENDER, queue, stored
from store.database import reading, writing
from store.outbox import Draft, put, retry
from watcher.demo.mailbox import Mailbox
from watcher.desk import Desk

SEND_AND_DIE = """
import os, signal, sys
from datetime import UTC, datetime
from alerts.channels.post import MailChannel
from alerts.channels.smtp import SmtpChannel
from alerts.delivery import deliver
from store.database import open_database

class DyingChannel:
    def server(self, letter):
        return ""

    def send(self, letter):
        delivery = MailChannel(SmtpChannel(sys.argv[2], "watcher@example.com")).send(letter)
        assert delivery.outcome == "sent", delivery
        os.kill(os.getpid(), signal.SIGKILL)

deliver(open_database(sys.argv[1]), {"mail": DyingChannel()}, lambda: datetime.fromisoformat(sys.argv[3]), owner="other:1")
"""


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        yield mailbox


def channels(mailbox: Mailbox) -> dict[str, Channel]:
    return {"mail": MailChannel(SmtpChannel(mailbox.url, SENDER))}


def test_a_queued_mail_arrives_with_its_chinese_subject_and_its_message_id(
    desk: Desk, mailbox: Mailbox, clock: Callable[[], datetime]
) -> None:
    queue(desk, clock(), "a@example.com")
    assert deliver(desk.engine, channels(mailbox), clock, owner="test")[Outcome.SENT] == 1
    (mail,) = mailbox.received
    assert (mail.subject, mail.message_id) == ("【新增命中】1 家交易对手 · 大连市金融发展局", "<w.a@example.com>")
    assert stored(desk)["a@example.com"].state == "sent"


def test_a_second_delivery_sends_nothing(desk: Desk, mailbox: Mailbox, clock: Callable[[], datetime]) -> None:
    queue(desk, clock(), "a@example.com")
    ways = channels(mailbox)
    deliver(desk.engine, ways, clock, owner="test")
    assert not deliver(desk.engine, ways, clock, owner="test")
    assert len(mailbox.received) == 1


def test_one_refused_receiver_does_not_keep_the_mail_from_the_other(
    desk: Desk, mailbox: Mailbox, clock: Callable[[], datetime]
) -> None:
    mailbox.refusals["gone@example.com"] = "550 5.1.1 no such user"
    queue(desk, clock(), "gone@example.com", "here@example.com")
    outcomes = deliver(desk.engine, channels(mailbox), clock, owner="test")
    assert outcomes == {Outcome.DEAD: 1, Outcome.SENT: 1}
    assert [mail.recipients[0] for mail in mailbox.received] == ["here@example.com"]
    dead = stored(desk)["gone@example.com"]
    assert (dead.state, dead.last_code) == ("dead", 550)


def test_a_mail_refused_for_now_is_tried_again_later_and_arrives_once(
    desk: Desk, mailbox: Mailbox, clock: Callable[[], datetime]
) -> None:
    mailbox.refusals["busy@example.com"] = "451 4.7.1 try again later"
    queue(desk, clock(), "busy@example.com")
    ways = channels(mailbox)
    assert deliver(desk.engine, ways, clock, owner="test") == {Outcome.RETRY: 1}
    assert not deliver(desk.engine, ways, clock, owner="test")
    mailbox.refusals.clear()
    clock.forward(minutes=1)  # type: ignore[attr-defined]
    assert deliver(desk.engine, ways, clock, owner="test") == {Outcome.SENT: 1}
    assert len(mailbox.received) == 1


def test_a_dead_mail_goes_out_when_a_person_retries_it(
    desk: Desk, mailbox: Mailbox, clock: Callable[[], datetime]
) -> None:
    mailbox.refusals["gone@example.com"] = "550 5.1.1 no such user"
    queue(desk, clock(), "gone@example.com")
    ways = channels(mailbox)
    deliver(desk.engine, ways, clock, owner="test")
    mailbox.refusals.clear()
    with writing(desk.engine) as session:
        assert retry(session, stored(desk)["gone@example.com"].id or 0, clock())
    assert deliver(desk.engine, ways, clock, owner="test") == {Outcome.SENT: 1}


def test_the_same_news_is_queued_once(desk: Desk, clock: Callable[[], datetime]) -> None:
    queue(desk, clock(), "a@example.com")
    with writing(desk.engine) as session:
        again = Draft("a@example.com", "<w.other@example.com>", "mail", "a@example.com", "alert", "x", {})
        assert not put(session, again, clock())
    assert len(stored(desk)) == 1


def test_a_process_killed_between_the_servers_250_and_the_commit_sends_the_same_message_id_again_and_never_none(
    desk: Desk, mailbox: Mailbox, clock: Callable[[], datetime]
) -> None:
    queue(desk, clock(), "a@example.com")
    command = [sys.executable, "-c", SEND_AND_DIE, desk.settings.database, mailbox.url, clock().isoformat()]
    killed = subprocess.run(command, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert stored(desk)["a@example.com"].state == "sending"

    ways = channels(mailbox)
    assert not deliver(desk.engine, ways, clock, owner="test"), "the claim of the dead process still holds"
    clock.forward(minutes=11)  # type: ignore[attr-defined]
    assert deliver(desk.engine, ways, clock, owner="test") == {Outcome.SENT: 1}
    assert [mail.message_id for mail in mailbox.received] == ["<w.a@example.com>"] * 2
    assert not deliver(desk.engine, ways, clock, owner="test")


def test_a_message_can_be_read_before_and_after_it_was_sent(
    desk: Desk, mailbox: Mailbox, clock: Callable[[], datetime]
) -> None:
    queue(desk, clock(), "a@example.com")
    with reading(desk.engine) as session:
        before = as_text(session, stored(desk)["a@example.com"])
    deliver(desk.engine, channels(mailbox), clock, owner="test")
    with reading(desk.engine) as session:
        after = as_text(session, stored(desk)["a@example.com"])
    assert mailbox.received[0].text.replace("\r\n", "\n").strip() == before.strip() == after.strip() != ""
