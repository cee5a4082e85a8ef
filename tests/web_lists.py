"""Lists and a file of customers for tests of the pages. The companies are invented."""

from dataclasses import replace
from datetime import date

from sources import records
from sources.records import Basis, Kind, Mode, Notice, NoticeDate, Place, Polarity, Row, Sector, Series

PAGE = "https://jrj.dl.gov.cn/art/2023/7/18/art_1.html"
SHEET = "https://jrj.dl.gov.cn/download.jsp?filename=a.xlsx"
BATCH = "https://jr.xm.gov.cn/tzgg/202512/t20251201_1.htm"
FACTORING = Series("dalian", Sector.FACTORING, "非正常经营", Mode.SNAPSHOT, "大连商业保理“非正常经营类”企业名单")
LEASING = Series("xiamen", Sector.LEASING, "疑似失联空壳", Mode.BATCH, "厦门融资租赁疑似“失联”“空壳”企业名单")
FLAGGED = Notice(
    *(PAGE, "dalian", "关于更新“非正常经营类”商业保理企业名录的公告", Kind.FLAGGED_LIST, Polarity.FLAGGED),
    published=NoticeDate("2023-07-18", Basis.TEXT), sectors=(Sector.FACTORING,), series=FACTORING, declared=2,
    rows=(Row("大连海川商业保理有限公司", Place(SHEET, "名录", 3)), Row("大连金鑫隆商业保理有限公司", Place(SHEET, "名录", 4))),
)
START = NoticeDate("2025-12-01", Basis.TEXT)
SUSPECTED = Notice(
    *(BATCH, "xiamen", "关于疑似“失联”“空壳”融资租赁企业的公示", Kind.SUSPECTED_LIST, Polarity.SUSPECTED),
    published=START, sectors=(Sector.LEASING,), series=LEASING, declared=1,
    deadline=records.Deadline(START, date(2026, 1, 3), date(2026, 1, 4), "30 日"),
    rows=(Row("厦门鹭盛融资租赁有限公司", Place(BATCH, None, 1)),),
)
NAMELESS = replace(
    SUSPECTED, url=BATCH.replace("_1", "_2"), title="关于第二批疑似“空壳”企业的公示", declared=18, rows=(), deadline=None
)
CUSTOMERS = """客户编号,企业名称,备注
1,大连海川商业保理有限公司,
2,大连金鑫隆保理有限责任公司,"=HYPERLINK(""http://example.com"")"
3,厦门鹭盛融资租赁有限公司,
4,沈阳清平机械制造有限公司,
5,<script>alert(1)</script>有限公司,
6,=1+1有限公司,
7,,名称是空的
"""
