"""What sort of notice it is, decided from its title before any name is read: kind, polarity, list type, mode, batch."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sources.notices import vocabulary
from sources.notices.vocabulary import PROPOSED, RESULTS, UNKNOWN, UNSURE
from sources.notices.wording import NUMERAL, compact, to_number
from sources.records import Kind, Mode, Polarity

_QUOTES = str.maketrans("", "", "“”‘’\"'「」『』《》")
_BATCH = re.compile(rf"第({NUMERAL})批")
# The sentence that announces a list where the title is bare: 现将第三批疑似失联、空壳融资租赁企业名单予以公告.
_ANNOUNCES = re.compile(r"现将?([^。；\n]{2,80}?)(?:予以|进行|向社会|公告|公示|公布)")
_NAMES_A_LIST = re.compile(r"(?:名单|名录)(?:[（(][^）)]*[）)])?$|[（(][^）)]*(?:名单|名录)[^）)]*[）)]$")
_LIST_FILE = re.compile(r"(?:名单|名录|明细表|一览表)[^\u4e00-\u9fff]*$")
# 截至 and 名录 alone do not say it: batches have both, and a false snapshot would end listings that stand.
_RENEWS = re.compile(r"更新|最新(?!情况|进展)|现行")
_RENEWED = re.compile(rf"更新了|更新后的|[仍尚]有{NUMERAL}[家户]")


@dataclass(frozen=True, slots=True)
class Nature:
    """What a title says of its document; `kind` is None where only the body can tell news from statistics."""

    kind: Kind | None
    polarity: Polarity = Polarity.NEUTRAL
    list_type: str | None = None


_UNKNOWN = Nature(Kind.FLAGGED_LIST, Polarity.FLAGGED, UNKNOWN)


def nature_of(title: str, body: str, files: Iterable[str] = ()) -> Nature:
    """Kind, polarity and list type; the body's announcing sentence decides only where the title is bare.

    `files` are the names of the attachments: a list of bad names below a title that announces none is one of unknown
    nature.
    """
    found = _nature_of_words(title)
    if found.kind and found.kind.lists_companies and not vocabulary.ANNOUNCED.search(title):
        found = Nature(None)
    if found.kind is None and (match := _ANNOUNCES.search(compact(body))) and _NAMES_A_LIST.search(match[1]):
        found = _nature_of_words(match[1])
    if found.kind is None and any(map(_lists_adversely, files)):
        found = _UNKNOWN
    return found


def corrects_another(title: str) -> bool:
    """Whether a title says that the notice corrects one before it."""
    return vocabulary.OF_ANOTHER.search(title) is not None


def proposal_of(nature: Nature) -> Nature:
    """The exit list as one that is only proposed; one of no sure type stays one."""
    list_type = UNSURE if nature.list_type == UNSURE else f"{PROPOSED}{nature.list_type}"
    return Nature(nature.kind, Polarity.SUSPECTED, list_type)


def list_kind_in(name: str) -> Kind | None:
    """What kind of list a file's name announces; None where it does not say (名录 alone may be of either sort)."""
    found = _nature_of_words(name)
    if found.kind is None or not found.kind.lists_companies or found.list_type in ("名录", "备案", UNKNOWN, RESULTS):
        return None
    return found.kind


def names_good_ones(heading: str) -> bool:
    """True for a file, a sheet or a title that, beside a list of bad names, announces others: 正常企业, 移出名单."""
    good = vocabulary.GOOD_BESIDE.search(compact(heading).translate(_QUOTES)) is not None
    return good or list_kind_in(heading) in (Kind.POSITIVE_LIST, Kind.REMOVAL)


def batch_number(text: str) -> int | None:
    """The number of the batch that a title or a file name states (第三批, 第1批), else None."""
    match = _BATCH.search(compact(text))
    return to_number(match[1]) if match else None


def batch_of(title: str, body: str) -> int | None:
    """The batch of a list: from its title, else from the sentence that announces it."""
    announced = _ANNOUNCES.search(compact(body))
    return batch_number(title) or (batch_number(announced[1]) if announced else None)


def mode_of(kind: Kind, title: str, body: str, batch: int | None) -> Mode:
    """Snapshot only where the wording says that the edition replaces the last; otherwise absence means nothing.

    Good examples, proposals, removals and licence acts are single events whatever words they use.
    """
    single = kind in (Kind.REMOVAL, Kind.EXIT_LIST) or vocabulary.POSITIVE[0][1].search(title)
    if batch is not None or single or vocabulary.PROPOSES.search(title):
        return Mode.BATCH
    whole = kind is Kind.POSITIVE_LIST and "名录" in title  # a register of those admitted is always complete
    renewed = _RENEWS.search(compact(title)) or _RENEWED.search(compact(body))
    return Mode.SNAPSHOT if whole or renewed else Mode.BATCH


