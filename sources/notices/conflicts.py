"""Readings of one field that contradict each other: sector, batch, issuer, title; and attachments against their notice."""

import re
from collections.abc import Iterable, Sequence

from sources.base import Regulator
from sources.notices.article import Article
from sources.notices.classify import batch_number, list_kind_in, names_good_ones
from sources.notices.issuers import is_bureau_of_place, is_own, issuer_of, other_name_in_body
from sources.notices.sectors import sectors_in, sectors_of_basis, sectors_of_body
from sources.notices.vocabulary import RESULTS, UNKNOWN, UNSURE
from sources.notices.wording import compact
from sources.records import ConflictField, FieldConflict, Kind, Notice, Reading, Sector

_ORDINALS = "零一二三四五六七八九十"
# What a digest's heading may do to a title without contradicting it: name the issuer (大连市金融发展局发布关于…),
# and say the place where the title says 我省 or 我市.
_OWN_PLACE = re.compile(r"^[我本全](?=[省市区])")
_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,3}(?=[省市])")
_PUBLISHES = re.compile(r"^[\u4e00-\u9fff、]{2,30}(?:发布|公布)$")


def contradicts(notice: Notice, attachment_name: str) -> str | None:
    """Why an attachment's name speaks of another list than the notice (Chinese words), or None when it fits.

    Rows of such an attachment go to `Notice.held`: the authority or a digest may have linked the wrong file.
    """
    if not notice.kind.lists_companies:
        return None
    reasons = []
    named = sectors_in(attachment_name)
    if named and notice.sectors and not set(named) & set(notice.sectors):
        reasons.append(f"附件名称所写行业为{_joined(named)}，公告行业为{_joined(notice.sectors)}")
    batch = batch_number(attachment_name)
    if batch is not None and batch != notice.batch:
        stated = "未分批次" if notice.batch is None else f"为{batch_words(notice.batch)}"
        reasons.append(f"附件名称写明{batch_words(batch)}，公告{stated}")
    kind = list_kind_in(attachment_name)
    other_sort = kind and any((kind is other) != (notice.kind is other) for other in (Kind.POSITIVE_LIST, Kind.REMOVAL))
    if other_sort or (_is_surely_bad(notice) and names_good_ones(attachment_name.rsplit(".", 1)[0])):
        reasons.append("附件名称与公告的名单性质（列入、移出或正面名单）不一致")
    return "；".join(reasons) or None


def _is_surely_bad(notice: Notice) -> bool:
    """True for a list of bad names whose title leaves no doubt; the others are held whatever their files are called."""
    return notice.polarity.adverse and not (notice.series and notice.series.list_type in (UNSURE, UNKNOWN, RESULTS))


def batch_words(batch: int) -> str:
    """A batch as notices print it: 第三批, 第12批."""
    return f"第{_ORDINALS[batch] if batch < len(_ORDINALS) else batch}批"


def sector_conflict(
    article: Article, body: str, basis: tuple[str, ...], chosen: tuple[Sector, ...]
) -> FieldConflict | None:
    """Places that name another trade than the one taken."""
    readings = [
        ("heading", sectors_in(article.heading or "")),
        ("title", sectors_in(article.title)),
        ("body", sectors_of_body(body)),
        ("basis", sectors_of_basis(basis)),
        *(("attachment", sectors_in(link.name)) for link in article.attachments),
    ]
    # A place that names some of the trades agrees: a file may hold one part of a list of three trades.
    named = [(where, chosen if set(found) & set(chosen) else found) for where, found in readings if found]
    return _conflict(ConflictField.SECTOR, [(where, _joined(found)) for where, found in named], _joined(chosen))


def batch_conflict(article: Article, batch: int | None) -> FieldConflict | None:
    """An attachment that belongs to another batch than the notice; chosen None means that the list has no batches."""
    own = batch_words(batch) if batch is not None else None
    named = [number for link in article.attachments if (number := batch_number(link.name)) is not None]
    return _conflict(
        ConflictField.BATCH, [("body", own), *(("attachment", batch_words(number)) for number in named)], own
    )


def issuer_conflict(article: Article, body: str, regulator: Regulator | None) -> FieldConflict | None:
    """A body that calls the acting authority by another of its names."""
    issuer, places = issuer_of(article)
    other = other_name_in_body(body, issuer, regulator) if issuer else None
    if other is None:
        return None
    return _conflict(ConflictField.ISSUER, [*((place, issuer) for place in places), ("body", other)], issuer)


def reprint_conflict(article: Article, regulator: Regulator | None) -> FieldConflict | None:
    """A list that the page says to be another authority's, or that the bureau of another place has signed.

    Which list of whom it belongs to is for a person to say.
    """
    issuer, places = issuer_of(article)
    if regulator is None or issuer is None or is_own(issuer, regulator):
        return None
    if "source" not in places and not is_bureau_of_place(issuer):
        return None
    where = "source" if "source" in places else places[0]
    return _conflict(ConflictField.ISSUER, [(where, issuer), ("site", regulator.names[-1])], None)


def title_conflict(article: Article) -> FieldConflict | None:
    """A heading that says something else than the official title (drops a word, swaps the trade)."""
    if article.heading is None or same_title(article.heading, article.title):
        return None
    return _conflict(ConflictField.TITLE, [("heading", article.heading), ("title", article.title)], article.title)


def count_conflict(readings: Iterable[tuple[str, int]], chosen: int | None) -> FieldConflict | None:
    """Different sizes printed for one list, or a size that its names do not make up; chosen None waits for a person."""
    values = [(where, str(value)) for where, value in readings]
    return _conflict(ConflictField.COUNT, values, None if chosen is None else str(chosen))


def _conflict(
    field: ConflictField, readings: Sequence[tuple[str, str | None]], chosen: str | None
) -> FieldConflict | None:
    """One reading for each different value, with all the places where it stands; None when all agree."""
    places: dict[str | None, list[str]] = {}
    for where, value in readings:
        found = places.setdefault(value, [])
        if where not in found:
            found.append(where)
    if len(places) < 2:
        return None
    return FieldConflict(field, tuple(Reading("/".join(where), value) for value, where in places.items()), chosen)


def same_title(heading: str, title: str) -> bool:
    """True for one title in two wordings: a digest names the issuer before it, and the place for 我省 or 我市."""
    one, other = compact(heading), compact(title)
    if one == other or _OWN_PLACE.sub("", other) == _PLACE.sub("", one):
        return True
    return one.endswith(other) and _PUBLISHES.match(one[: -len(other)]) is not None


def _joined(sectors: tuple[Sector, ...]) -> str:
    return "、".join(sectors)
