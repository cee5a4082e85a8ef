"""Whether a notice proposes or decides, and what it says to leave out."""

import pytest

from sources.base import Regulator
from sources.notices.article import Article
from sources.notices.reader import read
from sources.notices.scope import scope_of
from sources.notices.stages import Stage, stage_of
from sources.records import Notice, Polarity

PLACE = Regulator("nanting", "南汀", ("南汀市地方金融监督管理局",), ("jrj.nanting.example",))


def notice(title: str, body: str = "特此公告。") -> Notice:
    return read(Article("https://jrj.nanting.example/tzgg/202506/t20250603_1.htm", title, (body,)), PLACE)


@pytest.mark.parametrize(
    ("title", "body", "stage"),
    [
        ("关于“失联”“空壳”地方金融组织名单的公示", "公示期30日，如有异议可书面申辩。", Stage.PROPOSED),
        ("关于“失联”“空壳”地方金融组织名单的公示", "现将名单予以公示。", Stage.FINAL),
        ("关于“失联”“空壳”地方金融组织名单的公告", "自公告之日起30日内可提出异议。", Stage.FINAL),
        ("关于取消部分小额贷款公司试点资格的公示", "公示期自2025年6月3日至2025年6月9日。", Stage.PROPOSED),
        ("关于疑似“失联”商业保理企业名单的公告", "公告期为本公告发布之日起一个月。", Stage.PROPOSED),
        ("关于拟将21家融资租赁企业纳入第一批监管名单的公示", "", Stage.PROPOSED),
        ("关于公布融资租赁企业第一批监管名单的公告", "", Stage.FINAL),
        ("关于同意取消灰鹭小额贷款有限公司试点资格的批复", "应于2025年11月30日前注销或更名。", Stage.FINAL),
        ("关于举办融资租赁论坛的公告", "", None),
    ],
)
def test_words_and_an_open_period_tell_a_proposal_from_a_decision(title: str, body: str, stage: Stage | None) -> None:
    assert stage_of(notice(title, body)) is stage


def test_who_is_only_proposed_for_a_good_list_stands_on_another_one() -> None:
    proposed = notice("关于拟将21家融资租赁企业纳入第一批监管名单的公示").series
    decided = notice("关于公布融资租赁企业第一批监管名单的公告").series
    assert [one and one.list_type for one in (proposed, decided)] == ["拟监管名单", "监管名单"]


def test_a_day_to_act_leaves_a_licence_act_decided_and_a_period_leaves_it_proposed() -> None:
    title = "关于取消部分小额贷款公司试点资格的公示"
    assert notice(title, "应于2025年11月30日前注销或更名。").polarity is Polarity.FLAGGED
    assert notice(title, "公示期自2025年6月3日至2025年6月9日。").polarity is Polarity.SUSPECTED


@pytest.mark.parametrize(
    ("title", "body", "scope"),
    [
        ("商业保理公司非正常经营名单（不含青岛）", "", ("不含青岛",)),
        ("全省“失联”融资租赁公司名单", "我省（不含深圳市）共有838家（以下简称名单）。", ("不含深圳市",)),
        ("关于全省融资租赁公司名单不含深圳的公告", "", ("不含深圳",)),
        ("商业保理公司名录", "法人机构36家（含分支机构），另有若干（仅统计法人机构）。", ("含分支机构", "仅统计法人机构")),
        ("商业保理公司名录（第二批）", "名单附后（共3家）。", ()),
    ],
)
def test_what_a_list_leaves_out_is_kept_as_printed(title: str, body: str, scope: tuple[str, ...]) -> None:
    assert scope_of(title, body) == scope


def test_only_lists_have_a_scope() -> None:
    assert notice("关于“失联”商业保理公司名单的公告", "全省（不含青岛）名单。").scope == ("不含青岛",)
    assert notice("关于举办论坛的公告", "全省（不含青岛）。").scope == ()
