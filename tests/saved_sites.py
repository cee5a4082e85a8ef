"""What tests of the sources share: a fixture's folder that answers requests, and a reader run to its end."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from sources.base import Page, Request, Source, Steps
from sources.errors import FetchError, LookError
from sources.records import LookState, Notice

FIXTURES = Path(__file__).parent / "fixtures"


class Saved:
    """Answers requests from a fixture's folder; what is not in it is gone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries: Mapping[str, Mapping[str, Any]] = json.loads((folder / "pages.json").read_text("utf-8"))
        self.asked: list[str] = []

    def answer(self, request: Request) -> Page:
        self.asked.append(request.url)
        url = request.key if request.key in self.entries else request.url
        for _ in range(3):
            entry = self.entries.get(url)
            if entry is None:
                break
            headers = {name.lower(): value for name, value in entry["headers"].items()}
            if entry["status"] == 302:
                url = urljoin(url, headers["location"])
                continue
            content = (self.folder / entry["file"]).read_bytes()
            return Page(request.url, content, url, entry["status"], headers, request.name)
        raise FetchError("页面已不存在", state=LookState.GONE, url=url)


def drive(steps: Steps, saved: Saved) -> tuple[list[Notice], LookError | None]:
    """Run a reader to its end as the shell does; return its notices and the error that it ended in."""
    notices: list[Notice] = []
    try:
        step = next(steps)
        while True:
            if isinstance(step, Notice):
                notices.append(step)
                step = next(steps)
                continue
            try:
                page = saved.answer(step)
            except FetchError as error:
                step = steps.throw(error)
            else:
                step = steps.send(page)
    except StopIteration:
        return notices, None
    except LookError as error:
        return notices, error


def look(known: Source) -> tuple[list[Notice], LookError | None]:
    saved = Saved(FIXTURES / known.id)
    return drive(known.read(saved.answer(known.start)), saved)
