"""Tables for the terminal and for docs/benchmarks.md: the same Markdown in both."""

import os
import platform
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from watcher.screening.listed import ALGORITHM

DOCUMENT = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; all columns but the first to the right."""
    lines = [heads, ["---", *["--:"] * (len(heads) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def percent(share: float, digits: int = 1) -> str:
    """A share in per cent."""
    return f"{100 * share:.{digits}f}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*:\s*(.+)$", info.read_text(), re.MULTILINE) if info.exists() else None
    return found[1] if found else platform.processor() or platform.machine()


def conditions() -> str:
    """Machine, versions and day."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"Python {platform.python_version()}, rapidfuzz {version('rapidfuzz')}, algorithm `{ALGORITHM}`."
    )


def say(text: str) -> None:
    """Print to the terminal at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def publish(section: str, parts: Sequence[str], *, write: bool, document: Path = DOCUMENT) -> None:
    """Print the parts; with `write`, put them between the section's marks in the document.

    Raises ValueError when the document has no such marks.
    """
    text = "\n\n".join((conditions(), *parts))
    say(text)
    if not write:
        return
    before = document.read_text(encoding="utf-8")
    marks = re.compile(rf"(<!-- {section} -->\n).*(<!-- /{section} -->)", re.DOTALL)
    if not marks.search(before):
        raise ValueError(f"{document} has no marks <!-- {section} --> … <!-- /{section} -->")
    document.write_text(marks.sub(lambda found: f"{found[1]}{text}\n{found[2]}", before), encoding="utf-8")
