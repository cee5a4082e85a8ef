"""A document read in a process of its own, so that no file can take down, fill or hold up the one that asks.

It is a computation and no more: bytes go in, tables and text come out, and nothing else of the process is seen.
"""

import json
import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from sources.documents.child import MOST_SECONDS, TOO_MUCH
from sources.documents.packing import unpacked
from sources.documents.recent import Recent
from sources.documents.tables import Document, unreadable

_PROGRAM = "sources.documents.child"
_PACKAGES = Path(__file__).parents[2]
_PATIENCE = MOST_SECONDS * 2  # on a busy machine the clock runs faster than the computing
_RECENT = Recent()
_LIMITS = frozenset((TOO_MUCH, -signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT))


def read_document(content: bytes, name: str) -> tuple[Document, ...]:
    """Return the document that a file is, or those of an archive, as `reader.read` does, within limits of time and memory.

    Raises ReadingError (unreadable) for whatever cannot be read.
    """
    key = sha256(content).hexdigest(), name
    packed = _RECENT.get(key)
    if packed is None:
        packed = _read_apart(content, name)
        _RECENT.keep(key, packed)
    found = unpacked(packed)
    if len(found) == 1 and not found[0].inner and found[0].trouble is not None:
        raise found[0].trouble
    return found


def _read_apart(content: bytes, name: str) -> bytes:
    # -P: no module of the folder that we stand in. A session of its own: the keyboard interrupts us, and we end it.
    command = [sys.executable, "-P", "-m", _PROGRAM]
    paths = os.pathsep.join(filter(None, (str(_PACKAGES), os.environ.get("PYTHONPATH"))))
    try:
        done = subprocess.run(
            command,
            input=json.dumps(name).encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            env={**os.environ, "PYTHONPATH": paths},
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much(name) from error
    if done.returncode in _LIMITS:
        raise _too_much(name)
    if done.returncode:
        raise unreadable(f"文件“{name}”已损坏，无法打开，原件已留存")
    return done.stdout


def _too_much(name: str) -> Exception:
    return unreadable(
        f"读取文件“{name}”所需的内存或时间超过上限，未予读取，原件已留存",
        "请只保留名单，另存为 .xlsx，再用 watcher import 导入",
    )
