"""Pictures of every page over the demonstration's data, wide and narrow, light and dark, and on paper; run as a program."""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from browsing import NARROW, WIDE, Windows, chromium
from pages import Pages
from site_map import pages_of
from told_days import FIRST, SECOND, day, tell

_VIEWS = (("wide", WIDE, False), ("narrow", NARROW, False), ("dark", WIDE, True), ("narrow-dark", NARROW, True))


def file_name(kind: str) -> str:
    """A name for the picture of a kind of page."""
    words = re.sub(r"[^a-z0-9]+", "-", kind.removeprefix("GET /").replace("?", "-asked")).strip("-")
    return words or "overview"


def take(
    windows: Windows, site: Pages, folder: Path, views: tuple[tuple[str, int, bool], ...] = _VIEWS, only: str = ""
) -> None:
    """Every page of a site, in each of the views."""
    folder.mkdir(parents=True, exist_ok=True)
    with site.client() as client:
        site.show(1)
        found = pages_of(client)
        found |= {"not found": "/nowhere"}
    for view, width, dark in views:
        window = windows.open(site, width=width, dark=dark)
        for kind, address in found.items():
            if re.search(only, kind):
                window.goto(address)
                window.screenshot(path=folder / f"{file_name(kind)}.{view}.png", full_page=True)
        windows.close()


def doors(windows: Windows, site: Pages, folder: Path) -> None:
    """The pages before the log-in."""
    for view, width, dark in _VIEWS:
        window = windows.open(site, None, width=width, dark=dark)
        for name, address in (("login", "/login"), ("link-over", "/welcome/gone")):
            window.goto(address)
            window.screenshot(path=folder / f"{name}.{view}.png", full_page=True)


def readme(windows: Windows, site: Pages, folder: Path) -> None:
    """The two that README shows (copied to docs/images): the first page, and a hit whose name differs."""
    window = windows.open(site, portfolio=1)
    window.set_viewport_size({"width": WIDE, "height": 1060})
    window.goto("/")
    window.screenshot(path=folder / "overview.png")
    window.get_by_role("link", name="供应链管理").first.click()
    window.wait_for_load_state("networkidle")
    window.screenshot(path=folder / "hit.png")


def paper(windows: Windows, site: Pages, folder: Path) -> None:
    """What a printer gets."""
    with site.client() as client:
        found = pages_of(client)
    window: Page = windows.open(site)
    for kind, address in found.items():
        if "?" not in kind:
            window.goto(address)
            window.pdf(path=folder / f"{file_name(kind)}.pdf", format="A4")


def main(folder: Path, only: str = "") -> None:
    """Take them all."""
    with tempfile.TemporaryDirectory() as kept, chromium() as browser:
        told = tell(Path(kept))
        for name, at in (("day1", FIRST), ("day2", SECOND)):
            with day(told, at, Path(kept) / f"home-{name}") as site:
                windows = Windows(browser)
                take(windows, site, folder / name, _VIEWS if name == "day2" else _VIEWS[:2], only)
                if name == "day2" and not only:
                    doors(windows, site, folder)
                    paper(windows, site, folder)
                    readme(windows, site, folder)
                windows.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
