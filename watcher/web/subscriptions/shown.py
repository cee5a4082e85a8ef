"""How subscriptions and messages are shown: words of their states, and nothing by which one could act for a receiver. Pure."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from alerts.links import ACTIONS
from alerts.timing import held
from store.tables.outbox import Subscription

STATES = {"dead": "失败", "pending": "等待", "sending": "发送中", "sent": "已送达"}
TONES = {"dead": "bad", "pending": "doubt", "sending": "unseen", "sent": "good"}
OUTCOMES = {"sent": "已送达", "retry": "稍后重试", "dead": "失败", "away": "服务器不可用"}
KINDS = {"alert": "提醒", "digest": "汇总", "report": "筛查报告", "operations": "运行告警"}
CHANNELS = {"mail": "邮件", "webhook": "Webhook"}
_SIGNED = re.compile(
    rf"(/subscriptions/[0-9]+/(?:{'|'.join(ACTIONS)})/|/feeds/subscription/[0-9]+-)[A-Za-z0-9_-]{{24}}"
)


def address(channel: str, written: str) -> str:
    """An address as pages show it: of a webhook the host alone, for the rest of it often is a secret."""
    if channel != "webhook":
        return written
    parts = urlsplit(written)
    return f"{parts.scheme}://{parts.netloc}/…"


def without_keys(text: str) -> str:
    """A message without the signed parts of its links: they are the receiver's own, not of whoever reads along."""
    return _SIGNED.sub(r"\1…", text)


def state(to: Subscription, at: datetime) -> tuple[str, str]:
    """(paused, muted or active, the tone of its mark)."""
    if to.paused:
        return "paused", "doubt"
    return ("muted", "doubt") if held(to, at) else ("active", "good")
