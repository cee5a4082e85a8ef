"""A whole article read into a notice, with its contradictions."""

from datetime import date

from sources.base import Regulator
from sources.notices.article import Article, Link
from sources.notices.conflicts import batch_words, contradicts, count_conflict
from sources.notices.reader import read
from sources.records import Basis, ConflictField, Kind, Mode, Notice, NoticeDate, Polarity, Sector

NANTING = Regulator(
    "nanting", "南汀", ("南汀市地方金融监督管理局", "南汀市金融发展局"), ("jrj.nanting.example",), ("市地方金融监管局",)
)
URL = "https://jrj.nanting.example/art/2023/7/4/art_11_22.html"
BASIS = "根据《关于加强商业保理企业监督管理的通知》（银保监办发〔2019〕205 号）要求，"


def article(title: str, *paragraphs: str, names: tuple[str, ...] = (), heading: str | None = None) -> Article:
    links = tuple(Link(f"https://jrj.nanting.example/{number}", name) for number, name in enumerate(names))
    return Article(URL, title, paragraphs, heading=heading, attachments=links, site_name="南汀市金融发展局")


def update(*names: str, heading: str | None = None, actor: str = "市金融发展局") -> Notice:
    body = f"{BASIS}{actor}更新了名录。截至 2023 年 6 月，仍有 14 家公司属于“非正常经营类”商业保理公司。"
    title = "关于更新《南汀市“非正常经营类”商业保理公司名录》公告"
    return read(article(title, body, "特此公告。", names=names, heading=heading), NANTING)


def fields(notice: Notice) -> list[ConflictField]:
    return [conflict.field for conflict in notice.conflicts]


def test_a_list_without_names_is_a_list_with_all_its_names_missing() -> None:
    notice = update("“非正常经营类”商业保理公司名录.xlsx")
    assert (notice.kind, notice.polarity) == (Kind.FLAGGED_LIST, Polarity.FLAGGED)
    assert (notice.declared, notice.named, notice.missing, notice.names_missing) == (14, 0, 14, True)
    assert notice.as_of == NoticeDate("2023-06", Basis.TEXT)
    assert notice.published == NoticeDate("2023-07-04", Basis.URL)
    assert notice.cited == ("银保监办发〔2019〕205号",)
    assert notice.conflicts == ()


def test_a_list_belongs_to_the_series_of_its_regulator_trade_and_type() -> None:
    series = update().series
    assert series is not None
    assert (series.key, series.mode) == ("nanting/商业保理/非正常经营", Mode.SNAPSHOT)
    assert series.title == "南汀商业保理“非正常经营类”企业名单"


def test_without_a_regulator_there_is_no_series() -> None:
    found = read(article("关于公布“失联”商业保理企业名单的公告", "特此公告。"), None)
    assert (found.regulator, found.series, found.kind) == ("", None, Kind.FLAGGED_LIST)


def test_a_list_over_several_trades_is_a_series_of_its_own() -> None:
    notice = read(article("“失联”小额贷款公司、典当行名单", "小额贷款公司、典当行名单见附件。"), NANTING)
    assert notice.sectors == (Sector.MICROLOAN, Sector.PAWN)
    assert notice.series is not None
    assert notice.series.sector is Sector.OTHER


def test_an_attachment_of_another_trade_and_batch_contradicts_in_both_fields() -> None:
    notice = update("“非正常经营类”融资租赁公司名录（第三批）.xlsx")
    sector, batch = notice.conflicts
    assert (sector.field, sector.chosen) == (ConflictField.SECTOR, "商业保理")
    assert [(reading.where, reading.value) for reading in sector.readings] == [
        ("title/body/basis", "商业保理"),
        ("attachment", "融资租赁"),
    ]
    assert (batch.field, batch.chosen) == (ConflictField.BATCH, None)
    assert [(reading.where, reading.value) for reading in batch.readings] == [("body", None), ("attachment", "第三批")]


def test_a_body_that_uses_another_name_of_the_authority_contradicts_in_the_issuer() -> None:
    (conflict,) = update(actor="市地方金融监管局").conflicts
    assert (conflict.field, conflict.chosen) == (ConflictField.ISSUER, "南汀市金融发展局")
    assert [reading.value for reading in conflict.readings] == ["南汀市金融发展局", "市地方金融监管局"]


