"""How much of a password has to be guessed: rows of keys, digits in order, repetitions and first ideas are one piece each. Pure."""

_ROWS = (
    *("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "!@#$%^&*()"),
    *("1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"),
)
_RUNS = (*_ROWS, *(row[::-1] for row in _ROWS))
_FIRST_IDEAS = ("administrator", "password", "passw0rd", "iloveyou", "welcome", "watcher", "woaini", "admin", "root", "user", "test")
_LEAST_RUN = 3  # fewer signs in order are chance


def pieces(password: str) -> int:
    """How many pieces somebody must guess who tries the usual things first."""
    text, at, number = password.casefold(), 0, 0
    while at < len(text):
        at += max(_repeated(text, at), _in_order(text, at), _idea(text, at))
        number += 1
    return number


def _repeated(text: str, at: int) -> int:
    return len(text[at:]) - len(text[at:].lstrip(text[at]))


def _in_order(text: str, at: int) -> int:
    longest = 0
    while longest < len(text) - at and any(text[at : at + longest + 1] in run for run in _RUNS):
        longest += 1
    return longest if longest >= _LEAST_RUN else 0


def _idea(text: str, at: int) -> int:
    return max((len(one) for one in _FIRST_IDEAS if text.startswith(one, at)), default=0)
