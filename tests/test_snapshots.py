"""Snapshots: what others wrote is shown without anything that could act, and given away as the bytes that were kept."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

import httpx
import pytest

from pages import pages
from sources.base import Page
from store.database import writing
from store.evidence import record_capture
from watcher.accounts.visitors import Role
from watcher.desk import Desk
from watcher.web.evidence.shown import cleaned, shown
from watcher.web.guard import HEADERS, SHUT_IN

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

HOSTILE = """<!doctype html><html><head><title>t</title><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">
<script>evil()</script><style>body{background:url(https://evil.example/)}</style><link rel="stylesheet" href="https://evil.example/x.css"></head>
<body onload="evil()"><p style="position:fixed" onclick="evil()" id="x" class="y">正文在此</p><svg onload="evil()"><script>evil()</script><a xlink:href="javascript:evil()">x</a></svg>
<a href="javascript:evil()">点击</a><img src=x onerror="evil()"><iframe src="https://evil.example/"></iframe><object data="x"></object><embed src="x">
<form action="https://evil.example/" method="post"><input name="password"><button formaction="https://evil.example/">b</button><p>表单里的正文</p></form>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=evil()&gt;"></table></mtext></math>
<noscript><p title="</noscript><img src=x onerror=evil()>"></noscript><template><script>evil()</script></template>
<!-- <script>evil()</script> --><table background="https://evil.example/"><tr><td colspan="2" onmouseover="evil()" style="x">云岭商业保理</td></tr></table></body></html>"""

JSON = b'{"a": "<script>x</script>"}'


def keep(
    desk: Desk, content: bytes, at: datetime, url: str = "https://jrj.dl.gov.cn/art/1.html", name: str | None = None
) -> str:
    digest = desk.evidence.keep(content)
    with writing(desk.engine) as session:
        record_capture(session, Page(url, content, name=name), digest, at=at, request_key=url, imported_by="王合规")
    return digest


@pytest.fixture
def client(desk: Desk, clock: Callable[[], datetime]) -> Iterator[httpx.Client]:
    with pages(desk, clock) as site, site.client(Role.VIEWER) as client:
        yield client


def test_nothing_of_a_hostile_page_survives_but_its_words_and_it_is_shut_in(
    desk: Desk, clock: Callable[[], datetime], client: httpx.Client
) -> None:
    answer = client.get(f"/snapshots/{keep(desk, HOSTILE.encode(), clock())}")
    assert answer.status_code == 200
    assert answer.headers.get_list("content-security-policy") == [SHUT_IN]
    assert SHUT_IN.startswith("sandbox; default-src 'none'") and "script-src" not in SHUT_IN and "unsafe" not in SHUT_IN
    body = answer.text.split("<hr>", 1)[1]
    assert all(words in body for words in ("正文在此", "表单里的正文", '<td colspan="2">云岭商业保理</td>'))
    assert {tag.lower() for tag in re.findall(r"<\s*([a-z!]+)", body, re.I)} <= {"p", "table", "tbody", "tr", "td"}
    assert re.findall(r"<[a-z]+\s+([a-z]+)=", body) == ["colspan"]
    for word in ("evil", "javascript", "refresh", "<base", "<form", "<meta", "onerror", "style"):
        assert word not in body.lower(), word
    headers = answer.headers
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
    assert client.get("/notices").headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


def test_the_bytes_are_given_as_a_file_of_no_kind_under_a_name_that_is_no_path(
    desk: Desk, clock: Callable[[], datetime], client: httpx.Client
) -> None:
    digest = keep(desk, HOSTILE.encode(), clock(), name='..\\..\\名单"\r\nX: y.html')
    answer = client.get(f"/snapshots/{digest}?as=download")
    assert (answer.content, answer.headers["content-type"]) == (HOSTILE.encode(), "application/octet-stream")
    stated = answer.headers["content-disposition"]
    assert stated.startswith("attachment; ") and "x" not in answer.headers
    assert re.fullmatch(r"attachment; filename=\"[0-9a-f]{16}\"; filename\*=UTF-8''[\w.%-]+", stated), stated
    assert "%2F" not in stated and "%5C" not in stated


def test_an_unknown_hash_is_not_found_and_altered_bytes_are_told_and_not_served(
    desk: Desk, clock: Callable[[], datetime], client: httpx.Client
) -> None:
    for unknown in ("0" * 64, "x", "..%2F..%2Fwatcher.db", "A" * 64, "0" * 5_000):
        assert client.get(f"/snapshots/{unknown}").status_code == 404
    digest = keep(desk, b"<html><body>\xe5\x8e\x9f\xe4\xbb\xb6</body></html>", clock())
    path = desk.evidence.path(digest)
    path.write_bytes(b"<html>altered</html>")
    for asked in ("", "?as=download"):
        answer = client.get(f"/snapshots/{digest}{asked}")
        assert (answer.status_code, "与其 SHA-256 不符" in answer.text, "altered" in answer.text) == (410, True, False)
    path.unlink()
    assert "证据文件不见了" in client.get(f"/snapshots/{digest}").text


def test_text_is_shown_as_it_is_and_other_files_say_what_they_are(
    desk: Desk, clock: Callable[[], datetime], client: httpx.Client
) -> None:
    page = client.get(f"/snapshots/{keep(desk, JSON, clock())}").text
    assert "&lt;script&gt;x" in page and "<script>" not in page
    assert "PDF 文件，不能在此显示" in client.get(f"/snapshots/{keep(desk, b'%PDF-1.7 x', clock())}").text
    assert "嵌套超过" in client.get(f"/snapshots/{keep(desk, b'<html>' + b'<div></b>' * 300_000, clock())}").text
    assert (cleaned("<b>x<b>"), shown(b"a\0b").markup, shown(b"").text) == ("<b>x<b></b></b>", "", "")
