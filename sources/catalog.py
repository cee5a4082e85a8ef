"""All sources and regulators that Watcher knows, written out: nothing is discovered at run time."""

from urllib.parse import urlsplit

from sources.base import Regulator, Source
from sources.errors import UsageError
from sources.regulators import anhui, dalian, tianjin, xiamen

REGULATORS: tuple[Regulator, ...] = (dalian.REGULATOR, xiamen.REGULATOR, anhui.REGULATOR, tianjin.REGULATOR)
SOURCES: tuple[Source, ...] = (*dalian.SOURCES, *xiamen.SOURCES, *anhui.SOURCES, *tianjin.SOURCES)


def source(id: str) -> Source:
    """Return the source with that id.

    Raises UsageError, naming the known ids.
    """
    for known in SOURCES:
        if known.id == id:
            return known
    raise UsageError(f"没有名为“{id}”的来源", action="可用的来源：" + "、".join(known.id for known in SOURCES))


def regulator(id: str) -> Regulator | None:
    """Return the regulator with that id (`Notice.regulator`), or None."""
    return next((known for known in REGULATORS if known.id == id), None)


def regulator_name(id: str) -> str:
    """Return the name in force of the regulator with that id; the id itself where it is unknown."""
    known = regulator(id)
    return known.names[-1] if known else id


def regulator_of(url: str) -> Regulator | None:
    """Return the regulator to whose site the URL leads, by domain, or None."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return None
    for known in REGULATORS:
        if any(host == domain or host.endswith("." + domain) for domain in known.domains):
            return known
    return None


def regulator_named(name: str) -> Regulator | None:
    """Return the regulator that bears or bore that full name (安徽省地方金融监督管理局), or None."""
    return next((known for known in REGULATORS if name in known.names), None)
