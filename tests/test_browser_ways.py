"""The ways that people go every day, in a real browser: judging by keys, another day, an import, a mail's link, paper."""

import io
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import expect
from selectolax.lexbor import LexborHTMLParser

from browsing import NARROW, Windows, press
from pages import Pages
from site_map import pages_of
from told_days import PUBLIC, SECOND, Told, day
from watcher.accounts.visitors import Role

ARTICLE = "http://ahjr.ah.gov.cn/public/6595751/8450999.html"


@pytest.fixture
def site(told: Told, home: Path) -> Iterator[Pages]:
    with day(told, SECOND, home) as site:
        yield site


def test_hits_are_judged_with_keys_alone(site: Pages, windows: Windows) -> None:
    page = windows.open(site, Role.REVIEWER, portfolio=1)
    page.goto("/hits")
    tabs, rows = page.get_by_role("main").locator(".tabs"), page.locator("#queue tr[data-hit]")
    expect(tabs).to_contain_text("待研判 5")
    press(page, "j?1")  # reading the keys leaves the row: the first press goes back to it
    expect(rows.first.locator("a.open")).to_be_focused()
    page.keyboard.down("1")
    expect(tabs).to_contain_text("待研判 4")
    page.keyboard.down("1")  # held down: the next hit is not judged too
    page.keyboard.up("1")
    first = rows.first.get_attribute("data-hit")
    press(page, "22")  # another company: of another place
    expect(tabs).to_contain_text("待研判 3")
    press(page, "u")
    expect(page.locator("#judging")).to_contain_text("尚未研判")
    assert page.url.endswith(f"/hits/{first}")
    different = page.locator(".why summary")
    place = different.bounding_box()
    assert place is not None
    different.click()
    at = [place["x"] + place["width"] / 2, place["y"] + place["height"] / 2]
    under = page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('button')?.value", at)
    assert under is None, "a second click meets no other verdict"
    press(page, ["Escape"])
    press(page, "3")
    page.wait_for_url(lambda url: f"/hits/{first}" not in url.partition("?")[0])
    page.goto(f"/hits/{first}")
    expect(page.locator("#judging")).to_contain_text("不确定")
    press(page, "?")
    expect(page.get_by_text("再按 1–4 选理由").first).to_be_visible()


def test_a_viewer_sees_and_cannot_write(site: Pages, windows: Windows) -> None:
    page = windows.open(site, Role.VIEWER, portfolio=1, width=NARROW)
    page.goto("/hits/1")
    expect(page.locator("#judging")).to_contain_text("您的角色只能查看")
    expect(page.locator("#judging button")).to_have_count(0)
    status = page.evaluate(
        "() => fetch('/hits/1/judge', {method: 'POST', body: new URLSearchParams({verdict: 'same'})}).then((one) => one.status)"
    )
    assert status == 403
    windows.troubles.clear()  # which noted just this answer
    page.goto("/notices/import")
    expect(page.get_by_role("heading", name="没有权限")).to_be_visible()
    page.locator("summary", has_text="菜单").click()
    page.get_by_role("link", name="名单库", exact=True).click()
    expect(page.get_by_role("heading", name="名单库", exact=True)).to_be_visible()


def test_a_viewer_is_offered_nothing_that_he_may_not_do(site: Pages) -> None:
    with site.client(Role.VIEWER, "乙") as client:
        site.show(1, Role.VIEWER, "乙")
        for address in pages_of(client).values():  # which follows every link, and none of them may be refused
            for form in LexborHTMLParser(client.get(address).text).css("form[method=post]"):
                path = form.attributes["action"] or address
                assert path == "/logout" or path.startswith("/account/"), f"{path} on {address}"


@pytest.mark.parametrize("script", [True, False])
def test_the_register_is_seen_as_of_another_day(site: Pages, windows: Windows, script: bool) -> None:
    page = windows.open(site, script=script)
    page.goto("/register?place=大连")
    sentence = page.locator("#sentence")
    expect(sentence).to_contain_text("在列 15")
    page.get_by_label("截至哪一天").fill("2023-08-01")
    if not script:
        page.get_by_role("button", name="查找").click()
    expect(sentence).to_contain_text("截至 2023-08-01")
    expect(sentence).to_contain_text("16")
    assert "as_of=2023-08-01" in page.url
    page.reload()
    expect(sentence).to_contain_text("截至 2023-08-01")


def test_from_a_blocked_source_to_its_import_by_hand(site: Pages, windows: Windows) -> None:
    saved = (files("watcher.demo") / "sites/day1/anhui/8450658.html").read_bytes()
    page = windows.open(site, Role.REVIEWER)
    page.goto("/sources")
    page.get_by_role("link", name="安徽省地方金融监督管理局 · 信息公开").first.click()
    expect(page.get_by_role("main")).to_contain_text("被脚本验证拦截")
    page.get_by_role("link", name="导入").first.click()
    expect(page.get_by_label("来源")).to_have_value("anhui_public")
    page.get_by_label("文件").set_input_files(
        {"name": "公告.html", "mimeType": "text/html", "buffer": saved.replace(b"8450658", b"8450999")}
    )
    page.get_by_label("公告的网址").fill(ARTICLE)
    page.get_by_role("button", name="导入").click()
    results = page.get_by_label("导入结果")
    expect(results).to_contain_text(re.compile("已导入|没有变化"))
    results.get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text(ARTICLE)


def test_the_link_of_a_mail_leads_to_its_hit_after_the_login(site: Pages, told: Told, windows: Windows) -> None:
    found = re.search(rf"{PUBLIC}(/hits/\d+)", "".join(told.mails))
    assert found
    page = windows.open(site, None)
    page.goto(found[1])
    expect(page.get_by_role("heading", name="还没有管理员")).to_have_count(0)
    assert page.url.endswith(f"/login?next={found[1].replace('/', '%2F')}")
    page = windows.open(site, Role.VIEWER, portfolio=1)
    page.goto(found[1])
    expect(page.get_by_role("heading", name="逐项对照")).to_be_visible()
    expect(page.locator(".evidence tr.meant")).to_be_visible()


def test_paper_shows_what_a_reader_of_the_file_needs_and_no_menu(site: Pages, windows: Windows) -> None:
    page = windows.open(site, portfolio=1, dark=True)
    page.goto("/hits/1")
    expect(page.locator(".evidence tr.meant")).to_be_visible()
    with pdfplumber.open(io.BytesIO(page.pdf(format="A4"))) as paper:
        words = "".join(sheet.extract_text() for sheet in paper.pages).replace("\n", "")
        dark = [
            char
            for char in paper.pages[0].chars
            if char["non_stroking_color"] not in ((0,), (0, 0, 0), (0.0, 0.0, 0.0))
        ]
    assert "逐项对照" in words
    assert re.search("[0-9a-f]{64}", words), "the hash of the evidence"
    assert "://" in words, "where the notice stands"
    assert "订阅与投递" not in words and "保存为不同企业" not in words, "no menu and no form"
    assert not [char for char in dark if max(char["non_stroking_color"]) > 0.5], (
        "black on white, whatever the window looks like"
    )
