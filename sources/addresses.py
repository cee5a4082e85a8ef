"""Where the sources stand: every start address in one place, and how we know it.

No live site could be seen when this was written, so nothing here is `confirmed`: that becomes True when a user has seen
the source read the live site (`watcher sources test`). A user can override an address in watcher.toml:

    [sources.shanghai_notices]
    url = "https://jrj.sh.gov.cn/another-column/index.html"
    confirmed = true
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit

from sources.base import LOCAL_LISTS, Expectations, Page, Regulator, Request, Source, Steps


class Known(StrEnum):
    """How an address became known."""

    PRINTED = "printed"  # a published document prints a page of this very column
    CRAWLED = "crawled"  # others have published the address or a program that reads it
    GUESSED = "guessed"  # only the host or the shape of its addresses is known, the column is our guess


@dataclass(frozen=True, slots=True)
class Address:
    """The first page of a source."""

    url: str
    known: Known
    confirmed: bool = False


_NFRA = "https://www.nfra.gov.cn/cbircweb/DocInfo/SelectDocByItemIdAndChild?itemId={item}&pageSize=18&pageIndex=1"
_CSRC = "http://www.csrc.gov.cn/searchList/{channel}?_isAgg=true&_isJson=true&_pageSize=20&_template=index&_channelName=&page=1"

ADDRESSES = {
    "nfra_penalties": Address(_NFRA.format(item=4113), Known.CRAWLED),
    "nfra_penalties_provinces": Address(_NFRA.format(item=4114), Known.CRAWLED),
    "nfra_penalties_cities": Address(_NFRA.format(item=4115), Known.CRAWLED),
    "nfra_rules": Address(_NFRA.format(item=925), Known.CRAWLED),
    "nfra_gansu": Address(_NFRA.format(item=2086), Known.PRINTED),
    "csrc_penalties": Address(_CSRC.format(channel="17d5ff2fe43e488dba825807ae40d63f"), Known.CRAWLED),
    "gov_policies": Address("https://www.gov.cn/zhengce/zuixin/ZUIXINZHENGCE.json", Known.CRAWLED),
    "xinhua_politics": Address("https://www.news.cn/politics/", Known.GUESSED),
    "hebei_policies": Address("http://www.hebei.gov.cn/hebei/14462058/14471802/14471750/index.html", Known.PRINTED),
    "shenzhen_policies": Address("http://www.sz.gov.cn/gkmlpt/index", Known.PRINTED),
    "shenzhen_notices": Address("http://jr.sz.gov.cn/gkmlpt/index", Known.GUESSED),
    "guangdong_notices": Address("http://gdjr.gd.gov.cn/gkmlpt/index", Known.GUESSED),
    "anhui_public": Address("http://ahjr.ah.gov.cn/public/column/6595751?type=4&action=list", Known.GUESSED),
    "tianjin_notices": Address("https://jrgz.tj.gov.cn/xxfb/tzggl_1/", Known.PRINTED),
    "tianjin_search": Address(
        "https://jrgz.tj.gov.cn/igs/front/search.jhtml?code=&pageSize=20&queryAll=true&searchWord=%E5%90%8D%E5%8D%95&siteId=36", Known.CRAWLED
    ),
    "dalian_factoring": Address("https://jrj.dl.gov.cn/col/col2765/index.html", Known.PRINTED),
    "xiamen_notices": Address("http://jr.xm.gov.cn/tzgg/bmtz/", Known.PRINTED),
    "shanghai_notices": Address("https://jrj.sh.gov.cn/zwdt-gg/index.html", Known.CRAWLED),
    "beijing_notices": Address("https://jrj.beijing.gov.cn/tztg/", Known.GUESSED),
    "chongqing_notices": Address("https://jrjgj.cq.gov.cn/zwxx_208/gsgg/", Known.CRAWLED),
    "amac_lost": Address("https://www.amac.org.cn/xxgs/slgg/", Known.GUESSED),
    "guangxi_notices": Address("http://dfjrjgj.gxzf.gov.cn/xxgk/tzgg/", Known.GUESSED),
    "hunan_notices": Address("http://dfjrjgj.hunan.gov.cn/dfjrjgj/xxgk_71626/tzgg/", Known.GUESSED),
    "sichuan_notices": Address("http://dfjrjgj.sc.gov.cn/scdfjrjgj/tzgg/", Known.GUESSED),
}


def placed(
    id: str,
    regulator: Regulator,
    title: str,
    read: Callable[[Page], Steps],
    read_notice: Callable[[Page], Steps] | None,
    *,
    expects: Expectations = LOCAL_LISTS,
) -> Source:
    """The source with that id, at its address."""
    at = ADDRESSES[id]
    return Source(id, regulator, title, Request(at.url), read, at.confirmed, read_notice=read_notice, expects=expects)


def moved(source: Source, url: str) -> Source:
    """The source at the address that a user states; its host counts as one of the regulator's, first of all."""
    host = (urlsplit(url).hostname or "").lower()
    domains = source.regulator.domains
    if not any(host == domain or host.endswith("." + domain) for domain in domains):
        domains = (*domains, host)
    return replace(
        source, start=replace(source.start, url=url), regulator=replace(source.regulator, domains=domains), confirmed=False
    )
