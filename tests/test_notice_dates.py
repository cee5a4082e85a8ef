"""Dates as printed: signed, as of, and in addresses; what is not printed stays empty."""

import pytest

from sources.notices.dates import as_of_date, date_in_url, signed_date
from sources.records import Basis, NoticeDate


@pytest.mark.parametrize(
    ("url", "iso"),
    [
        ("http://jr.beiwan.example/tzgg/202306/t20230629_2770942.htm", "2023-06-29"),
        ("https://jrj.nanting.example/art/2023/7/8/art_2765_2091063.html", "2023-07-08"),
        ("https://www.dongping.example/zhengce/202307/content_6890912.htm", "2023-07"),
        ("http://www.news.example/2023-07/19/c_1129758014.htm", "2023-07-19"),
        ("http://www.news.example/2023-07-19/1129758014.htm", "2023-07-19"),
        ("https://jrj.example/zwdt/20210201/0f0f.html", "2021-02-01"),
        ("http://www.dongping.example/columns/ab/202307/05/cd.html", "2023-07-05"),
    ],
)
def test_the_path_of_an_address_shows_the_date_as_precisely_as_it_does(url: str, iso: str) -> None:
    assert date_in_url(url) == NoticeDate(iso, Basis.URL)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "http://[/202306/t20230629_1.html",
        "http://ahjr.example/public/6595751/8450658.html",
        "http://www.example/branch/ItemDetail.html?docId=1118709&date=20230701",
        "http://www.sz.example/gkmlpt/content/10/10703/post_10703647.html",
        "http://www.example/202313/t20231399_1.html",
        "http://www.example/14462058/14471802/index.html",
    ],
)
def test_an_address_without_a_possible_date_gives_none(url: str | None) -> None:
    assert date_in_url(url) is None


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("2023 年 6 月 29 日", "2023-06-29"),
        ("二〇二三年六月二十九日", "2023-06-29"),
        ("北湾市地方金融监督管理局 2023年6月9日", "2023-06-09"),
        ("2023年7月", "2023-07"),
        ("二O二五年六月十日", "2025-06-10"),
        ("2025.6.10", "2025-06-10"),
        ("2025-06-10", "2025-06-10"),
        ("南汀市地方金融监督管理局2025/6/10", "2025-06-10"),
    ],
)
def test_the_signature_line_gives_the_signed_date(line: str, iso: str) -> None:
    assert signed_date(("正文。", line, "附件：名单")) == NoticeDate(iso, Basis.TEXT)


def test_dates_inside_sentences_and_dates_without_year_are_not_signatures() -> None:
    assert signed_date(("到2025年12月31日完成。", "7月20日", "自2012年起试点", "2023年2月30日")) is None


def test_a_date_in_figures_counts_only_where_it_is_the_one_date_of_the_page() -> None:
    assert signed_date(("2025-06-12", "正文", "2025年6月10日")) == NoticeDate("2025-06-10", Basis.TEXT)
    assert signed_date(("2025-06-12", "正文", "2025.6.10")) is None
    assert signed_date(("2025.13.10",)) is None


def test_a_letter_is_signed_before_its_annex() -> None:
    assert signed_date(("正文", "2023年6月29日", "附件正文", "2021年1月1日")) == NoticeDate("2023-06-29", Basis.TEXT)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("截至 2023 年 7 月，仍有18家公司", "2023-07"),
        ("截至2024年末", "2024"),
        ("名录（截至2025年2月28日）", "2025-02-28"),
        ("截止2023年12月底", "2023-12"),
    ],
)
def test_the_day_of_the_data_keeps_its_precision(text: str, iso: str) -> None:
    assert as_of_date("标题", text) == NoticeDate(iso, Basis.TEXT)


def test_a_text_without_such_a_word_has_no_day_of_the_data() -> None:
    assert as_of_date("关于2022-2023年度案例的通告", "到2025年取得成效") is None
