"""All sources and regulators that Watcher knows, written out: nothing is discovered at run time."""

from collections.abc import Sequence
from itertools import takewhile
from urllib.parse import urlsplit

from sources.base import Regulator, Source
from sources.errors import UsageError
from sources.regulators import (
    amac,
    anhui,
    beijing,
    chongqing,
    csrc,
    dalian,
    gov,
    guangdong,
    guangxi,
    hebei,
    hunan,
    nfra,
    shanghai,
    shenzhen,
    sichuan,
    tianjin,
    xiamen,
    xinhua,
)

SOURCES: tuple[Source, ...] = (
    *(*dalian.SOURCES, *xiamen.SOURCES, *anhui.SOURCES, *tianjin.SOURCES),
    *(*shanghai.SOURCES, *beijing.SOURCES, *chongqing.SOURCES),
    *(*shenzhen.SOURCES, *guangdong.SOURCES, *guangxi.SOURCES, *hunan.SOURCES, *sichuan.SOURCES),
    *(*nfra.SOURCES, *csrc.SOURCES, *amac.SOURCES),
    *(*gov.SOURCES, *xinhua.SOURCES, *hebei.SOURCES),
)
REGULATORS: tuple[Regulator, ...] = tuple({one.regulator.id: one.regulator for one in SOURCES}.values())


def source(id: str, known: Sequence[Source] = SOURCES) -> Source:
    """Return the source with that id.

    Raises UsageError, naming the known ids.
    """
    for one in known:
        if one.id == id:
            return one
    raise UsageError(f"没有名为“{id}”的来源", action="可用的来源：" + "、".join(one.id for one in known))


def source_of(url: str, known: Sequence[Source] = SOURCES) -> Source | None:
    """Return the source that a page belongs to: of those of its host, the one whose address agrees longest with its own."""
    host = _host(url)
    of_host = [one for one in known if host and _is_of(host, one.regulator)]
    return max(of_host, key=lambda one: _agreeing(url, one.start.url), default=None)


def regulator(id: str) -> Regulator | None:
    """Return the regulator with that id (`Notice.regulator`), or None."""
    return next((known for known in REGULATORS if known.id == id), None)


def regulator_name(id: str) -> str:
    """Return the name in force of the regulator with that id; the id itself where it is unknown."""
    known = regulator(id)
    return known.names[-1] if known else id


def regulator_of(url: str) -> Regulator | None:
    """Return the regulator to whose site the URL leads, by domain, or None."""
    host = _host(url)
    return next((known for known in REGULATORS if host and _is_of(host, known)), None)


def regulator_named(name: str) -> Regulator | None:
    """Return the regulator that bears or bore that full name (安徽省地方金融监督管理局), or None."""
    return next((known for known in REGULATORS if name in known.names), None)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _is_of(host: str, known: Regulator) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in known.domains)


def _agreeing(left: str, right: str) -> int:
    """How many characters two addresses have in common behind the scheme: sites answer under both schemes."""
    pairs = zip(left.partition("://")[2], right.partition("://")[2], strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
