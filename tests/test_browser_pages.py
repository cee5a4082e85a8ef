"""Every page that links lead to, in a real browser: nothing serious for axe, nothing cut off, all of it within reach of the keyboard."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Page

from browsing import NARROW, Windows
from page_checks import axe, out_of_reach, too_wide, unfold
from pages import Pages, pages
from site_map import pages_of
from told_days import SECOND, Told, day
from watcher.desk import Desk

Check = Callable[[Page], list[str]]


@pytest.fixture(scope="module")
def site(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """The demonstration on its second day: hits, a blocked site, several lists."""
    with day(told, SECOND, tmp_path_factory.mktemp("pages")) as site:
        yield site


def faults(page: Page, found: dict[str, str], *checks: Check) -> str:
    """What is wrong, page by page."""
    told: list[str] = []
    for kind, address in found.items():
        page.goto(address)
        told += [f"{kind}: {fault}" for check in checks for fault in check(page)]
    return "\n".join(told)


def known(site: Pages) -> dict[str, str]:
    with site.client() as client:
        site.show(1)
        found = pages_of(client)
    assert len(found) > 30, sorted(found)
    return {
        kind: address for kind, address in found.items() if "/snapshots/" not in kind
    }  # foreign pages, where no script runs


def test_every_page_at_1280_pixels_can_be_read_and_used_by_anybody(site: Pages, windows: Windows) -> None:
    assert faults(windows.open(site, portfolio=1), known(site), unfold, axe, too_wide, out_of_reach) == ""


def test_every_page_at_390_pixels_and_in_the_dark_can_be_read(site: Pages, windows: Windows) -> None:
    plain = {kind: address for kind, address in known(site).items() if not kind.endswith("?")}
    assert faults(windows.open(site, portfolio=1, width=NARROW, dark=True), plain, unfold, axe, too_wide) == ""


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_pages_on_which_there_is_nothing_yet_say_so_without_a_fault(
    desk: Desk, clock: Callable[[], datetime], windows: Windows
) -> None:
    with pages(desk, clock) as site:
        with site.client() as client:
            found = pages_of(client)
        doors = {"login": "/login", "link": "/welcome/gone", "nowhere": "/nowhere"}
        assert faults(windows.open(site, width=NARROW), found, unfold, axe, too_wide) == ""
        assert faults(windows.open(site, None), doors, unfold, axe, too_wide, out_of_reach) == ""


def test_the_checks_find_what_they_look_for(windows: Windows) -> None:
    page = windows.browser.new_page(viewport={"width": NARROW, "height": 800})
    page.set_content(
        "<html lang=zh-CN><title>x</title><main><h1>x</h1><input name=q><p style='width:900px'>宽</p>"
        "<p style='width:3em;overflow:hidden;white-space:nowrap'>大连海川商业保理有限公司</p>"
        "<a href='#' onkeydown='event.preventDefault()'>1</a><a href='#'>2</a></main></html>"
    )
    assert "label" in axe(page)[0]
    assert [fault.split(":")[0] for fault in too_wide(page)] == [
        "the page is 908 wide of 390",
        "reaches beyond the window",
        "cut off",
    ]
    assert ">2</a>" in out_of_reach(page)[0]
    page.close()
