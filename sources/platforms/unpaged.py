"""Rows that lead to no page of the site: a file that is the whole notice, and a notice that stands on another site."""

from sources.base import Page, Regulator, Steps
from sources.errors import ReadingError
from sources.notices.article import Article, Link
from sources.notices.attachments import notice_steps, with_trouble
from sources.notices.dates import date_in_url
from sources.notices.reader import read
from sources.notices.vocabulary import UNKNOWN
from sources.notices.wording import without_mark
from sources.platforms.checks import wrong_page
from sources.platforms.columns import Column
from sources.platforms.links import Listed, is_own
from sources.records import Basis, LookState, NoticeDate, Sector

UNTYPED = ("名单", "名录", UNKNOWN)  # what a list is called whose title does not say of what


def file_alone(row: Listed, regulator: Regulator) -> Steps:
    """Read a row that links a file: the notice has the row's title and day, and the file is its list."""
    ending = row.url.rpartition(".")[2]
    yield from notice_steps(_article(row, f"{row.title}.{ending}", regulator.names[-1]), regulator)


def elsewhere(row: Listed, regulator: Regulator) -> Steps:
    """Yield a notice of which only the title is known: its list is a gap, which an import of what stands there closes.

    Where the title tells neither trade nor type of a list (政务公开事项名单), it is none of companies.
    """
    link = Link(row.url, "公告原文")
    words = f"在其他网站，未予读取：{row.url}；请在浏览器中打开，另存后用 watcher import 文件 --url {row.url} --source 来源编号 导入"
    notice = read(_article(row, link.name, None), regulator)
    typed = notice.series is not None and notice.series.list_type not in UNTYPED
    if notice.kind.lists_companies and (typed or set(notice.sectors) - {Sector.OTHER}):
        yield with_trouble(notice, link, LookState.WRONG_PAGE, words)


def moved(page: Page, rows: tuple[Listed, ...], column: Column) -> ReadingError | None:
    """The error for a list of which every row leads to another host; None where one does not."""
    if not rows or any(is_own(row.url, page, column.regulator) for row in rows):
        return None
    error = wrong_page(page, f"列表里的公告全都在另一网站，网站可能已迁至 {rows[0].url}")
    error.action = "请用浏览器核对；如已迁移，请把新的栏目网址写入 watcher.toml 的 [sources.来源编号] url"
    return error


def _article(row: Listed, name: str, site: str | None) -> Article:
    return Article(
        row.url,
        without_mark(row.title),
        (),
        published=NoticeDate(row.day, Basis.TEXT) if row.day else date_in_url(row.url),
        site_name=site,
        attachments=(Link(row.url, name),),
    )
