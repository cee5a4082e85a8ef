"""Secrets that let somebody in: made here, shown once, and kept as hashes. They are long and random, so a fast hash will do."""

import secrets
from hashlib import sha256

TOKEN = "wat_"  # so that whoever finds a token somewhere knows what it is


def new_key(prefix: str = "") -> str:
    """A secret of 256 bits that fits into an address and a header."""
    return prefix + secrets.token_urlsafe(32)


def key_hash(key: str) -> str:
    """What is kept of it."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