def test_short_forms_of_the_issuer_and_other_authorities_are_no_contradiction() -> None:
    for actor in ("市金融局", "会同省地方金融监管局", "各区市地方金融监管局会同我局", "国家金融监督管理总局"):
        assert fields(update(actor=actor)) == []


def test_a_heading_that_swaps_the_trade_contradicts_in_sector_and_title() -> None:
    notice = update(heading="关于更新《南汀市“非正常经营类”融资租赁公司名录》公告")
    assert fields(notice) == [ConflictField.SECTOR, ConflictField.TITLE]
    assert notice.sectors == (Sector.FACTORING,)
    assert notice.conflicts[1].chosen == notice.title


def test_a_heading_that_only_names_the_issuer_or_the_place_is_no_contradiction() -> None:
    assert fields(update(heading="南汀市金融发展局发布关于更新《南汀市“非正常经营类”商业保理公司名录》公告")) == []
    placed = article("我市失联商业保理公司名单", "名单见附件。", heading="南汀市失联商业保理公司名单")
    assert fields(read(placed, NANTING)) == []


def test_two_sizes_in_one_text_leave_the_size_open() -> None:
    notice = read(article("失联商业保理公司名单", "仍有8家公司属于失联。综上，仍有9家公司失联。"), NANTING)
    assert (notice.declared, fields(notice)) == (None, [ConflictField.COUNT])
    assert notice.conflicts[0].chosen is None


def test_sizes_that_agree_are_no_conflict() -> None:
    assert count_conflict((("body", 8), ("attachment", 8)), None) is None


def test_a_suspected_batch_runs_until_its_deadline() -> None:
    body = "现将第二批疑似“失联”“空壳”融资租赁企业名单予以公告，公告期为本公告发布之日起一个月。"
    title = "关于第二批疑似“失联”“空壳”融资租赁企业名单的公告"
    notice = read(article(title, body, "南汀市金融发展局", "2023年6月29日"), NANTING)
    assert (notice.kind, notice.polarity, notice.batch) == (Kind.SUSPECTED_LIST, Polarity.SUSPECTED, 2)
    assert notice.signed == NoticeDate("2023-06-29", Basis.TEXT)
    assert notice.deadline is not None
    assert notice.deadline.nominal == date(2023, 8, 4)
    assert (notice.declared, notice.missing, notice.names_missing) == (None, None, True)


def test_a_report_of_figures_is_statistics_and_names_nobody() -> None:
    body = "全市共有商业保理公司9家，其中，正常5家，非正常经营类4家。"
    notice = read(article("我市完成商业保理清理规范工作", body), NANTING)
    assert (notice.kind, notice.polarity, notice.series) == (Kind.STATISTICS, Polarity.NEUTRAL, None)
    assert [figure.value for figure in notice.figures] == [9, 5, 4]
    assert notice.names_missing is False


def test_an_attachment_that_fits_its_notice_does_not_contradict_it() -> None:
    assert contradicts(update(), "附件：“非正常经营类”商业保理公司名录.xlsx") is None
    assert [contradicts(update(), name) for name in ("附件1.xlsx", "附件2：非正常.xls", "不合规公司名单.xls")] == [None] * 3


def test_an_attachment_of_another_trade_batch_or_nature_says_why_in_chinese() -> None:
    assert contradicts(update(), "融资租赁公司名录.xlsx") == "附件名称所写行业为融资租赁，公告行业为商业保理"
    assert contradicts(update(), "名录（第三批）.xlsx") == "附件名称写明第三批，公告未分批次"
    others = ("移出名单", "正常经营类公司名单", "附件1：正常", "合规企业", "未失联公司名单", "验收通过企业", "名单（更新前）", "更正名单")
    for name in map("{}.xlsx".format, others):
        assert contradicts(update(), name) == "附件名称与公告的名单性质（列入、移出或正面名单）不一致"


def test_attachments_of_texts_that_are_no_lists_never_contradict() -> None:
    policy = read(article("关于推广第七批改革试点经验的通知", "见附件。"), NANTING)
    assert contradicts(policy, "第三批融资租赁试点任务分工表.docx") is None


def test_batches_are_written_as_notices_print_them() -> None:
    assert [batch_words(number) for number in (3, 10, 12)] == ["第三批", "第十批", "第12批"]
