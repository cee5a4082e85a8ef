"""What the routes work with: the desk, the clock, and what every page shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request

from alerts import wording
from store.coverage import Coverage
from watcher.desk import Desk
from watcher.web.trust import Trust, trust


@dataclass(frozen=True, slots=True)
class Site:
    """One running set of pages."""

    desk: Desk
    clock: Callable[[], datetime]

    @property
    def today(self) -> date:
        """The day in Asia/Shanghai."""
        return self.clock().astimezone(wording.SHANGHAI).date()

    def trust(self, cover: Coverage) -> Trust:
        """How far a result can be trusted now."""
        return trust(cover, now=self.clock(), cadence=self.desk.settings.cadence)


async def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


Here = Annotated[Site, Depends(_site)]
