"""The rooms of the page, and who may enter: every address says so, and one that does not is found when this is imported."""

from watcher.web import health
from watcher.web.access import pages as access
from watcher.web.access import tokens as own_tokens
from watcher.web.access.declared import declared
from watcher.web.api import events as api_events
from watcher.web.api import hits as api_hits
from watcher.web.api import register as api_register
from watcher.web.api import screenings as api_screenings
from watcher.web.api import sources as api_sources
from watcher.web.conflicts import pages as conflicts
from watcher.web.evidence import pages as evidence
from watcher.web.hits import judging
from watcher.web.hits import pages as hits
from watcher.web.notices import imports
from watcher.web.notices import pages as notices
from watcher.web.overview import pages as overview
from watcher.web.portfolios import exchange
from watcher.web.portfolios import pages as portfolios
from watcher.web.portfolios import settings as portfolio_settings
from watcher.web.register import companies, happened, series
from watcher.web.register import pages as register
from watcher.web.screening import export_pages, preview_pages, result_pages, search_pages
from watcher.web.screening import pages as screening
from watcher.web.settings import accounts, audit, configuration, members, tokens
from watcher.web.sources import pages as sources
from watcher.web.sources import source_pages
from watcher.web.subscriptions import feeds, links, message, one, outbox
from watcher.web.subscriptions import pages as subscriptions

_ROOMS = (
    *(health, access, own_tokens, overview),
    *(screening, preview_pages, search_pages, result_pages, export_pages, hits, judging),
    *(register, companies, happened, series, imports, notices, conflicts, evidence, sources, source_pages),
    *(portfolios, portfolio_settings, exchange, subscriptions, outbox, message, one, links, feeds),
    *(accounts, members, tokens, audit, configuration),
)
_API = (api_screenings, api_register, api_hits, api_events, api_sources)

HEALTH = health.router
PAGES = tuple(room.router for room in _ROOMS)
API = tuple(part.router for part in _API)
ACCESS = declared((*PAGES, *API))  # by method and path
