"""A real browser before the pages: windows of any width, light or dark, that note whatever goes wrong in them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from pages import Pages
from watcher.accounts.visitors import Role
from watcher.web.visit import COOKIE

CHROMIUM = Path("/usr/bin/chromium")
WIDE, NARROW = 1280, 390
_PATIENCE = 20_000  # milliseconds: the machine may be busy
_TOLD_BY_STATUS = "Failed to load resource"  # the browser's words for any status of 400 and more


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's chromium, which can reach this machine alone."""
    if not CHROMIUM.exists():
        pytest.fail(
            f"no {CHROMIUM}: the pages are tested in a real browser; `make system` (as root) installs it from Debian"
        )
    arguments = [
        "--no-sandbox",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--disable-background-networking",
        "--lang=zh-CN",
    ]
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Windows:
    """The windows of one test; `troubles` is what went wrong in any of them."""

    browser: Browser
    troubles: list[str] = field(default_factory=list)
    opened: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        site: Pages,
        role: Role | None = Role.ADMIN,
        *,
        name: str = "",
        portfolio: int | None = None,
        width: int = WIDE,
        dark: bool = False,
        script: bool = True,
    ) -> Page:
        """A window in which somebody with this role is logged in (None: nobody) who sees a portfolio."""
        context = self.browser.new_context(
            base_url=site.address,
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
            java_script_enabled=script,
            has_touch=width < 600,
        )
        self.opened.append(context)
        context.set_default_timeout(_PATIENCE)
        if role is not None:
            context.add_cookies([{"name": COOKIE, "value": site.login(role, name), "url": site.address}])
            if portfolio is not None:
                site.show(portfolio, role, name)
        self._watch(context, urlsplit(site.address).netloc)
        return context.new_page()

    def close(self) -> None:
        """Close them all."""
        while self.opened:
            self.opened.pop().close()

    def _watch(self, context: BrowserContext, own: str) -> None:
        def asked(request: Request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme != "data" and parts.netloc != own:
                self.troubles.append(f"asked another host: {request.url}")

        def answered(response: Response) -> None:
            if response.status >= (500 if response.request.is_navigation_request() else 400):
                self.troubles.append(f"{response.status} for {response.url}")

        def said(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and not message.text.startswith(_TOLD_BY_STATUS):
                self.troubles.append(f"console: {message.text}")

        context.on("request", asked)
        context.on("response", answered)
        context.on("console", said)
        context.on("weberror", lambda error: self.troubles.append(f"script: {error.error.message}"))


def press(page: Page, keys: Sequence[str]) -> None:
    """Press one key after the other, once the page listens to them."""
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)
