"""What was lately read from files, packed as it came: most attachments that a site sends are those of the last look."""

import threading
from collections import OrderedDict

MOST_BYTES = 8 * 1024 * 1024  # of all together


class Recent:
    """Packed documents by what they were read from; those used longest ago leave when it becomes full."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._size, self._most = 0, most

    def get(self, key: tuple[str, str]) -> bytes | None:
        """What was read, if it is here still."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: tuple[str, str], packed: bytes) -> None:
        """Keep it; what alone would take a quarter of the room is read again each time."""
        if len(packed) > self._most // 4:
            return
        with self._lock:
            self._size += len(packed) - len(self._kept.pop(key, b""))
            self._kept[key] = packed
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1])
