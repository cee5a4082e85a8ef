"""The source line under an item: official title, columns, site and domain, in the shapes that editors copy from browsers.

国家金融监督管理总局 (cbirc.gov.cn)              site
标题 (hebei.gov.cn)                             title
标题_站点 (ah.gov.cn); 标题_栏目_站点 (tj.gov.cn)  underscores
标题-栏目-栏目-站点 (xm.gov.cn)                   hyphens
站点 栏目 标题 (dl.gov.cn)                        blanks, the site first
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sources.digests.lines import Line
from sources.notices.issuers import is_authority
from sources.notices.wording import close_up, compact, without_mark

_LABEL = re.compile(r"^[^：:]{2,4}[：:]\s*")
# The domain in brackets ends the line; an editor's note below it (注：…) is no part of the source.
_DOMAIN = re.compile(r"^(?P<words>.*?)[（(]\s*(?P<domain>[a-z0-9-]+(?:\.[a-z0-9-]+)+)\s*[）)]", re.IGNORECASE)
_NOTE = re.compile(r"^[（(]?注[：:]")
# A hyphen between words, not the one in 2022-2023.
_HYPHEN = re.compile(r"(?<=[^\x00-\x7f])\s*-\s*(?=[^\x00-\x7f])")
_COLUMN = re.compile(r"公告|通知|通告|公示|要闻|动态|信息|资讯|新闻|政策|公开|法规|专栏|栏目|首页|工作")
_PORTAL = re.compile(r"(?:网|网站|门户|平台)$")
# A name as like the heading as this is the heading again, and not a site.
_IS_HEADING = 0.9


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What a source line says; each part is None or empty where it is not printed."""

    title: str | None = None
    columns: tuple[str, ...] = ()
    site: str | None = None
    domain: str | None = None


def read_source(lines: Sequence[Line], heading: str) -> SourceLine:
    """The parts of a source line; `heading` (the beginning of the item) tells a lone title from a lone site."""
    printed = ""
    for line in lines:
        if _NOTE.match(line.text):
            break
        printed += line.text
    printed = _LABEL.sub("", printed, count=1)
    match = _DOMAIN.match(printed)
    words, domain = (match["words"].strip(), match["domain"].lower()) if match else (printed.strip(), None)
    title, columns, site = _parts(words, heading)
    official = close_up(without_mark(title)) if title else None
    return SourceLine(official or None, tuple(map(close_up, columns)), close_up(site) if site else None, domain)


def _parts(words: str, heading: str) -> tuple[str | None, tuple[str, ...], str | None]:
    for pieces in ([piece.strip() for piece in words.split("_")], _HYPHEN.split(words)):
        if len(pieces) > 1 and _is_site(pieces[-1]):
            return pieces[0], tuple(pieces[1:-1]), pieces[-1]
    pieces = words.split()
    # 国家发展改革委 财政部关于… is one title by two authorities, not a site and a title.
    site_first = len(pieces) > 2 or (len(pieces) == 2 and pieces[1].startswith("关于"))
    if site_first and _is_site(pieces[0]) and all(_COLUMN.search(piece) for piece in pieces[1:-1]):
        return pieces[-1], tuple(pieces[1:-1]), pieces[0]
    if _is_site(words) and likeness(words, heading) < _IS_HEADING:
        return None, (), words or None
    return words or None, (), None


def _is_site(name: str) -> bool:
    return is_authority(name) or _PORTAL.search(name) is not None


def likeness(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 1, blanks left out."""
    return SequenceMatcher(None, compact(one), compact(other), autojunk=False).ratio()
