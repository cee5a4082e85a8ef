"""Who holds a message and for how long, whatever processes and clocks do; several processes share one outbox."""

import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from datetime import datetime, timedelta
from socket import gethostname

import pytest

from alerts.channels.letter import Delivery, Letter, Outcome
from alerts.delivery import deliver
from conftest import Clock
from outboxes import queue, stored
from store.database import writing
from store.deliveries import LEASE, claim, dead, postponed, release, renew, sent
from store.outbox import withdraw
from store.tables.outbox import Message
from watcher.demo.mailbox import Mailbox
from watcher.desk import Desk

ELSEWHERE = "elsewhere:1"  # a process of another machine: nobody here can say whether it lives

DELIVER = """
import sys
from datetime import datetime
from alerts.channels.post import MailChannel
from alerts.channels.smtp import SmtpChannel
from alerts.delivery import deliver
from store.database import open_database
from store.workers import worker

ways = {"mail": MailChannel(SmtpChannel(sys.argv[2], "watcher@example.com"))}
print("ready", flush=True)
sys.stdin.readline()
deliver(open_database(sys.argv[1]), ways, lambda: datetime.fromisoformat(sys.argv[3]), owner=worker())
"""


def claimed(desk: Desk, now: datetime, owner: str, most: int = 20) -> list[Message]:
    with writing(desk.engine) as session:
        return claim(session, now, owner=owner, channel="mail", most=most)


def test_a_claim_holds_until_its_lease_is_over(desk: Desk, clock: Clock) -> None:
    queue(desk, clock(), "a@example.com")
    assert claimed(desk, clock(), ELSEWHERE)
    assert not claimed(desk, clock() + LEASE - timedelta(seconds=1), "here:2")
    assert claimed(desk, clock() + LEASE, "here:2")


def test_what_a_killed_process_of_this_machine_held_is_taken_over_at_once(desk: Desk, clock: Clock) -> None:
    queue(desk, clock(), "a@example.com")
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert claimed(desk, clock(), f"{gethostname()}:{ended.pid}")
    assert [one.attempts for one in claimed(desk, clock(), "here:2")] == [2]


def test_who_has_lost_a_claim_neither_tries_nor_unsettles_what_another_one_sent(desk: Desk, clock: Clock) -> None:
    queue(desk, clock(), "a@example.com", "b@example.com")
    (first, second) = claimed(desk, clock(), "slow:1")
    clock.forward(minutes=11)
    assert len(claimed(desk, clock(), "fast:1")) == 2
    with writing(desk.engine) as session:
        assert not renew(session, [first.id or 0, second.id or 0], clock(), owner="slow:1")
        sent(session, first, at=clock(), code=250, words="")
        postponed(session, first, owner="slow:1", at=clock(), code=451, words="late")
        dead(session, second, owner="slow:1", at=clock(), code=550, words="late")
        release(session, [second.id or 0], owner="slow:1")
    assert [one.state for one in stored(desk).values()] == ["sending", "sent"]


@pytest.mark.parametrize("jump", [timedelta(days=4000), timedelta(hours=2), timedelta(hours=-2), timedelta(days=-4000)])
def test_a_clock_that_jumps_and_comes_back_leaves_no_message_behind(desk: Desk, clock: Clock, jump: timedelta) -> None:
    queue(desk, clock() + jump, "queued@example.com")
    queue(desk, clock(), "claimed@example.com", "postponed@example.com")
    for one in claimed(desk, clock() + max(jump, timedelta()), ELSEWHERE):
        if one.recipient.startswith("postponed"):
            with writing(desk.engine) as session:
                postponed(session, one, owner=ELSEWHERE, at=clock() + jump, code=451, words="")
    clock.forward(minutes=11)
    got = {one.recipient.partition("@")[0] for one in claimed(desk, clock(), "here:2")}
    # Two hours are a wait that a message may have; what is claimed is only held by somebody who lives.
    assert got >= {"queued", "claimed"}
    assert ("postponed" in got) == (jump != timedelta(hours=2))


def test_a_round_that_lasts_renews_what_it_holds_and_tries_each_message_once(desk: Desk, clock: Clock) -> None:
    tried: Counter[str] = Counter()

    class Slow:
        def server(self, _letter: Letter) -> str:
            return ""

        def send(self, letter: Letter) -> Delivery:
            tried[letter.recipient] += 1
            assert not claimed(desk, clock(), "other:1"), "nobody else may take what is being sent"
            clock.forward(minutes=4)
            return Delivery(Outcome.SENT, 250, "")

        def close(self) -> None:
            pass

    queue(desk, clock(), *(f"{number}@example.com" for number in range(20)))
    assert deliver(desk.engine, {"mail": Slow()}, clock, owner="slow:1") == {Outcome.SENT: 20}
    assert set(tried.values()) == {1}


def test_a_subscription_removed_while_its_message_is_on_its_way_disturbs_nothing(desk: Desk, clock: Clock) -> None:
    queue(desk, clock(), "a@example.com")
    (message,) = claimed(desk, clock(), "here:1")
    with writing(desk.engine) as session:
        session.delete(session.get_one(Message, message.id))
        withdraw(session, 7)
    with writing(desk.engine) as session:
        postponed(session, message, owner="here:1", at=clock(), code=451, words="")
        sent(session, message, at=clock(), code=250, words="")
    assert not stored(desk)


def test_three_processes_over_one_outbox_send_every_message_once(desk: Desk, clock: Clock) -> None:
    queue(desk, clock(), *(f"{number}@example.com" for number in range(60)))
    with Mailbox() as mailbox, ExitStack() as ended:
        command = [sys.executable, "-c", DELIVER, desk.settings.database, mailbox.url, clock().isoformat()]
        processes = [
            ended.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)) for _ in range(3)
        ]
        assert [process.stdout.readline() for process in processes if process.stdout] == [b"ready\n"] * 3
        for process in processes:
            assert process.stdin is not None
            process.stdin.close()
        assert [process.wait() for process in processes] == [0, 0, 0]
        assert list(Counter(one.message_id for one in mailbox.received).values()) == [1] * 60
        assert mailbox.connections > 1, "more than one of them sent"
    assert {one.state for one in stored(desk).values()} == {"sent"}
