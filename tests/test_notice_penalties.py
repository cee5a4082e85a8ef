"""Whom a penalty punishes: the tables of several years, and what is not taken from them."""

from dataclasses import replace

import pytest

from sources.documents.html import parse, tables
from sources.notices.article import Article
from sources.notices.attachments import notice_steps
from sources.notices.penalties import ACT, NUMBER, punished
from sources.records import Basis, Kind, Notice, NoticeDate, Polarity
from sources.regulators.nfra import REGULATOR

BANK = "霁穗村镇银行股份有限公司"
STACKED = f"""<table>
<tr><td colspan="3">行政处罚决定书文号</td><td>大银保监罚决字〔2021〕5号</td></tr>
<tr><td rowspan="3">被处罚当事人姓名或名称</td><td colspan="2">个人姓名</td><td></td></tr>
<tr><td rowspan="2">单位</td><td>名称</td><td>{BANK}</td></tr>
<tr><td>法定代表人（主要负责人）姓名</td><td>甲某</td></tr>
<tr><td colspan="3">主要违法违规事实（案由）</td><td>违规发放贷款</td></tr>
<tr><td colspan="3">行政处罚依据</td><td>法律第四十六条</td></tr>
<tr><td colspan="3">行政处罚决定</td><td>罚款20万元</td></tr>
<tr><td colspan="3">作出处罚决定的机关名称</td><td>大连银保监局</td></tr>
<tr><td colspan="3">作出处罚决定的日期</td><td>2021年3月2日</td></tr></table>"""
LISTED = """<table>
<tr><td>序号</td><td>当事人名称</td><td>行政处罚决定书文号</td><td>主要违法违规行为</td><td>行政处罚内容</td><td>作出决定机关</td></tr>
<tr><td>1</td><td>云岭（大连）银行股份有限公司及相关责任人</td><td>大金罚决字〔2024〕1号</td><td>贷后管理不到位</td><td>罚款</td><td>大连监管局</td></tr>
<tr><td>2</td><td>甲某（时任云岭银行行长）</td><td>大金罚决字〔2024〕2号</td><td>负有责任</td><td>警告</td><td>大连监管局</td></tr>
<tr><td>3</td><td>云岭银行股份有限公司<br>金州支行</td><td>大金罚决字〔2024〕3号</td><td>虚报</td><td>警告</td><td>大连监管局</td></tr>
</table>"""
BRANCH = "国家金融监督管理总局大连监管局"
PENALTY = Notice("http://x.example/1", "nfra", "行政处罚信息公开表", Kind.PENALTY, Polarity.FLAGGED, issuer=BRANCH)


def read(markup: str) -> Notice:
    body = parse(markup).body
    assert body is not None
    return punished(PENALTY, tables(body), "http://x.example/1")


def test_one_decision_from_top_to_bottom_names_the_company_and_no_person() -> None:
    notice = read(STACKED)
    (row,) = notice.rows
    assert (row.name, row.reasons, row.cells[ACT], row.place.row) == (BANK, ("违规发放贷款",), "罚款20万元", 3)
    assert (notice.number, notice.issuer) == ("大银保监罚决字〔2021〕5号", "大连银保监局")
    assert notice.signed == NoticeDate("2021-03-02", Basis.TEXT)


def test_rows_below_a_heading_give_each_organisation_its_own_decision() -> None:
    notice = read(LISTED)
    assert {row.name: row.cells[NUMBER] for row in notice.rows} == {
        "云岭（大连）银行股份有限公司": "大金罚决字〔2024〕1号",
        "云岭银行股份有限公司金州支行": "大金罚决字〔2024〕3号",
    }
    assert (notice.number, notice.issuer) == (None, BRANCH)  # in short, and not another authority


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td>被处罚当事人</td><td>甲某</td></tr><tr><td>行政处罚决定</td><td>警告</td></tr></table>",
        f"<table><tr><td>被处罚当事人</td><td>甲某（时任{BANK}）</td></tr><tr><td>行政处罚决定</td><td>警告</td></tr></table>",
        f"<table><tr><td>单位名称</td><td>{BANK}</td></tr><tr><td>联系电话</td><td>0000</td></tr></table>",
    ],
)
def test_persons_and_other_tables_make_no_rows(markup: str) -> None:
    assert read(markup) == PENALTY


def test_a_penalty_is_no_list_and_nothing_is_missing_from_it() -> None:
    body = parse(STACKED).body
    assert body is not None
    article = Article(PENALTY.url, PENALTY.title, (), tables=tables(body), source=BRANCH)
    (notice,) = notice_steps(article, REGULATOR)
    assert isinstance(notice, Notice)
    assert (notice.kind, notice.named, notice.series, notice.names_missing) == (Kind.PENALTY, 1, None, False)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("当事人：云岭（大连）保理有限公司（以下简称云岭保理），住所：南汀。", ["云岭（大连）保理有限公司"]),
        ("被处罚单位： 青屿典当有限责任公司", ["青屿典当有限责任公司"]),
        ("当事人：甲某，男，时任青屿典当有限责任公司经理。", []),
        ("本会对青屿典当有限责任公司立案调查。", []),
    ],
)
def test_a_decision_in_prose_names_its_party_in_a_line_of_its_own(line: str, names: list[str]) -> None:
    assert [row.name for row in punished(replace(PENALTY, text=line), (), "http://x.example/1").rows] == names
