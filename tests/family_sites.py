"""The saved site of each family, as its reader is set up for it, and a look at it over real HTTP."""

import random
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from sources.base import Page, Regulator, Request, Steps
from sources.errors import LookError
from sources.platforms import anhui, csrc, gkmlpt, gov, hanweb, igs, jpaas, nfra, plain, trs
from sources.platforms.columns import Column
from sources.records import Notice
from watcher.demo.replica import Replica, load
from watcher.fetch import Fetcher, FetchLimits
from watcher.reading import drive

FOLDER = Path(__file__).parent / "fixtures" / "families"


@dataclass(frozen=True)
class Site:
    """One family's site: where its list begins, and its reader with all its parameters."""

    start: str
    read: Callable[[Page], Steps]
    read_notice: Callable[[Page], Steps]

    @property
    def host(self) -> str:
        return urlsplit(self.start).hostname or ""


def site(
    start: str,
    read: Callable[..., Steps],
    read_notice: Callable[..., Steps],
    *,
    wanted: str,
    code: str | None = None,
    **more: object,
) -> Site:
    host = urlsplit(start).hostname or ""
    place = Regulator("place", "", ("某地监管局",), (host,))  # of no place, so that every name of a site is its own
    column = Column(place, wanted, site_code=code)
    return Site(start, partial(read, column=column, **more), partial(read_notice, column=column, **more))


NFRA = "SelectDocByItemIdAndChild"
STATIC = f"https://nfra.gov.example/cn/static/data/DocInfo/{NFRA}/data_itemId=861,pageIndex=1,pageSize=18.json"
LIVE = f"https://nfra.gov.example/cbircweb/DocInfo/{NFRA}?itemId=861&pageSize=18&pageIndex=1"
CSRC = "http://csrc.gov.example/searchList/0a1b2c3d?_isAgg=true&_isJson=true&_pageSize=2&page=1"
IGS = "https://igs.gov.example/igs/front/search.jhtml?code=&pageSize=2&searchWord=%E5%90%8D%E5%8D%95&siteId=7"
SHANGHAI = plain.Shape(row=".list li", notice=r"/20\d{6}/[0-9a-f]{32}\.html$", further="index_{n}.html", second=2)


def sites(wanted: str) -> dict[str, Site]:
    """All sites, read by a column that wants such titles."""
    return {
        "anhui": site("http://anhui.gov.example/public/column/77?type=4&action=list", anhui.read, anhui.read_notice, wanted=wanted, code="3499000059"),
        "csrc": site(CSRC, csrc.read, csrc.read_notice, wanted=wanted, code="bm99000041"),
        "gkmlpt": site("http://gkmlpt.gov.example/gkmlpt/index", gkmlpt.read, gkmlpt.read_notice, wanted=wanted, code="4499000052", category=2811),
        "gov": site("https://www.gov.example/zhengce/zuixin/ZUIXINZHENGCE.json", gov.read, gov.read_notice, wanted=wanted),
        "igs": site(IGS, igs.read, igs.read_notice, wanted=wanted, code="2199000036"),
        "jpaas": site("https://jpaas.gov.example/zwgk/tzgg/index.html", jpaas.read, jpaas.read_notice, wanted=wanted, code="6100000033", unit="分页列表"),
        "jpage": site("https://jpage.gov.example/col/col61/index.html", hanweb.read, hanweb.read_notice, wanted=wanted, code="3299000021"),
        "nfra_live": site(LIVE, nfra.read, nfra.read_notice, wanted=wanted),
        "nfra_static": site(STATIC, nfra.read, nfra.read_notice, wanted=wanted),
        "plain": site("https://plain.gov.example/zwdt-gg/index.html", plain.read, plain.read_notice, wanted=wanted, code="3199000087", shape=SHANGHAI),
        "trs": site("http://trs.gov.example/tzgg/bmtz/", trs.read, trs.read_notice, wanted=wanted, code="3502990067"),
    }  # fmt: skip


SITES = sites("名单")


@contextmanager
def opened(family: str, **limits: float) -> Iterator[tuple[Replica, Fetcher]]:
    """The family's site on loopback, and a fetcher that tries once."""
    with (
        Replica(load(FOLDER / family)) as replica,
        Fetcher(
            FetchLimits(pause=0.0, tries=1, **limits),  # type: ignore[arg-type]  # none of the whole numbers is given
            clock=lambda: 0.0,
            sleep=lambda seconds: None,
            rng=random.Random(7),
            allowed_hosts=frozenset({SITES[family].host}),
            proxy=replica.proxy_url,
            verify=ssl.create_default_context(cafile=str(replica.ca_file)),
        ) as fetcher,
    ):
        yield replica, fetcher


def look(family: str, fetcher: Fetcher) -> tuple[list[Notice], LookError | None]:
    """One look at the family's list, as the shell does it."""
    notices: list[Notice] = []
    try:
        drive(SITES[family].read(fetcher.fetch(Request(SITES[family].start))), fetcher.fetch, notices)
    except LookError as error:
        return notices, error
    return notices, None


def digest(notice: Notice) -> dict[str, object]:
    """What the family is answerable for: not what the notice means."""
    return {
        "title": notice.title,
        "heading": notice.heading,
        "url": notice.url,
        "published": [notice.published.iso, notice.published.basis.value] if notice.published else None,
        "text": notice.text.splitlines(),
        "files": [[one.name, one.url] for one in notice.attachments],
        "names": [row.name for row in (*notice.rows, *notice.held)],
    }
