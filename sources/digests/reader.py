"""A digest (a law firm's or association's newsletter as plain text) read into its notices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sources.base import Regulator
from sources.digests.attachments import attachments_of, is_file_url
from sources.digests.headings import heading_lines
from sources.digests.lines import printed_lines
from sources.digests.paragraphs import join_lines
from sources.digests.source_line import SourceLine, read_source
from sources.digests.split import RawItem, split_items
from sources.errors import ReadingError
from sources.notices.article import Article
from sources.notices.dates import date_in_url
from sources.notices.reader import read
from sources.notices.wording import close_up
from sources.records import LookState, Notice


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One item of a digest: where it stands, what is printed under it, and the notice that it is.

    `first_line` and `last_line` are line numbers of the text; `mark` is （一）.
    """

    section: str
    mark: str
    first_line: int
    last_line: int
    source: SourceLine
    article: Article
    notice: Notice


def looks_like_digest(text: str) -> bool:
    """True for a text with a numbered item that ends in a source line and a web address."""
    return any(item.source and item.urls for item in split_items(printed_lines(text)))


def read_digest(text: str, regulators: Sequence[Regulator]) -> tuple[DigestItem, ...]:
    """Every item of a digest in order; a notice's regulator is found by the domain of its address.

    Raises ReadingError for a text that is not a digest.
    """
    if not looks_like_digest(text):
        raise ReadingError(
            "这份文本不是可识别的汇编：没有找到“（一）标题—正文—来源—网址”结构的条目",
            state=LookState.UNREADABLE,
            action="请核对文件内容；单个公告请连同网址用 watcher import 导入",
        )
    return tuple(_read_item(item, regulators) for item in split_items(printed_lines(text)))


def regulator_of(hosts: Iterable[str], regulators: Iterable[Regulator]) -> Regulator | None:
    """The regulator to whose domain one of the hosts belongs; the longest domain wins."""
    fitting = [
        (len(domain), regulator)
        for host in hosts
        for regulator in regulators
        for domain in regulator.domains
        if host == domain or host.endswith("." + domain)
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _read_item(item: RawItem, regulators: Sequence[Regulator]) -> DigestItem:
    source = read_source(item.source, item.text[0].text)
    end = heading_lines(item.text, source.title)
    heading = close_up("".join(line.text for line in item.text[:end]))
    paragraphs = join_lines(item.text[end:])
    urls = list(dict.fromkeys(line.url for line in item.urls))
    page = next((url for url in urls if not is_file_url(url)), urls[0] if urls else None)
    article = Article(
        url=page,
        title=source.title or heading,
        paragraphs=paragraphs,
        heading=heading,
        published=date_in_url(page),
        site_name=source.site,
        attachments=attachments_of(paragraphs, urls),
        origin="digest",
    )
    regulator = regulator_of((urlsplit(url).hostname or "" for url in urls), regulators)
    return DigestItem(
        item.section, item.mark, item.first_line, item.last_line, source, article, read(article, regulator)
    )
