"""Names of processes that work on the store, by which others on the same machine see that one of them has died."""

import os
import socket


def worker() -> str:
    """A name for this process: its machine and its number there."""
    return f"{socket.gethostname()}:{os.getpid()}"


def has_ended(name: str) -> bool:
    """True for a process of this machine that is no more; of another machine's nobody here can say.

    A name like our own is that of an earlier process that had our number.
    """
    host, _, number = name.rpartition(":")
    if host != socket.gethostname() or not number.isdecimal():
        return False
    if int(number) == os.getpid():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False
