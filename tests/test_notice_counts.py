"""The size that a list states, and numbers that are not its size."""

import pytest

from sources.notices.counts import declared_counts, declared_parts, register_size


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("截至2023年7月，仍有 18 家公司属于“非正常经营类”商业保理公司", 18),
        ("现将24家融资租赁公司列入经营异常名单", 24),
        ("现公布第二批名单（共82家）。", 82),
        ("名单内共有二十一家企业。", 21),
        ("经认定，35家小额贷款公司被列入空壳名单", 35),
        ("入选企业为甲禾商业保理有限公司、乙禾商业保理有限公司等2家。", 2),
        ("本次公示合计11家。", 11),
        ("现将1,247家融资租赁公司列入失联名单", 1247),
        ("现将34家小额贷款公司、63家典当行和2家融资担保公司列入督促退出名单", 99),
        ("共99家（小额贷款公司34家，典当行63家，融资担保公司2家）", 99),
        ("较上期新增18家，减少3家，现有33家", 33),
        ("全市现有120家典当行，经排查，18家被认定为失联", 18),
        ("前期已将36家公司列入名单，现将8家小额贷款公司列入名单", 8),
        ("第一批至第十批共公布3802家，本批次共54家", 54),
        ("第三批共498家（失联217家、空壳281家），前两批共554家", 498),
        ("截至2024年末，本市共有846家非正常经营类融资租赁公司，其中217家失联", 846),
        ("现公示拟取消的75家小额贷款公司名单", 75),
        ("名单共 82 户", 82),
        ("现督促34家小额贷款公司、63家典当行、2家融资担保公司退出行业", 99),
        ("经认定，34家小额贷款公司、63家典当行被列入名单", 97),
        ("现公布疑似失联154家、空壳145家商业保理企业名单", 299),
        ("失联100家、空壳80家，共计150家", 150),
        ("对25家小额贷款公司予以停业整顿，取消46家小额贷款公司业务资格", 71),
        ("处理结果为：停业整顿25家，取消业务资格46家", 71),
        ("全市小额贷款公司120家，经检查，停业整顿25家，取消业务资格46家", 71),
        ("现将788家失联融资租赁企业、14家未通过审核的融资租赁企业列入名单", 802),
    ],
)
def test_a_stated_size_is_read(body: str, count: int) -> None:
    assert declared_counts("", body) == (count,)


def test_a_size_in_the_title_counts() -> None:
    assert declared_counts("拟将21家融资租赁企业纳入第一批监管名单", "") == (21,)


@pytest.mark.parametrize(
    "body",
    [
        "案例共27个，现将27个典型案例予以公布",
        "“云签发”平台、“模块化”检查机制等3项",
        "近6个月监管报表显示无经营",
        "连续三个月未报送",
        "其中中车、小米等6家商业保理公司各有2个案例入选",
        "31家省级监管局和5家计划单列市监管局统一挂牌",
        "全市共有商业保理公司120家。现将失联企业名单予以公告",
        "近百家企业被列入",
        "对3家以上公司予以公告",
        "已将300余家企业纳入监管，现公布失联名单",
    ],
)
def test_numbers_of_cases_measures_months_and_parts_are_not_the_size(body: str) -> None:
    assert declared_counts("", body) == ()


def test_the_plainest_wording_decides_over_looser_ones() -> None:
    body = "全市共有商业保理公司120家，经排查，仍有18家公司属于非正常经营类。"
    assert declared_counts("", body) == (18,)


def test_a_text_that_contradicts_itself_gives_both_sizes() -> None:
    assert declared_counts("", "仍有18家公司属于非正常经营类。综上，仍有17家公司未整改。") == (18, 17)


@pytest.mark.parametrize(
    ("body", "sizes"),
    [
        ("现将34家小额贷款公司、63家典当行和2家融资担保公司共98家列入失联名单。", (99, 98)),
        ("现将34家小额贷款公司、63家典当行和2家融资担保公司列入失联名单，合计98家。", (99, 98)),
        ("现将34家小额贷款公司、63家典当行和2家融资担保公司列入失联名单，共99家。", (99,)),
        ("现将34家小额贷款公司、63家典当行列入失联名单。至此本市共120家。", (97,)),
        ("前两批共120家，现将34家小额贷款公司、63家典当行列入失联名单。", (97,)),
    ],
)
def test_parts_that_do_not_add_up_to_the_total_beside_them_contradict_it(body: str, sizes: tuple[int, ...]) -> None:
    assert declared_counts("", body) == sizes


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("现督促34家小额贷款公司、63家典当行、2家融资担保公司退出行业", (34, 63, 2)),
        ("经认定，34家小额贷款公司、63家典当行被列入名单", (34, 63)),
        ("现将99家地方金融组织列入名单", ()),
    ],
)
def test_the_parts_of_a_sum_are_kept_apart(body: str, parts: tuple[int, ...]) -> None:
    assert declared_parts("", body) == parts


@pytest.mark.parametrize(
    ("title", "body", "size"),
    [
        ("小额贷款公司名录", "截至2月28日，全市共有小额贷款公司222家，其中网络小额贷款公司36家、暂停业务4家。", (222,)),
        ("融资租赁公司名录", "全省现有法人融资租赁公司 1,247 家", (1247,)),
        ("小额贷款公司名录", "全市共有地方金融组织300家，其中小额贷款公司222家。", ()),
        ("小额贷款公司名录", "全市共有小额贷款公司近百家", ()),
        ("地方金融组织名录", "全市共有小额贷款公司222家", ()),
    ],
)
def test_a_register_of_a_trade_is_as_large_as_the_trade(title: str, body: str, size: tuple[int, ...]) -> None:
    assert register_size(title, body) == size
