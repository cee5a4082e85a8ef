"""Passwords: rules, and argon2id hashes (RFC 9106, second recommended option: 64 MiB, three passes)."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sources.errors import UsageError, WatcherError
from watcher.accounts.guesses import pieces

SHORTEST, LONGEST = 10, 200  # characters
_FEWEST_PIECES = 7
_HASHER = PasswordHasher()
_AT_ONCE = BoundedSemaphore(2)  # each takes 64 MiB: a crowd at the door must not take the whole memory
_AT_THE_DOOR = BoundedSemaphore(8)  # nor all threads, each waiting for its turn, so that nobody answers for the pages


class Crowded(WatcherError):
    """Too many at the same moment: the password was not even looked at."""


@cache
def _nobody() -> str:
    return _HASHER.hash("a password that nobody has")  # so that an unknown name takes as long as a wrong password


@contextmanager
def at_the_door() -> Iterator[None]:
    """Where passwords are tried. Raises Crowded, at once, instead of letting somebody wait long."""
    if not _AT_THE_DOOR.acquire(blocking=False):
        raise Crowded("同时登录的人太多", meaning="没有核对密码", action="请稍后再试")
    try:
        yield
    finally:
        _AT_THE_DOOR.release()


def check(password: str, name: str) -> None:
    """Raises UsageError for a password that could be guessed."""
    wrong = ""
    if not SHORTEST <= len(password) <= LONGEST:
        wrong = f"密码的长度应为 {SHORTEST} 至 {LONGEST} 个字符"
    elif len(set(password)) < 5:
        wrong = "密码中不同的字符太少"
    elif pieces(password) < _FEWEST_PIECES:
        wrong = "密码太容易猜到：连续的数字、键盘上相邻的键和常用的词只算一个字符"
    elif name and name.casefold() in password.casefold() and len(password) - len(name) < SHORTEST // 2:
        wrong = "密码与用户名太接近"
    if wrong:
        raise UsageError(wrong, meaning="密码没有设置", action="可以用几个互不相干的词组成一句话，容易记也难猜")


def hashed(password: str) -> str:
    """The hash to be kept."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password; without one the same time goes by."""
    with _AT_ONCE:
        nobody = _nobody()
        try:
            return _HASHER.verify(kept or nobody, password[: LONGEST + 1]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def outdated(kept: str) -> bool:
    """Whether it was made by weaker rules than today's."""
    return _HASHER.check_needs_rehash(kept)
