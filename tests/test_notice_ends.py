"""Days that a notice prints as the end of its period, or as the day by which a company must act."""

from datetime import date

import pytest

from sources.base import Regulator
from sources.notices.article import Article
from sources.notices.printed_ends import printed_end, printed_period
from sources.notices.reader import read
from sources.records import Basis, ConflictField, Notice, NoticeDate

PLACE = Regulator("nanting", "南汀", ("南汀市地方金融监督管理局",), ("jrj.nanting.example",))
PUBLISHED = NoticeDate("2025-06-03", Basis.URL)
LOST = "关于公布“失联”商业保理企业名单的公告"


def notice(body: str, title: str = LOST) -> Notice:
    return read(Article("https://jrj.nanting.example/tzgg/202506/t20250603_1.htm", title, (body,)), PLACE)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("公示期自2025年6月3日至2025年6月9日", date(2025, 6, 9)),
        ("公示期自 2025 年 6 月 3 日起至 6 月 9 日止", date(2025, 6, 9)),
        ("公示时间：2025年6月3日—6月9日", date(2025, 6, 9)),
        ("公示期5个工作日（2025年6月3日至6月9日）", date(2025, 6, 9)),
        ("公示期限自6月3日至6月9日", date(2025, 6, 9)),
        ("公示期：2025年12月25日至1月5日", date(2026, 1, 5)),
        ("公示期：2025.6.10-2025.6.24", date(2025, 6, 24)),
        ("公示期自2025-06-10至2025-06-24", date(2025, 6, 24)),
        ("公示时间2025/6/10-2025/6/24", date(2025, 6, 24)),
        ("公示期为2025.6.10-6.24", date(2025, 6, 24)),
        ("公示期6月10日至16日", date(2025, 6, 16)),
        ("现予公示（2025年6月10日（星期二）至6月16日（星期一））", date(2025, 6, 16)),
        ("公示期自二〇二五年六月十日至六月十六日", date(2025, 6, 16)),
    ],
)
def test_a_period_from_day_to_day_ends_as_printed(text: str, end: date) -> None:
    found = printed_period(text, PUBLISHED, None)
    assert found is not None
    assert (found[1].nominal, found[1].working) == (end, end)
    assert found[0].printed in found[1].rule


@pytest.mark.parametrize(
    "text",
    [
        *("数据期间为2025年1月1日至2025年3月31日", "公示期自2025年6月9日至2025年6月3日"),
        *("公示期自2025年2月3日至2025年2月30日", "公示期6月10日（星期一）至16日", "公示期2025.6.10-24", "公示期6月28日至3日"),
    ],
)
def test_other_spans_and_impossible_ones_are_no_period(text: str) -> None:
    assert printed_period(text, PUBLISHED, None) is None


def test_a_length_from_a_printed_day_is_counted_from_that_day() -> None:
    days = printed_period("公示期自2025年6月11日起30日", PUBLISHED, None)
    working = printed_period("公示时间为6月11日起5个工作日", PUBLISHED, None)
    assert days is not None and working is not None
    assert (days[1].nominal, working[1].nominal) == (date(2025, 7, 11), date(2025, 6, 18))
    assert "2025年6月11日起30日" in days[1].rule
    assert printed_period("公示期自2025年6月31日起30日", PUBLISHED, None) is None


def test_days_without_a_year_mean_nothing_where_no_day_of_publication_is_known() -> None:
    assert printed_period("公示期自6月3日至6月9日", None, NoticeDate("2025-06", Basis.TEXT)) is None
    assert printed_end("应于11月30日前注销", None, None) is None


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("应于2025年11月30日前注销或者更名", date(2025, 11, 30)),
        ("请于2025年11月30日（含）前联系我局", date(2025, 11, 30)),
        ("请在1月15日以前办理", date(2026, 1, 15)),
        ("对于2024年12月31日前设立的公司，应于2025年7月1日之前整改", date(2025, 7, 1)),
        ("本表统计于2024年12月31日前设立的公司", None),
        ("应于2025年2月30日前注销", None),
    ],
)
def test_a_day_by_which_to_act_counts_when_it_is_still_to_come(text: str, end: date | None) -> None:
    found = printed_end(text, PUBLISHED, None)
    assert (found.nominal if found else None) == end


def test_printed_days_go_before_a_counted_length_and_a_counted_length_before_a_day_to_act() -> None:
    both = notice("现予公示，公示期5个工作日（2025年6月3日至6月9日），应于2025年11月30日前注销。")
    counted = notice("自公告之日起15日内联系我局，应于2025年11月30日前注销。")
    alone = notice("上述公司应于2025年11月30日前注销。")
    ends = [one.deadline.nominal for one in (both, counted, alone) if one.deadline]
    assert ends == [date(2025, 6, 9), date(2025, 6, 18), date(2025, 11, 30)]
    assert [one.period is not None for one in (both, counted, alone)] == [True, True, False]


def test_news_has_no_deadline() -> None:
    assert notice("报名应于2025年11月30日前完成。", "关于举办融资租赁论坛的公告").deadline is None


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("请于6月30日17时前联系我局", date(2025, 6, 30)),
        ("请在6月30日下午5点半之前联系我局", date(2025, 6, 30)),
        ("请于6月30日17:00前联系我局", date(2025, 6, 30)),
        ("应于6月30日（星期一）前注销", date(2025, 6, 30)),
        ("最迟2025.6.30前注销", date(2025, 6, 30)),
        ("请于6月底前联系我局", date(2025, 6, 30)),
        ("应于2026年二月底前注销", date(2026, 2, 28)),
    ],
)
def test_a_last_day_is_read_with_its_hour_its_weekday_and_as_the_end_of_a_named_month(text: str, end: date) -> None:
    found = notice(text)
    assert found.deadline is not None and found.deadline.nominal == end
    assert not any(one.field is ConflictField.DATE for one in found.conflicts)


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("请于6月30日（星期二）前联系我局。", True),
        ("请于月底前联系我局。", True),
        ("应于年底前注销。", True),
        ("应于6月31日前注销。", True),
        ("公示期十（15）日。", True),
        ("公示期一个半月。", True),
        ("公示期2025.6.10-24。", True),
        ("自公告之日起若干日（见附件2）内。", True),
        ("请于2024年6月30日前设立的公司联系我局。", False),
        ("公示时间：2025年6月3日。", False),
        ("公示期内如有异议，请联系我局。自接到通知之日起5日内整改。", False),
    ],
)
def test_a_period_that_is_printed_and_not_understood_is_none_and_is_shown_to_a_person(text: str, doubtful: bool) -> None:
    found = notice(text)
    shown = [one for one in found.conflicts if one.field is ConflictField.DATE]
    assert (found.period, found.deadline, bool(shown)) == (None, None, doubtful)
    assert all(one.chosen is not None for one in shown)  # it holds nothing
