"""Kind, polarity, list type, batch and mode: settled from wording before any name is read."""

import pytest

from sources.notices.classify import batch_number, batch_of, list_kind_in, mode_of, nature_of
from sources.records import Kind, Mode, Polarity

TITLES = [
    ("关于公布云江市融资租赁公司“失联”名单的公告", Kind.FLAGGED_LIST, Polarity.FLAGGED, "失联"),
    ("关于更新《云江市“非正常经营类”商业保理公司名录》公告", Kind.FLAGGED_LIST, Polarity.FLAGGED, "非正常经营"),
    ("第三批经营异常融资租赁公司名单", Kind.FLAGGED_LIST, Polarity.FLAGGED, "经营异常"),
    ("关于空壳小额贷款公司的公告", Kind.FLAGGED_LIST, Polarity.FLAGGED, "空壳"),
    ("关于督促“失联”“空壳”典当行（第一批）退出行业的公告", Kind.FLAGGED_LIST, Polarity.FLAGGED, "督促退出"),
    ("关于疑似“失联”“空壳”商业保理企业名单的公告", Kind.SUSPECTED_LIST, Polarity.SUSPECTED, "疑似失联空壳"),
    ("疑似空壳商业保理企业名录", Kind.SUSPECTED_LIST, Polarity.SUSPECTED, "疑似空壳"),
    ("关于发布商业保理典型案例的通告", Kind.POSITIVE_LIST, Polarity.POSITIVE, "典型案例"),
    ("拟将21家融资租赁企业纳入第一批监管名单", Kind.POSITIVE_LIST, Polarity.POSITIVE, "拟监管名单"),
    ("正常经营类融资租赁公司名单", Kind.POSITIVE_LIST, Polarity.POSITIVE, "正常经营"),
    ("2025年小额贷款行业监管评级C级（含）以上机构名单", Kind.POSITIVE_LIST, Polarity.POSITIVE, "监管评级"),
    ("关于将3家企业移出“非正常经营类”商业保理公司名录的公告", Kind.REMOVAL, Polarity.NEUTRAL, "非正常经营"),
    ("关于发布退出本市融资租赁行业的公司名单的公告", Kind.EXIT_LIST, Polarity.FLAGGED, "退出行业"),
    ("关于取消部分小额贷款公司经营资格的公告", Kind.EXIT_LIST, Polarity.FLAGGED, "取消资格"),
    ("关于拟取消部分小额贷款公司经营资格名单的公示", Kind.EXIT_LIST, Polarity.SUSPECTED, "拟取消资格"),
    ("关于注销部分地方金融组织经营资质的公告", Kind.EXIT_LIST, Polarity.FLAGGED, "注销资质"),
    ("公告送达《缴款通知书》", Kind.PENALTY, Polarity.FLAGGED, None),
    ("融资租赁公司监督管理暂行办法", Kind.RULES, Polarity.NEUTRAL, None),
    ("关于做好商业保理公司监管名单管理工作的通知", Kind.POLICY, Polarity.NEUTRAL, None),
    ("东屏省质量强省建设纲要", Kind.POLICY, Polarity.NEUTRAL, None),
    ("我市“失联”“空壳”企业清理工作取得成效", None, Polarity.NEUTRAL, None),
    ("关于开展融资租赁行业清理规范工作的公告", None, Polarity.NEUTRAL, None),
]


@pytest.mark.parametrize(("title", "kind", "polarity", "list_type"), TITLES)
def test_a_title_tells_kind_polarity_and_list_type(
    title: str, kind: Kind | None, polarity: Polarity, list_type: str | None
) -> None:
    found = nature_of(title, "")
    assert (found.kind, found.polarity, found.list_type) == (kind, polarity, list_type)


def test_a_bare_title_leaves_the_word_to_the_sentence_that_announces_the_list() -> None:
    found = nature_of("公告", "经排查，现将疑似“失联”商业保理企业名单予以公告。期满将纳入非正常经营类企业。")
    assert (found.kind, found.list_type) == (Kind.SUSPECTED_LIST, "疑似失联")