def _nature_of_words(title: str) -> Nature:
    words = vocabulary.DENIED.sub("", compact(title).translate(_QUOTES))
    adverse, good = _adverse_type(words), _first(vocabulary.POSITIVE, words)
    suspected = vocabulary.SUSPECTED.search(words) is not None
    if not vocabulary.IS_LIST.search(words) and not vocabulary.IS_ACT.search(words) and (kind := _text_kind(words)):
        return Nature(kind, Polarity.FLAGGED if kind is Kind.PENALTY else Polarity.NEUTRAL)
    if vocabulary.ABOUT.search(words) or (vocabulary.CASES.search(words) and vocabulary.CASES_OF_WRONG.search(words)):
        return Nature(None)
    if vocabulary.LISTED_AND_REMOVED.search(words):
        return Nature(Kind.FLAGGED_LIST, Polarity.FLAGGED, UNSURE)  # who is which only the files can tell
    if vocabulary.REMOVED.search(words):
        if vocabulary.REMOVAL_PROPOSED.search(words):
            return Nature(None)  # nobody is removed before the decision
        listed_as = f"疑似{adverse}" if adverse and "疑似" in words else adverse
        return Nature(Kind.REMOVAL, Polarity.NEUTRAL, listed_as or good or "名单")
    if vocabulary.URGED.search(words):
        return Nature(Kind.FLAGGED_LIST, Polarity.FLAGGED, "督促退出")
    if act := _first(vocabulary.EXIT, words):
        exits = Nature(Kind.EXIT_LIST, Polarity.FLAGGED, UNSURE if vocabulary.OF_ANOTHER.search(words) else act)
        return proposal_of(exits) if suspected else exits
    if adverse:
        return _adverse(words, adverse, good, suspected)
    return _good(good, suspected) if good and not vocabulary.OTHERS_LISTED.search(words) else _of_no_known_nature(words)


def _adverse(words: str, adverse: str, good: str | None, suspected: bool) -> Nature:
    """A list of bad names; of no sure type where some of the names may be good ones."""
    mixed = good == "正常经营" or vocabulary.CORRECTS.search(words) is not None
    if suspected:
        return Nature(Kind.SUSPECTED_LIST, Polarity.SUSPECTED, UNSURE if mixed else "疑似" + adverse)
    return Nature(Kind.FLAGGED_LIST, Polarity.FLAGGED, UNSURE if mixed else adverse)


def _good(good: str, proposed: bool) -> Nature:
    """A list of good names; who is only proposed for it (拟纳入监管名单) stands on another."""
    return Nature(Kind.POSITIVE_LIST, Polarity.POSITIVE, PROPOSED + good if proposed else good)


def _of_no_known_nature(words: str) -> Nature:
    """A list of companies is never news: where no word tells its nature a person is asked."""
    if vocabulary.COMPANIES_JUDGED.search(words):
        return Nature(Kind.FLAGGED_LIST, Polarity.FLAGGED, RESULTS)
    listed = vocabulary.COMPANIES_LISTED.search(words) and not vocabulary.OTHERS_LISTED.search(words)
    return _UNKNOWN if listed else Nature(None)


def _lists_adversely(file: str) -> bool:
    """True for a file called 疑似失联企业名单.xlsx; a form for reporting such companies is none."""
    stem = file.rsplit(".", 1)[0]
    return bool(_LIST_FILE.search(stem)) and _nature_of_words(stem).polarity.adverse


def _text_kind(words: str) -> Kind | None:
    """Penalties, rules and policies are texts about something, even where they speak of 失联 or 评级."""
    if vocabulary.PENALTY.search(words):
        return Kind.PENALTY
    if vocabulary.RULES.search(words):
        return Kind.RULES
    return Kind.POLICY if vocabulary.POLICY.search(words) else None


def _adverse_type(words: str) -> str | None:
    """失联空壳, 失联, 空壳 (series of their own at some places), or another flagged type."""
    lost = "".join(name for name, pattern in vocabulary.LOST if pattern.search(words))
    return lost or _first(vocabulary.FLAGGED, words)


def _first(types: vocabulary.Types, words: str) -> str | None:
    return next((name for name, pattern in types if pattern.search(words)), None)
