"""Who issued a notice, and other names that its body uses for the same authority."""

import re
from collections.abc import Iterable

from sources.base import Regulator
from sources.notices.article import Article
from sources.notices.wording import compact

_AUTHORITY = re.compile(r"^[\u4e00-\u9fff]{2,30}(?:局|厅|部|委|委员会|办公室|金融办|政府|院|银行|协会|专班|中央)$")
# What a digest puts before a title: 大连市金融发展局发布关于…; and the plain form 国务院关于….
_BEFORE_ABOUT = re.compile(r"^(?P<issuer>[\u4e00-\u9fff \u3000、]{2,60}?)(?:发布|印发|公布)?[《]?(?:关于|发布)")
# A financial authority as a body calls it, from the level on: 市地方金融监管局, 省金融办.
_FINANCIAL = re.compile(
    r"(?P<level>[省市])(?P<core>(?:地方)?金融(?:监督管理|监管|发展|服务|工作|管理)*(?:局|办公室|办|委员会|委))"
)
_PLACED = re.compile(r"^(?P<place>[\u4e00-\u9fff]{2,3})(?P<level>[省市])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PLACE = re.compile(r"^(?:[\u4e00-\u9fff]{2,3}(?:省|市|自治区)|[省市])")
# Who may have written a notice: an authority with its place or level; 市局办公室 is an office of the site's own.
_WRITER = re.compile(
    r"^(?![省市区县]局)(?:国家|中国|中共|全国|国务院|最高|自治区|[省市区县]"
    r"|[\u4e00-\u9fff]{2,7}?(?:[省市区县盟旗]|自治[州县]|监管局|监管分局|分局))"
)
_SIGNATURES_WITHIN = 30  # characters: a signature is a short line


def issuer_in_title(title: str | None) -> str | None:
    """The authority that a title begins with; several are joined by 、 (中共中央、国务院)."""
    match = _BEFORE_ABOUT.match(title or "")
    if match is None:
        return None
    names = [name for name in re.split(r"[ \u3000、]+", match["issuer"]) if name]
    return "、".join(names) if names and all(_AUTHORITY.match(name) for name in names) else None


def is_authority(name: str | None) -> bool:
    """True for the name of an authority, false for a portal (中国政府网) and for a title."""
    return bool(name and _AUTHORITY.match(compact(name)))


def signature(paragraphs: Iterable[str]) -> str | None:
    """The authority that signs on a line of its own, or None."""
    lines = (compact(paragraph) for paragraph in paragraphs)
    return next((line for line in lines if len(line) <= _SIGNATURES_WITHIN and _AUTHORITY.match(line)), None)


def issuer_of(article: Article) -> tuple[str | None, tuple[str, ...]]:
    """The issuer's full name and the places where it stands; None where no authority is printed.

    A site's name counts only when it is an authority's (中国政府网 is not), and when the page names no other as its
    source: sites reprint what other authorities publish.
    """
    found = {
        "title": issuer_in_title(article.title),
        "heading": issuer_in_title(article.heading),
        "signature": signature(article.paragraphs),
        "source": _writer(article),
        "site": article.site_name if is_authority(article.site_name) else None,
    }
    for name in found.values():
        if name:
            return name, tuple(where for where, other in found.items() if other == name)
    return None, ()


def _writer(article: Article) -> str | None:
    """The authority that the page names as its source; None where that is the site's own, perhaps in short."""
    name, site = compact(article.source or ""), article.site_name
    if not is_authority(name) or not _WRITER.match(name):
        return None
    return None if is_authority(site) and _abbreviates(_short(name), _short(site or "")) else name


def is_own(name: str, regulator: Regulator) -> bool:
    """True for a name of this regulator, in whatever short form, or of another authority of its own place."""
    if regulator.place == "全国" or regulator.place in name:  # 中共上海市委金融委员会办公室
        return True
    return any(_abbreviates(_short(name), _short(one)) for one in (*regulator.names, *regulator.aliases))


def is_bureau_of_place(name: str) -> bool:
    """True for the financial authority of a province or city, by its full name: 天津市地方金融管理局."""
    return bool(_PLACED.match(name) and _FINANCIAL.search(name))


def is_short_for(name: str, full: str | None) -> bool:
    """True for the same authority in fewer words: 大连监管局 for 国家金融监督管理总局大连监管局."""
    return full is not None and _abbreviates(_short(name), _short(full))


def other_name_in_body(body: str, issuer: str, regulator: Regulator | None) -> str | None:
    """Another authority's name by which the body calls the one that acts, or None when the names agree.

    市金融局 is short for 天津市地方金融监督管理局; 市地方金融监管局 is not short for 大连市金融发展局. A bare 市 means the
    issuer's own city; behind other words the name must be one that the regulator bore, or it may be a neighbour's.
    """
    placed = _PLACED.match(issuer)
    if placed is None:
        return None
    flat, own = compact(body), _core(issuer)
    aliases = [_core(name) for name in (*regulator.names, *regulator.aliases)] if regulator else []
    for match in _FINANCIAL.finditer(flat):
        core = _core(match["core"])
        if match["level"] != placed["level"] or _abbreviates(core, own):
            continue
        before = flat[: match.start()]
        if before.endswith(placed["place"]):
            return placed["place"] + match.group()
        bare = not before or not _CHINESE.match(before[-1])
        if bare or (before[-1] not in "各区县" and any(_abbreviates(core, alias) for alias in aliases)):
            return match.group()
    return None


def _core(name: str) -> str:
    """An authority's name without its place, with 监督管理 in its short form."""
    return _PLACE.sub("", _short(name))


def _short(name: str) -> str:
    return compact(name).replace("监督管理", "监管").replace("办公室", "办")


def _abbreviates(short: str, full: str) -> bool:
    """True when the characters of the short name stand in the full one in the same order."""
    rest = iter(full)
    return all(mark in rest for mark in short)