def test_a_body_that_threatens_a_worse_list_does_not_change_the_type() -> None:
    found = nature_of("关于疑似“失联”企业名单的公告", "未整改的企业，我局将纳入非正常经营类企业。")
    assert found.list_type == "疑似失联"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("我市举办案例分享会", "会上，我局现将失联企业名单管理情况进行了通报。"),
        ("关于开展融资租赁行业清理规范工作的公告", "现将疑似失联、空壳企业名单标准公告如下。"),
    ],
)
def test_a_sentence_around_lists_announces_none(title: str, body: str) -> None:
    assert nature_of(title, body).kind is None


@pytest.mark.parametrize(
    ("text", "batch"), [("第三批名单", 3), ("（第1批）", 1), ("第十一批", 11), ("第 2 批", 2), ("本批案例共27个", None)]
)
def test_a_batch_number_is_read_in_digits_and_in_chinese(text: str, batch: int | None) -> None:
    assert batch_number(text) == batch


def test_a_batch_is_found_in_the_announcing_sentence_when_the_title_has_none() -> None:
    assert batch_of("关于失联企业名单的公告", "现将第四批失联企业名单予以公告。") == 4
    assert batch_of("关于失联企业名单的公告", "第二批名单已于去年公布。") is None


@pytest.mark.parametrize(
    ("title", "body", "mode"),
    [
        ("关于更新非正常经营类公司名单的公告", "", Mode.SNAPSHOT),
        ("非正常经营类公司名单", "截至2023年7月，仍有8家", Mode.SNAPSHOT),
        ("非正常经营类公司名单", "截至2023年7月，共有8家", Mode.BATCH),
        ("非正常经营类公司名单", "仍有8家公司", Mode.SNAPSHOT),
        ("失联企业名录公告", "", Mode.BATCH),
        ("失联企业名单公告", "将由市场监管部门列入经营异常名录，名单动态更新，如仍有异议请联系我局。", Mode.BATCH),
        ("非正常经营类公司名单", "我局更新了名录。", Mode.SNAPSHOT),
        ("失联企业名单公告", "", Mode.BATCH),
    ],
)
def test_only_replacing_words_make_an_edition_a_snapshot(title: str, body: str, mode: Mode) -> None:
    assert mode_of(Kind.FLAGGED_LIST, title, body, None) is mode


def test_a_batch_adds_even_where_the_words_of_a_snapshot_stand_beside_it() -> None:
    assert mode_of(Kind.SUSPECTED_LIST, "疑似空壳企业名录（第二批）", "截至2023年7月", 2) is Mode.BATCH


def test_licence_acts_and_removals_never_replace_a_list() -> None:
    assert mode_of(Kind.EXIT_LIST, "截至2024年末退出行业公司名录", "", None) is Mode.BATCH
    assert mode_of(Kind.REMOVAL, "移出名录的公告", "", None) is Mode.BATCH


def test_a_file_name_tells_good_lists_from_bad_ones_and_is_silent_otherwise() -> None:
    assert list_kind_in("附件2：移出非正常经营类名单.xlsx") is Kind.REMOVAL
    assert list_kind_in("正常经营类公司名单.xlsx") is Kind.POSITIVE_LIST
    assert list_kind_in("云江市商业保理公司名录.xlsx") is None


def test_a_removal_belongs_to_the_series_that_it_removes_from() -> None:
    removal = nature_of("关于移出疑似“失联”“空壳”融资租赁企业名单的公告", "")
    assert (removal.kind, removal.list_type) == (Kind.REMOVAL, "疑似失联空壳")
    removal = nature_of("关于将部分企业移出“非正常经营类”商业保理公司名录的公告", "")
    assert (removal.kind, removal.list_type) == (Kind.REMOVAL, "非正常经营")


def test_a_proposed_removal_removes_nobody() -> None:
    assert nature_of("关于拟移出疑似“失联”“空壳”融资租赁企业名单的公示", "").kind is not Kind.REMOVAL
