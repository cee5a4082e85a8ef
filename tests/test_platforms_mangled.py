"""Every reader is fed pages that no site would send: whatever they hold, it ends in a named error or in notices."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from family_sites import FOLDER, SITES, sites
from sources.base import Page, Steps
from sources.errors import FetchError, LookError
from sources.records import LookState, Notice
from watcher.demo.replica import load

EVERYTHING = sites(".")  # so that a look without an error must have asked for what its list names
MOST = 40  # requests of one look at a site of a few pages
PIECES = (
    *("<", ">", '"', "'", "{", "}", "[", "]", "\\", "&", "%u", "%uD800", "\0", "\ud7ff", "\ufeff", "{{x}}", "null", "1e999"),
    *("<li><a href='//['>名单</a>", "<a href='javascript:0' onclick='(((('>", "<record>", "<![CDATA[", "]]>", "</html>"),
    *("createPageHTML(9999, 0, 'index', 'html')", "pageCount: 9999", "totalRecord: 99999", "<totalpage>9999</totalpage>"),
    *('"total": 99999999999', '"docId": {}', '"title": [[[[', '"rows": 7', '"url": "//["', "<table><tr><td colspan=9999>"),
    *("<div>" * 300, "[" * 3_000, "9" * 5_000, "queryData={'pageId':'1'}", "共 9999 页", "DETAIL: {", '"content": "\\ud800"'),
)  # fmt: skip
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 400), st.sampled_from(PIECES) | st.text(max_size=8)), min_size=1, max_size=6
)


def mangled(text: str, edits: list[tuple[float, int, str]]) -> bytes:
    for place, length, piece in edits:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + length :]
    return text.encode("utf-8", "surrogatepass")


def saved(family: str) -> dict[str, Page]:
    answers = load(FOLDER / family)
    headers = {url: {name.lower(): value for name, value in one.headers.items()} for url, one in answers.items()}
    return {url: Page(url, one.body, headers=headers[url]) for url, one in answers.items()}


def walk(steps: Steps, pages: dict[str, Page]) -> tuple[int, int, LookError | None]:
    """Drive a reader; how often it asked, how many notices it gave, and the error that it ended in."""
    asked = given = 0
    try:
        step = next(steps)
        while asked <= MOST:
            if isinstance(step, Notice):
                given += 1
                step = next(steps)
                continue
            asked += 1
            page = pages.get(step.url)
            gone = FetchError("网页已不存在", state=LookState.GONE, url=step.url)
            step = steps.throw(gone) if page is None else steps.send(page)
    except StopIteration:
        return asked, given, None
    except LookError as error:
        return asked, given, error
    raise AssertionError(f"more than {MOST} requests")


def readers(family: str) -> tuple[Callable[[Page], Steps], Callable[[Page], Steps]]:
    return EVERYTHING[family].read, EVERYTHING[family].read_notice


@pytest.mark.parametrize("family", SITES)
@settings(max_examples=40)
@given(edits=EDITS, which=st.integers(0, 20))
def test_a_mangled_page_anywhere_in_a_look_ends_in_an_error_or_in_notices(
    family: str, edits: list[tuple[float, int, str]], which: int
) -> None:
    pages = saved(family)
    texts = [url for url, page in pages.items() if not page.headers.get("content-type", "").startswith("application/vnd")]
    victim = texts[which % len(texts)]
    pages[victim] = replace(pages[victim], content=mangled(pages[victim].content.decode("utf-8", "replace"), edits))
    asked, given, error = walk(EVERYTHING[family].read(pages[SITES[family].start]), pages)
    assert error is not None or given > 0 or asked > 0, "a list of nothing must not pass for a list"


@pytest.mark.parametrize("family", SITES)
@settings(max_examples=40)
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode) | st.sampled_from(PIECES).map(str.encode))
def test_anything_instead_of_a_list_or_a_notice_is_refused(family: str, content: bytes) -> None:
    start = SITES[family].start
    for reader in readers(family):
        *_, error = walk(reader(Page(start, content)), {})
        assert error is not None


@pytest.mark.parametrize("family", ["gov", "nfra_live", "nfra_static", "gkmlpt", "jpaas"])
@settings(max_examples=60)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("data", "rows", "total", "rptCode", "docId", "docTitle", "title", "url", "TITLE", "URL", "articles", "html")),
            inner,
            max_size=4,
        ),
        max_leaves=20,
    )
)  # fmt: skip
def test_json_of_any_shape_is_refused_or_read(family: str, value: object) -> None:
    url = {
        "gkmlpt": "http://gkmlpt.gov.example/gkmlpt/api/all/2811?page=1&sid=1",
        "jpaas": "https://jpaas.gov.example/api-gateway/jpaas-publish-server/front/page/build/unit?pageId=1",
    }.get(family, SITES[family].start)
    for shaped in (value, {"rptCode": 200, "success": True, "data": value, "articles": value, "searchVO": value}):
        for reader in readers(family):
            asked, given, error = walk(reader(Page(url, json.dumps(shaped).encode())), {})
            assert error is not None or asked + given > 0
