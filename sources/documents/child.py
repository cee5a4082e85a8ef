"""The program that reads one document for another process: a line with the name, then the bytes, on standard input.

What a hostile file can ask for ends at the limits that the kernel keeps here; nothing has to be caught.
"""

import json
import resource
import sys

from sources.documents.packing import packed
from sources.documents.reader import read
from sources.documents.tables import Document
from sources.errors import ReadingError

MOST_MEMORY = 1024 * 1024 * 1024  # bytes of addresses; libraries map more than they use
MOST_SECONDS = 120  # of computing
_MOST_WRITTEN = 64 * 1024 * 1024
TOO_MUCH = 3  # exit code


def main() -> int:
    """Read the file, write what it says; the exit code tells when that is too much."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    name = json.loads(sys.stdin.buffer.readline())
    try:
        found = read(sys.stdin.buffer.read(), name)
    except MemoryError:
        return TOO_MUCH
    except ReadingError as error:
        found = (Document(trouble=error),)
    content = packed(found)
    if len(content) > _MOST_WRITTEN:
        return TOO_MUCH
    sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
