"""A trial's answers as a fixture: the folder of saved pages that tests read (docs/adding-a-source.md).

Fixtures carry no real names. Names and codes of the companies that the reader found are replaced by invented ones, in
texts and in workbooks of the .xlsx kind; then the rewritten pages are read again, and a fixture in which one of the
real names is still read is not written. Persons, addresses, telephone and identity numbers are replaced where they are
seen (particulars.py). What else looks like one is told, and so is every file that could not be searched: none is written.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from sources.base import Page, Request
from sources.documents.sniff import FileKind, kind_of
from sources.errors import FetchError, LookError, ReadingError, UsageError
from sources.records import LookState, Notice
from watcher.invention import company_like, invented, rewritten
from watcher.particulars import Sort, invented_particulars, particulars_in, still_in
from watcher.reading import drive
from watcher.trial import Trial

_SUFFIX = {FileKind.HTML: ".html", FileKind.PDF: ".pdf", FileKind.ZIP: ".xlsx", FileKind.OLE2: ".xls"}
_KEPT_HEADERS = ("content-type", "location")
_NOTHING = "没有写入样例"
_SHOWN = 5  # names that are left, in the words about them


def save(trial: Trial, folder: Path, *, invent: bool) -> list[str]:
    """Write pages.json and the files under folder/ID; return what a person must know of them.

    Raises UsageError when real names would be written: nothing is then left behind.
    """
    names = sorted(_named(trial.notices))
    seen = {like for one in trial.exchanges for like in company_like(one.content)} | set(names)
    private, unread = _private(trial)
    if (seen or private) and not invent:
        raise UsageError(
            f"来源 {trial.source.id} 的网页中有约 {len(seen)} 个真实企业的名称、{len(private)} 处人名、地址、电话等个人信息",
            meaning=f"{_NOTHING}：测试样例中只能有虚构的名称",
            action="请加上 --invent-names，以虚构的内容替换",
        )
    mapping = invented(_codes(trial.notices), names)
    mapping |= invented_particulars((real, sort) for real, sort in private.items() if real not in mapping)
    pages, left_out = _pages(trial, dict(sorted(mapping.items(), key=lambda one: -len(one[0]))), unread)
    _refuse_what_is_still_read(trial, pages, set(names))
    _write(pages, folder / trial.source.id)
    told = [f"{trial.source.id}：{len(pages)} 个页面，{len(names)} 家企业、{len(private)} 处个人信息已改为虚构"]
    told += [f"{trial.source.id}：{key} 无法改写或检查，已略去" for key in left_out]
    companies = seen & {like for page in pages.values() for like in company_like(page.content)}
    persons = {one for page in pages.values() for one in still_in(page.content, page.name or page.url, private)}
    told += _left(trial, "像企业名称的文字", companies) + _left(trial, "个人信息", persons)
    return [*told, "没有标签或表头的人名、地址，以及图片中的内容无法辨认，提交前请逐页核对"]


def _left(trial: Trial, what: str, found: Iterable[str]) -> list[str]:
    """Words about what is real and still there."""
    still = sorted(found)
    shown = "、".join(still[:_SHOWN]) + ("……" if len(still) > _SHOWN else "")
    return [f"{trial.source.id}：另有 {len(still)} 处{what}未替换，提交前必须改掉：{shown}"] if still else []


def _private(trial: Trial) -> tuple[dict[str, Sort], set[str]]:
    """The particulars of persons that are seen, and the requests whose answers could not be searched for any."""
    found: dict[str, Sort] = {}
    unread = set()
    for one in trial.exchanges:
        if one.page is not None and one.content:
            try:
                found |= particulars_in(one.content, one.page.name or one.page.url)
            except ReadingError:
                unread.add(one.key)
    return found, unread


def _named(notices: Iterable[Notice]) -> set[str]:
    found = {name for one in notices for row in (*one.rows, *one.held) for name in (row.name, *row.former_names)}
    return found | {name for one in notices for name in one.candidates}


def _codes(notices: Iterable[Notice]) -> list[str]:
    return sorted({row.code for one in notices for row in (*one.rows, *one.held) if row.code})


def _pages(trial: Trial, mapping: Mapping[str, str], unread: Collection[str]) -> tuple[dict[str, Page], list[str]]:
    """The answers by request, rewritten; and the requests whose bytes cannot be."""
    pages, left_out = {}, []
    for one in trial.exchanges:
        if one.page is None:
            continue
        content = rewritten(one.page.content, mapping) if one.key not in unread else None
        if content is None:
            left_out.append(one.key)
        else:
            headers = {name: value for name, value in one.headers.items() if name.lower() in _KEPT_HEADERS}
            pages[one.key] = Page(one.page.url, content, one.page.address, one.page.status, headers, one.page.name)
    return pages, left_out


def _refuse_what_is_still_read(trial: Trial, pages: Mapping[str, Page], names: set[str]) -> None:
    """Read the rewritten pages as a test will; a name in an unusual writing may have survived."""

    def get(request: Request) -> Page:
        if request.key not in pages:
            raise FetchError("样例中没有这个页面", state=LookState.GONE, url=request.url)
        return pages[request.key]

    notices: list[Notice] = []
    with suppress(LookError):  # what could not be read at first contact cannot be read now; what came before it counts
        drive(trial.source.read(get(trial.source.start)), get, notices)
    if still := _named(notices) & names:
        raise UsageError(
            f"来源 {trial.source.id} 有 {len(still)} 家企业的名称未能替换", meaning=_NOTHING, action="请用 --report 取得原始网页，手工制作样例"
        )


def _write(pages: Mapping[str, Page], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=False)
    except FileExistsError as error:
        raise UsageError(f"文件夹 {folder} 已经存在", meaning=_NOTHING, action="请换一个文件夹，或先移走它") from error
    entries: dict[str, dict[str, object]] = {}
    used: set[str] = set()
    for key, page in pages.items():
        name = _file_name(page, used)
        (folder / name).write_bytes(page.content)
        if page.address != page.url:
            entries[key] = {"file": name, "status": 302, "headers": {"location": page.address}}
            key = page.address
        entries[key] = {"file": name, "status": page.status, "headers": dict(page.headers)}
    (folder / "pages.json").write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _file_name(page: Page, used: set[str]) -> str:
    """A plain name after the address's last part, once in the folder; no path can come of it."""
    last = PurePosixPath(urlsplit(page.address).path)
    stem = "".join(mark for mark in last.stem if mark.isascii() and (mark.isalnum() or mark in "_-"))[:60] or "index"
    suffix = _SUFFIX.get(kind_of(page.content), ".txt")
    name, number = stem + suffix, 1
    while name in used:
        number += 1
        name = f"{stem}_{number}{suffix}"
    used.add(name)
    return name
