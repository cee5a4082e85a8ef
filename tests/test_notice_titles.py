"""Titles as regulators really print them: what each makes of its notice before any name is read."""

from datetime import date

import pytest

from sources.base import Regulator
from sources.notices.article import Article
from sources.notices.reader import read
from sources.notices.stages import stage_of
from sources.records import Notice, Sector

PLACE = Regulator("nanting", "南汀", ("南汀市地方金融监督管理局",), ("jrj.nanting.example",))
SHORT = {
    "保理": Sector.FACTORING,
    "租赁": Sector.LEASING,
    "小贷": Sector.MICROLOAN,
    "典当": Sector.PAWN,
    "担保": Sector.GUARANTEE,
    "私募": Sector.PRIVATE_FUND,
    "其他": Sector.OTHER,
}

# title | kind, polarity | list type, mode, batch, stage | trades   ("-": none)
TITLES = """
天津市融资租赁“黑名单” | flagged_list flagged | 黑名单 batch - final | 租赁
关于公布天津市融资租赁公司“失联”名单的公告 | flagged_list flagged | 失联 batch - final | 租赁
“失联”“空壳”地方金融组织名单 | flagged_list flagged | 失联空壳 batch - final | 其他
关于公布经营异常融资租赁公司名单的公告（第二批） | flagged_list flagged | 经营异常 batch 2 final | 租赁
第三批经营异常融资租赁公司名单 | flagged_list flagged | 经营异常 batch 3 final | 租赁
关于更新非正常经营类融资租赁公司名单的公告 | flagged_list flagged | 非正常经营 snapshot - final | 租赁
关于“失联”“空壳”地方金融组织名单的公示 | flagged_list flagged | 失联空壳 batch - final | 其他
失联融资租赁企业名录公告 | flagged_list flagged | 失联 batch - final | 租赁
失联商业保理企业名录（第十一批） | flagged_list flagged | 失联 batch 11 final | 保理
关于空壳小额贷款公司的公告 | flagged_list flagged | 空壳 batch - final | 小贷
2024年第2批空壳小额贷款公司公示 | flagged_list flagged | 空壳 batch 2 final | 小贷
关于督促“失联”“空壳”小额贷款公司、典当行、融资担保公司(第一批)退出行业的公告 | flagged_list flagged | 督促退出 batch 1 final | 小贷 典当 担保
关于认定“失联”“空壳”融资租赁公司的公告 | flagged_list flagged | 失联空壳 batch - final | 租赁
关于“失联”“空壳”融资租赁公司名单的公告（不含深圳） | flagged_list flagged | 失联空壳 batch - final | 租赁
商业保理公司非正常经营名单（不含青岛） | flagged_list flagged | 非正常经营 batch - final | 保理
关于无法取得联系的融资租赁公司名单的公告 | flagged_list flagged | 失联 batch - final | 租赁
关于公布经营状态异常的商业保理公司名单 | flagged_list flagged | 经营异常 batch - final | 保理
未按规定填报企业报表名单 | flagged_list flagged | 未报送 batch - final | 其他
关于发布本市“失联”“空壳”小额贷款公司名单(第1批)的公告 | flagged_list flagged | 失联空壳 batch 1 final | 小贷
商业保理公司失联名单（第二批） | flagged_list flagged | 失联 batch 2 final | 保理
全省“空壳”“失联”地方金融组织名单 | flagged_list flagged | 失联空壳 batch - final | 其他
关于公布第十五批失联私募机构名单的公告 | flagged_list flagged | 失联 batch 15 final | 私募
关于新增“失联”“空壳”融资租赁公司名单的公告 | flagged_list flagged | 失联空壳 batch - final | 租赁
关于补充公布非正常经营类融资租赁公司名单的公告 | flagged_list flagged | 非正常经营 batch - final | 租赁
关于公布失联商业保理企业名单的通知 | flagged_list flagged | 失联 batch - final | 保理
关于公布违法违规类商业保理企业名单的公告 | flagged_list flagged | 违法违规 batch - final | 保理
关于严重违法失信典当行名单的公告 | flagged_list flagged | 黑名单 batch - final | 典当
关于典当行年审不合格名单的公告 | flagged_list flagged | 未通过审核 batch - final | 典当
关于公布未备案融资租赁公司名单的公告 | flagged_list flagged | 未备案 batch - final | 租赁
未纳入监管名单的融资租赁公司名单 | flagged_list flagged | 未通过审核 batch - final | 租赁
不正常经营的典当行名单 | flagged_list flagged | 非正常经营 batch - final | 典当
监管评级D级融资担保公司名单 | flagged_list flagged | 未通过审核 batch - final | 担保
疑似空壳商业保理企业名录（第三批） | suspected_list suspected | 疑似空壳 batch 3 proposed | 保理
疑似“失联”“空壳”商业保理企业名单 | suspected_list suspected | 疑似失联空壳 batch - proposed | 保理
关于第一批疑似失联、空壳商业保理企业名单的公告 | suspected_list suspected | 疑似失联空壳 batch 1 proposed | 保理
关于对失联典当行拟列入经营异常名录的公示 | suspected_list suspected | 疑似失联 batch - proposed | 典当
关于公布全市正常经营、非正常经营商业保理企业名单的公告 | flagged_list flagged | 性质待核 batch - final | 保理
关于更正“失联”“空壳”典当行名单的公告 | flagged_list flagged | 性质待核 batch - final | 典当
关于非正常经营类典当行整改合格名单的公告 | flagged_list flagged | 性质待核 batch - final | 典当
关于小额贷款公司合规经营检查结果的公告 | flagged_list flagged | 检查结果 batch - final | 小贷
关于地方金融组织“双随机”抽查结果的公示 | flagged_list flagged | 检查结果 batch - final | 其他
典当行年审结果公示 | flagged_list flagged | 检查结果 batch - final | 典当
关于公布第二批融资租赁公司名单的通知 | flagged_list flagged | 性质不明 batch 2 final | 租赁
小额贷款公司名单（截至2025年2月28日） | flagged_list flagged | 性质不明 batch - final | 小贷
重点联系企业名单 | flagged_list flagged | 性质不明 batch - final | 其他
关于发布退出本市融资租赁行业的公司名单的公告 | exit_list flagged | 退出行业 batch - final | 租赁
关于深圳市部分融资租赁公司退出相关行业的公告 | exit_list flagged | 退出行业 batch - final | 租赁
2025年3-7月重庆市小额贷款公司退出行业公示表 | exit_list flagged | 退出行业 batch - final | 小贷
关于终止部分小额贷款公司开展互联网小额贷款业务试点的公告 | exit_list flagged | 终止试点 batch - final | 小贷
关于取消部分小额贷款公司试点资格的通知 | exit_list flagged | 取消资格 batch - final | 小贷
关于取消部分小额贷款公司试点资格的决定 | exit_list flagged | 取消资格 batch - final | 小贷
取消小额贷款公司试点资格公示 | exit_list flagged | 取消资格 batch - final | 小贷
关于拟取消部分小额贷款公司经营资格名单的公示 | exit_list suspected | 拟取消资格 batch - proposed | 小贷
关于取消部分小额贷款公司经营资格的公告 | exit_list flagged | 取消资格 batch - final | 小贷
关于注销部分地方金融组织经营资质的公告 | exit_list flagged | 注销资质 batch - final | 其他
关于吊销典当经营许可证的公告 | exit_list flagged | 吊销 batch - final | 典当
关于撤销融资担保业务经营许可证的公告 | exit_list flagged | 撤销许可 batch - final | 担保
云岭融资担保有限公司注销公告 | exit_list flagged | 注销资质 batch - final | 担保
融资担保机构业务许可证注销公告 | exit_list flagged | 注销资质 batch - final | 担保
关于同意取消灰鹭互联网小额贷款（南汀）有限公司试点资格的批复 | exit_list flagged | 取消资格 batch - final | 小贷
关于取消灰鹭小额贷款有限公司试点资格的公告 | exit_list flagged | 取消资格 batch - final | 小贷
关于不予云岭商业保理有限公司备案的公告 | flagged_list flagged | 未备案 batch - final | 保理
关于责令云岭小额贷款有限公司停业整顿的决定 | exit_list flagged | 停业整顿 batch - final | 小贷
关于对部分小额贷款公司停业整顿的公告 | exit_list flagged | 停业整顿 batch - final | 小贷
关于暂停部分小额贷款公司业务的公告 | exit_list flagged | 暂停业务 batch - final | 小贷
关于拟吊销典当经营许可证的公示 | exit_list suspected | 拟吊销 batch - proposed | 典当
关于公布融资租赁公司第一批监管名单的公告 | positive_list positive | 监管名单 batch 1 final | 租赁
拟将21家融资租赁企业纳入第一批监管名单 | positive_list positive | 拟监管名单 batch 1 proposed | 租赁
重庆市小额贷款公司名录(截至2025年2月28日) | positive_list positive | 名录 snapshot - final | 小贷
关于发布2025年深圳市小额贷款行业监管评级C级(含)以上机构名单的公告 | positive_list positive | 监管评级 batch - final | 小贷
关于发布天津市2022-2023年度商业保理行业服务实体经济典型案例的通告 | positive_list positive | 典型案例 batch - final | 保理
关于正常经营类商业保理企业名单的公告 | positive_list positive | 正常经营 batch - final | 保理
关于湖北省拟纳入第一批监管名单商业保理企业的公示 | positive_list positive | 拟监管名单 batch 1 proposed | 保理
2023年度优秀企业名单 | positive_list positive | 表彰 batch - final | 其他
关于公布商业保理公司备案名单的公告 | positive_list positive | 备案 batch - final | 保理
关于移出非正常经营类商业保理公司名录的公告 | removal neutral | 非正常经营 batch - final | 保理
关于将12家典当行从失联名单中移除的公告 | removal neutral | 失联 batch - final | 典当
关于解除部分典当行“失联”状态的公告 | removal neutral | 失联 batch - final | 典当
关于撤销部分典当行“失联”认定的公告 | removal neutral | 失联 batch - final | 典当
关于取消部分典当行失联状态的公告 | removal neutral | 失联 batch - final | 典当
关于不再列入非正常经营类典当行名单的公告 | removal neutral | 非正常经营 batch - final | 典当
关于部分失联私募机构恢复联系的公告 | removal neutral | 失联 batch - final | 私募
关于将部分典当行调出监管名单的公告 | removal neutral | 监管名单 batch - final | 典当
关于恢复部分典当行业务的公告 | removal neutral | 名单 batch - final | 典当
公告送达《缴款通知书》 | penalty flagged | - | -
关于开展商业保理行业清理规范工作的通知 | policy neutral | - | 保理
关于印发《失联企业名单管理办法》的公告 | rules neutral | - | -
关于发布《“失联”“空壳”典当行认定指引》的通告 | policy neutral | - | 典当
关于公开征求《失联企业名单管理办法（征求意见稿）》意见的公告 | policy neutral | - | -
关于开展融资租赁行业清理规范工作的公告 | news neutral | - | 租赁
关于“失联”“空壳”典当行清理规范工作的通告 | news neutral | - | 典当
关于开展疑似失联典当行核查的公告 | news neutral | - | 典当
《关于“失联”“空壳”典当行名单的公告》政策解读 | news neutral | - | 典当
关于“失联”典当行名单更新情况的新闻发布会 | news neutral | - | 典当
关于公布打击非法集资典型案例的通告 | news neutral | - | -
关于公布融资租赁公司违法违规典型案例的通告 | news neutral | - | 租赁
优秀商业保理企业名单（失联企业除外） | positive_list positive | 表彰 batch - final | 保理
无违法违规记录商业保理企业名单 | flagged_list flagged | 性质不明 batch - final | 保理
关于暂停受理融资租赁公司变更业务的公告 | news neutral | - | 租赁
关于征集失联典当行线索的公告 | news neutral | - | 典当
关于公布评审专家名单的公告 | news neutral | - | -
拟录用人员名单公示 | news neutral | - | -
行政许可事项名录 | news neutral | - | -
关于防范以融资租赁名义从事非法集资的风险提示 | news neutral | - | 租赁
关于拟移出非正常经营类典当行名单的公示 | news neutral | - | 典当
关于撤销《关于公布失联典当行名单的公告》的公告 | flagged_list flagged | 性质待核 batch - final | 典当
关于撤回《第三批疑似失联典当行名单》的通知 | suspected_list suspected | 性质待核 batch 3 proposed | 典当
关于延长疑似失联典当行名单公示期的公告 | suspected_list suspected | 性质待核 batch - proposed | 典当
关于撤销《关于取消部分小额贷款公司试点资格的公告》的公告 | exit_list flagged | 性质待核 batch - final | 小贷
关于更正取消试点资格小额贷款公司名单的公示 | exit_list flagged | 性质待核 batch - final | 小贷
关于终止灰鹭商业保理有限公司退出行业公示的公告 | exit_list flagged | 性质待核 batch - final | 保理
关于不予列入失联名单典当行的公告 | flagged_list flagged | 性质待核 batch - final | 典当
关于非失联非空壳典当行名单的公示 | flagged_list flagged | 性质不明 batch - final | 典当
无异常经营的典当行名单 | flagged_list flagged | 性质不明 batch - final | 典当
小额贷款公司名录（含失联企业） | flagged_list flagged | 性质待核 batch - final | 小贷
失联典当行申诉成功名单 | flagged_list flagged | 性质待核 batch - final | 典当
典当行红黑名单 | flagged_list flagged | 性质待核 batch - final | 典当
关于从失联名单中删除部分典当行的公告 | removal neutral | 失联 batch - final | 典当
关于将部分典当行调整出监管名单的公告 | removal neutral | 监管名单 batch - final | 典当
""".strip().splitlines()


