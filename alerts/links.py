"""Links that a message carries: to the pages of Watcher, and signed ones that stand for their receiver.

A signed link needs no login: its token is an HMAC over subscription and action with the subscription's own secret, so that it
is worth nothing for another subscription or action, and nothing any more once the subscription is gone.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

ACTIONS = ("mute", "unsubscribe", "resume")
FEED = "feed"
MUTED_DAYS = 7
_BYTES = 18  # of the token: 144 bits, 24 characters
SIGNED_PATH = re.compile(rf"/subscriptions/[1-9][0-9]{{0,17}}/(?:{'|'.join(ACTIONS)})/[A-Za-z0-9_-]{{24}}")


def token(secret: str, subscription: int, action: str) -> str:
    """What proves that a link was written by us, to this subscription and for this action; 24 characters of a URL."""
    digest = hmac.digest(secret.encode(), f"watcher {subscription} {action}".encode(), sha256)
    return urlsafe_b64encode(digest[:_BYTES]).decode()


def is_signed(given: str, secret: str, subscription: int, action: str) -> bool:
    """Whether the token is ours, asked in constant time; never with an empty secret."""
    return bool(secret) and hmac.compare_digest(given.encode(), token(secret, subscription, action).encode())


def signed_path(secret: str, subscription: int, action: str) -> str:
    """Where the page of this action is."""
    return f"/subscriptions/{subscription}/{action}/{token(secret, subscription, action)}"


def feed_path(secret: str, subscription: int) -> str:
    """Where the feed of a subscription is."""
    return f"/feeds/subscription/{subscription}-{token(secret, subscription, FEED)}.atom"


def web_link(url: str | None) -> bool:
    """True for what may become a link: http and https only."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one message; all are empty where Watcher has no public address, the signed ones without a subscription."""

    public_url: str = ""
    subscription: int | None = None
    secret: str = ""

    def page(self, path: str) -> str:
        """A page of Watcher."""
        return f"{self.public_url.rstrip('/')}{path}" if self.public_url else ""

    def hit(self, number: int) -> str:
        """The page of a hit."""
        return self.page(f"/hits/{number}") if number else ""

    @property
    def mute(self) -> str:
        """To hear nothing for a week."""
        return self._signed("mute")

    @property
    def unsubscribe(self) -> str:
        """To hear nothing any more."""
        return self._signed("unsubscribe")

    @property
    def feed(self) -> str:
        """The same news for a feed reader."""
        known = self.subscription and self.secret
        return self.page(feed_path(self.secret, self.subscription or 0)) if known else ""

    def _signed(self, action: str) -> str:
        known = self.subscription and self.secret
        return self.page(signed_path(self.secret, self.subscription or 0, action)) if known else ""
