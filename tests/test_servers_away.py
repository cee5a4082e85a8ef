"""Mail servers that are away, hang or hang up: nothing is lost, nobody waits for another one's trouble."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from alerts.channels.letter import Channel, Letter, Outcome
from alerts.channels.post import MailChannel
from alerts.channels.smtp import SmtpChannel
from alerts.delivery import deliver
from conftest import Clock
from outboxes import SENDER, queue, stored
from store.database import reading, writing
from store.deliveries import attempts_of, away, claim, servers_away
from watcher.demo.mailbox import Drop, Mailbox
from watcher.desk import Desk


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        yield mailbox


def ways(mailbox: Mailbox | str, timeout: float = 10) -> dict[str, Channel]:
    url = mailbox if isinstance(mailbox, str) else mailbox.url
    return {"mail": MailChannel(SmtpChannel(url, SENDER, timeout=timeout))}


def rounds(desk: Desk, mailbox: Mailbox | str, clock: Clock, minutes: int) -> int:
    """Deliver every minute; how many attempts that makes."""
    made = 0
    for _ in range(minutes):
        made += deliver(desk.engine, ways(mailbox), clock, owner="test").total()
        clock.forward(minutes=1)
    return made


def test_a_server_away_for_an_hour_costs_no_message_its_turn_and_all_go_out_when_it_is_back(
    desk: Desk, mailbox: Mailbox, clock: Clock
) -> None:
    queue(desk, clock(), *(f"{number}@example.com" for number in range(30)))
    with closing(socket.socket()) as deaf:
        deaf.bind(("127.0.0.1", 0))
        nowhere = f"smtp://127.0.0.1:{deaf.getsockname()[1]}"
        clock.forward(days=400)
        assert rounds(desk, nowhere, clock, 1) == 1
        clock.forward(days=-400)  # a clock that ran ahead is put right: what it wrote is waited for by nobody
        assert 10 < rounds(desk, nowhere, clock, 60) < 20, "asked every five minutes, and one message at a time"
    with reading(desk.engine) as session:
        (found,) = servers_away(session)
    assert "拒绝连接" in found.words
    assert {one.attempts for one in stored(desk).values()} == {0}
    rounds(desk, mailbox, clock, 6)
    assert {one.state for one in stored(desk).values()} == {"sent"}
    assert len({one.message_id for one in mailbox.received}) == len(mailbox.received) == 30
    with reading(desk.engine) as session:
        assert not servers_away(session)


def test_a_server_that_hangs_is_waited_for_once_a_round(desk: Desk, mailbox: Mailbox, clock: Clock) -> None:
    queue(desk, clock(), *(f"{number}@example.com" for number in range(25)))
    mailbox.hangs_at = "MAIL"
    assert deliver(desk.engine, ways(mailbox, 0.1), clock, owner="test").total() == 1
    assert not deliver(desk.engine, ways(mailbox, 0.1), clock, owner="test"), "it is left alone for a while"
    mailbox.hangs_at = None
    clock.forward(minutes=1)
    assert deliver(desk.engine, ways(mailbox), clock, owner="test") == {Outcome.SENT: 25}


def test_what_a_killed_sender_held_is_shown_to_wait_for_the_server_that_is_away(
    desk: Desk, mailbox: Mailbox, clock: Clock
) -> None:
    queue(desk, clock(), "a@example.com")
    with writing(desk.engine) as session:
        assert claim(session, clock(), owner="elsewhere:1", channel="mail")
    clock.forward(minutes=10)
    with writing(desk.engine) as session:
        away(session, "mail", "", at=clock(), words="邮件服务器拒绝连接")
    assert not deliver(desk.engine, ways(mailbox), clock, owner="test")
    waiting = stored(desk)["a@example.com"]
    assert (waiting.state, waiting.lease_owner, waiting.last_error) == ("pending", None, "邮件服务器拒绝连接")
    clock.forward(minutes=1)
    assert deliver(desk.engine, ways(mailbox), clock, owner="test") == {Outcome.SENT: 1}


@pytest.mark.parametrize("drop", [Drop.BEFORE_STORING, Drop.BEFORE_REPLY])
def test_a_mail_over_which_the_server_hangs_up_comes_again_under_its_message_id_and_keeps_no_other_waiting(
    desk: Desk, mailbox: Mailbox, clock: Clock, drop: Drop
) -> None:
    queue(desk, clock(), "first@example.com", "second@example.com")
    mailbox.drop = drop
    assert deliver(desk.engine, ways(mailbox), clock, owner="test") == {Outcome.RETRY: 1}
    mailbox.drop = None
    clock.forward(seconds=30)
    assert deliver(desk.engine, ways(mailbox), clock, owner="test") == {Outcome.SENT: 1}, "the first one waits alone"
    clock.forward(minutes=1)
    assert deliver(desk.engine, ways(mailbox), clock, owner="test") == {Outcome.SENT: 1}
    twice = ["<w.first@example.com>"] if drop is Drop.BEFORE_REPLY else []
    expected = [*twice, "<w.first@example.com>", "<w.second@example.com>"]
    assert sorted(one.message_id for one in mailbox.received) == expected
    first = stored(desk)["first@example.com"]
    with reading(desk.engine) as session:
        assert [one.outcome for one in attempts_of(session, first.id or 0)] == ["retry", "sent"]


def test_a_server_that_takes_one_mail_a_connection_costs_no_attempt(desk: Desk, mailbox: Mailbox, clock: Clock) -> None:
    queue(desk, clock(), *(f"{number}@example.com" for number in range(4)))
    mailbox.drop = Drop.NEXT_MAIL
    assert deliver(desk.engine, ways(mailbox), clock, owner="test") == {Outcome.SENT: 4}
    assert (mailbox.connections, len(mailbox.received)) == (4, 4)


def test_a_defect_that_one_message_meets_is_its_own_trouble(desk: Desk, mailbox: Mailbox, clock: Clock) -> None:
    class Stumbling(MailChannel):
        def send(self, letter: Letter):  # type: ignore[no-untyped-def]
            if letter.recipient.startswith("bad"):
                raise ZeroDivisionError
            return super().send(letter)

    queue(desk, clock(), "bad@example.com", "good@example.com")
    stumbling = {"mail": Stumbling(SmtpChannel(mailbox.url, SENDER))}
    assert deliver(desk.engine, stumbling, clock, owner="test") == {Outcome.RETRY: 1, Outcome.SENT: 1}
    assert "ZeroDivisionError" in (stored(desk)["bad@example.com"].last_error or "")


def test_a_round_that_shall_stop_gives_back_what_it_has_not_tried(
    desk: Desk, mailbox: Mailbox, clock: Clock
) -> None:
    queue(desk, clock(), *(f"{number}@example.com" for number in range(5)))
    stopping: Callable[[], bool] = lambda: len(mailbox.received) >= 2  # noqa: E731
    assert deliver(desk.engine, ways(mailbox), clock, owner="test", stopping=stopping) == {Outcome.SENT: 2}
    assert sorted(one.state for one in stored(desk).values()) == ["pending"] * 3 + ["sent"] * 2
    assert deliver(desk.engine, ways(mailbox), clock, owner="other") == {Outcome.SENT: 3}
