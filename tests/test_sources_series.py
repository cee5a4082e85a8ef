"""Which lists each source keeps, read from its own saved pages: the keys of series never change once they are used."""

import pytest

from saved_sites import look
from sources.addresses import ADDRESSES, Known
from sources.catalog import SOURCES, source, source_of
from sources.records import Kind, Mode, Notice, Polarity

LISTS = {  # series by the day of the notice, the newest first as the sites print them
    "dalian_factoring": ["dalian/商业保理/非正常经营", "dalian/商业保理/非正常经营"],
    "xiamen_notices": ["xiamen/融资租赁/疑似失联空壳", "xiamen/融资租赁/疑似失联空壳"],
    "tianjin_notices": ["tianjin/商业保理/典型案例"],
    "tianjin_search": ["tianjin/其他/失联空壳"],
    "shanghai_notices": [
        "shanghai/其他/失联空壳",
        "shanghai/融资租赁/退出行业",
        "shanghai/融资租赁/非正常经营",
        "shanghai/融资租赁/经营异常",
    ],
    "beijing_notices": ["beijing/小额贷款/失联空壳"],
    "chongqing_notices": ["chongqing/小额贷款/退出行业", "chongqing/小额贷款/名录"],
    "shenzhen_notices": ["shenzhen/小额贷款/督促退出", "shenzhen/小额贷款/空壳"],
    "guangdong_notices": ["guangdong/其他/督促退出"],
    "guangxi_notices": ["guangxi/小额贷款/取消资格", "guangxi/小额贷款/拟取消资格"],
    "hunan_notices": ["hunan/其他/失联空壳"],
    "sichuan_notices": ["sichuan/小额贷款/检查结果"],
    "amac_lost": ["amac/私募基金/失联"],
}
TEXTS = {
    "anhui_public": Kind.STATISTICS,
    "nfra_penalties": Kind.PENALTY,
    "nfra_penalties_provinces": Kind.PENALTY,
    "nfra_penalties_cities": Kind.PENALTY,
    "csrc_penalties": Kind.PENALTY,
    "nfra_rules": Kind.POLICY,
    "nfra_gansu": Kind.NEWS,
    "gov_policies": Kind.POLICY,
    "xinhua_politics": Kind.POLICY,
    "hebei_policies": Kind.POLICY,
    "shenzhen_policies": Kind.POLICY,
}


def read(id: str) -> list[Notice]:
    notices, error = look(source(id))
    assert error is None
    return notices


@pytest.mark.parametrize("id", LISTS)
def test_a_source_of_lists_reads_its_own_pages_into_these_series(id: str) -> None:
    assert [notice.series.key if notice.series else None for notice in read(id)] == LISTS[id]


@pytest.mark.parametrize("id", TEXTS)
def test_a_source_of_texts_makes_no_lists(id: str) -> None:
    for notice in read(id):
        assert (notice.kind, notice.series) == (TEXTS[id], None)
        assert notice.kind is Kind.PENALTY or notice.rows == ()  # whom it punishes is read, and stands on no list


def test_every_source_is_in_one_of_these_tables_and_at_one_address() -> None:
    ids = {one.id for one in SOURCES}
    assert ids == LISTS.keys() | TEXTS.keys() == ADDRESSES.keys()
    assert len(ids) >= 18
    assert all(known.known in Known and not known.confirmed for known in ADDRESSES.values())


def test_a_page_belongs_to_the_source_whose_address_agrees_longest() -> None:
    for one in SOURCES:
        assert source_of(one.start.url) is one
    other_scheme = source_of("https://jr.xm.gov.cn/tzgg/bmtz/202306/t20230629_2770942.htm")
    assert other_scheme is source("xiamen_notices")
    assert source_of("http://www.sz.gov.cn/gkmlpt/content/10/10703/post_10703647.html") is source("shenzhen_policies")
    assert source_of("http://jr.sz.gov.cn/gkmlpt/content/10/10703/post_10703647.html") is source("shenzhen_notices")
    assert source_of("https://example.com/") is None


def test_a_batch_of_shanghai_adds_and_its_renewed_list_replaces() -> None:
    _, exits, renewed, batch = read("shanghai_notices")
    assert [one.series.mode for one in (exits, renewed, batch) if one.series] == [Mode.BATCH, Mode.SNAPSHOT, Mode.BATCH]
    assert (batch.batch, renewed.as_of.iso if renewed.as_of else None, exits.kind) == (3, "2024", Kind.EXIT_LIST)


def test_a_proposal_of_guangxi_and_the_act_name_the_same_companies_in_two_series() -> None:
    act, proposal = read("guangxi_notices")
    assert {row.code for row in act.rows} == {row.code for row in proposal.rows}
    assert (proposal.polarity, act.polarity) == (Polarity.SUSPECTED, Polarity.FLAGGED)
    assert proposal.deadline is not None


def test_the_register_of_chongqing_is_good_and_replaces_and_its_exits_say_why() -> None:
    exits, register = read("chongqing_notices")
    assert register.series is not None
    assert (register.polarity, register.series.mode) == (Polarity.POSITIVE, Mode.SNAPSHOT)
    assert [row.cells["经营状态"] for row in register.rows] == ["正常", "正常", "暂停", "正常"]
    assert exits.rows[0].reasons == ("取消试点资格",)


def test_one_notice_of_guangdong_names_nine_companies_of_three_trades() -> None:
    (notice,) = read("guangdong_notices")
    assert (notice.declared, notice.named) == (9, 9)
    sections = [row.cells["分组"] for row in notice.rows]
    assert sections == ["一、小额贷款公司（3家）"] * 3 + ["二、典当行（4家）"] * 4 + ["三、融资担保公司（2家）"] * 2


def test_sichuan_prints_two_outcomes_in_one_list() -> None:
    (notice,) = read("sichuan_notices")
    assert [row.cells["处理结果"] for row in notice.rows] == ["停业整顿"] * 2 + ["取消业务资格"] * 3
