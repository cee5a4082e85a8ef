"""From the one-time link to the first judged hit, and files that do not explain themselves, in a real browser."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from browsing import Windows, press
from pages import Pages
from told_days import SECOND, Told, day
from watcher.accounts.links import first_link

LISTED = "大连青砾滩商业保理有限公司"
CUSTOMERS = f"企业名称,经办\n{LISTED},王敏\n沈阳清平机械制造有限公司,李想\n"
PASSWORD = "correct horse battery"


@pytest.fixture
def site(told: Told, home: Path) -> Iterator[Pages]:
    with day(told, SECOND, home) as site:
        yield site


def give(page: Page, name: str, content: bytes) -> None:
    """Choose a file and go on to its preview."""
    page.goto("/screening")
    page.get_by_label("选择文件").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="上传并预览").click()


def workbook() -> bytes:
    """Companies under a head that sounds like something else, and departments under one that sounds like companies."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet("客户")
        for row, cells in enumerate(
            [("单位名称", "往来方"), ("华东一部", LISTED), ("华北二部", "沈阳清平机械制造有限公司")]
        ):
            sheet.write_row(row, 0, cells)
    return kept.getvalue()


def test_the_first_run_leads_from_the_link_to_the_first_judged_hit(site: Pages, windows: Windows) -> None:
    page = windows.open(site, None)
    page.goto(first_link(site.desk.engine, SECOND) or "")
    page.get_by_label("用户名").fill("王敏")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_label("再填一次").fill(PASSWORD)
    page.get_by_role("button", name="保存并进入").click()
    expect(page.get_by_role("heading", name="总览", exact=True)).to_be_visible()
    give(page, "客户.csv", CUSTOMERS.encode("gb18030"))
    expect(page.locator("#preview")).to_contain_text("GB18030")
    expect(page.get_by_role("cell", name=LISTED)).to_be_visible()
    page.get_by_role("button", name="开始筛查").click()
    expect(page.locator("#tab-match")).to_contain_text("匹配 1")
    page.locator("#tab-match").click()
    page.get_by_role("link", name="查看命中").click()
    expect(page.locator("#judging")).to_contain_text("尚未研判")
    press(page, "1")
    expect(page.get_by_role("main")).to_contain_text(re.compile(f"已保存：{LISTED}.*同一企业"))
    expect(page.get_by_role("button", name="撤销").first).to_be_visible()
    page.goto("/screening")
    expect(page.get_by_role("main")).to_contain_text("已研判 1")


@pytest.mark.parametrize("script", [True, False])
def test_a_workbook_whose_column_was_guessed_wrong_is_put_right(site: Pages, windows: Windows, script: bool) -> None:
    page = windows.open(site, script=script)
    give(page, "往来.xlsx", workbook())
    facts = page.locator("#preview .facts")
    expect(facts).to_contain_text("名称列单位名称")
    page.get_by_label("名称列", exact=True).select_option("往来方")
    if not script:
        page.get_by_role("button", name="按所选重新预览").click()
    expect(facts).to_contain_text("名称列往来方")
    page.get_by_role("button", name="开始筛查").click()
    for _ in range(0 if script else 60):  # without script the page comes again by itself, every few seconds
        if page.locator("#tab-match").count() and "匹配 1" in page.locator("#tab-match").inner_text():
            break
        page.reload()
    expect(page.locator("#tab-match")).to_contain_text("匹配 1")