def notice(title: str, body: str = "特此公告。") -> Notice:
    url = "https://jrj.nanting.example/tzgg/202306/t20230629_1.htm"
    return read(Article(url, title, (body,)), PLACE)


@pytest.mark.parametrize("line", TITLES, ids=lambda line: line.partition(" |")[0])
def test_a_real_title_gives_its_kind_its_list_and_its_trades(line: str) -> None:
    title, nature, listed, trades = (part.strip() for part in line.split("|"))
    found = notice(title)
    assert [found.kind, found.polarity] == nature.split()
    assert set(found.sectors) == {SHORT[word] for word in trades.split() if word != "-"}
    if not found.kind.lists_companies:
        assert listed == "-"
        return
    assert found.series is not None
    assert [found.series.list_type, found.series.mode, str(found.batch or "-"), stage_of(found)] == listed.split()


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("自公告之日起15日内联系注册地所在区金融工作部门", date(2023, 7, 14)),
        ("现予公示30日，如有异议可书面申辩", date(2023, 7, 29)),
        ("现公示7月名单", None),
        ("公示期为30日", date(2023, 7, 29)),
        ("公示期满1个月，无异议的", date(2023, 7, 29)),
        ("自公告之日起60日内主动注销或退出", date(2023, 8, 28)),
        ("公示期5个工作日", date(2023, 7, 6)),
        ("应于近6个月内恢复经营", None),
    ],
)
def test_a_printed_period_gives_the_nominal_end(period: str, end: date | None) -> None:
    deadline = notice("关于公布失联商业保理企业名单的公告", f"现将名单予以公告。{period}。").deadline
    assert (deadline.nominal if deadline else None) == end
