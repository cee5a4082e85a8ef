"""The ways for messages to leave, as the settings have them."""

from collections.abc import Callable
from datetime import datetime

from alerts.channels.letter import Channel
from alerts.channels.post import MailChannel
from alerts.channels.smtp import SmtpChannel
from alerts.channels.webhook import WebhookChannel
from watcher.config import Settings


def channels_of(settings: Settings, clock: Callable[[], datetime]) -> dict[str, Channel]:
    """By name; mails wait where no server is set."""
    ways: dict[str, Channel] = {"webhook": WebhookChannel(clock)}
    smtp = smtp_of(settings)
    return {"mail": MailChannel(smtp, settings.public_url), **ways} if smtp else ways


def smtp_of(settings: Settings) -> SmtpChannel | None:
    """The mail server, if one is set."""
    if not settings.smtp_url:
        return None
    return SmtpChannel(settings.smtp_url, settings.mail_from, timeout=settings.smtp_timeout_seconds)
