"""Each channel has a job of its own: who hangs on one keeps nobody on the other waiting. Real sockets on both sides."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from alerts.channels.letter import Channel
from alerts.channels.post import MailChannel
from alerts.channels.smtp import SmtpChannel
from alerts.channels.webhook import WebhookChannel
from benchmarks.day_hooks import Hooks
from outboxes import SENDER, queue, stored
from sources.base import Page, Request
from watcher.demo.mailbox import Mailbox
from watcher.desk import Desk
from watcher.schedule import ticking

pytestmark = pytest.mark.one_database
LATE = 30.0  # seconds after which a test gives up


def now() -> datetime:
    return datetime.now(UTC)


def nothing(request: Request) -> Page:
    raise AssertionError(f"there are no sources, and {request.url} was asked for")


def ways(mailbox: Mailbox) -> Callable[[], dict[str, Channel]]:
    return lambda: {"mail": MailChannel(SmtpChannel(mailbox.url, SENDER, timeout=LATE)), "webhook": WebhookChannel(now)}


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LATE
    while not happened() and time.monotonic() < end:
        time.sleep(0.01)


def test_mail_goes_out_while_a_webhook_hangs(desk: Desk) -> None:
    with Mailbox() as mailbox, Hooks(Random(1)) as hooks:
        hooks.hang = True
        queue(desk, now(), hooks.url, channel="webhook")
        with ticking(replace(desk, sources=()), fetch=nothing, channels=ways(mailbox), clock=now, owner="test", every=0.1):
            wait_until(lambda: hooks.hanging > 0)
            queue(desk, now(), "a@example.com", "b@example.com")
            wait_until(lambda: len(mailbox.received) == 2)
            assert (len(mailbox.received), hooks.hanging, stored(desk)[hooks.url].state) == (2, 1, "sending")
            hooks.hang = False


def test_a_webhook_is_told_while_the_mail_server_hangs(desk: Desk) -> None:
    with Mailbox() as mailbox, Hooks(Random(1)) as hooks:
        mailbox.hangs_at = "MAIL"
        queue(desk, now(), "a@example.com")
        with ticking(replace(desk, sources=()), fetch=nothing, channels=ways(mailbox), clock=now, owner="test", every=0.1):
            wait_until(lambda: stored(desk)["a@example.com"].state == "sending" and mailbox.connections > 0)
            queue(desk, now(), hooks.url, channel="webhook")
            wait_until(lambda: bool(hooks.kept))
            assert (len(hooks.kept), stored(desk)["a@example.com"].state) == (1, "sending")
            mailbox.hangs_at = None
