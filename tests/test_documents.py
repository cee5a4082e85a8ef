"""Bytes to text, and pages to paragraphs and tables, with everything that regulators' sites do to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborNode

from sources.documents.html import meta, paragraphs, parse, tables
from sources.documents.sniff import FileKind, kind_of
from sources.documents.tables import Table
from sources.documents.text import decode
from sources.errors import ReadingError
from sources.records import LookState

TEXT = "厦门市地方金融监督管理局关于疑似“失联”“空壳”融资租赁企业名单的公告"


def whole(page: str) -> LexborNode:
    node = parse(page).body
    assert node is not None
    return node


def words(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_a_gbk_page_under_a_utf8_header_comes_out_right() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body>{TEXT}</body></html>'.encode("gb18030")
    assert TEXT in decode(page, "text/html; charset=utf-8")


def test_a_gbk_page_that_declares_nothing_true_comes_out_right() -> None:
    assert decode(TEXT.encode("gb18030"), "text/html; charset=utf-8") == TEXT
    assert decode(TEXT.encode("gb18030")) == TEXT


def test_gb2312_is_read_as_gb18030() -> None:
    rare = "朱镕基 㛃 𠮷"
    assert decode(rare.encode("gb18030"), "text/html; charset=gb2312") == rare
    assert decode(rare.encode("gb18030"), "text/html; charset=GBK") == rare


@pytest.mark.parametrize("text", ["名单", "公告", TEXT])
def test_utf8_under_a_gbk_header_comes_out_right(text: str) -> None:
    assert decode(text.encode(), "text/html; charset=gbk") == text


@pytest.mark.parametrize("text", ["中文", "厦门市地方金融监督管理局关于第三批疑似失联空壳商业保理企业名单"])
def test_short_gb_text_is_not_taken_for_big5(text: str) -> None:
    assert decode(text.encode("gb18030")) == text


def test_a_byte_order_mark_decides() -> None:
    assert decode(b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=gbk") == TEXT
    assert decode(b"\xff\xfe" + TEXT.encode("utf-16-le")) == TEXT
    assert decode(b"\x84\x31\x95\x33" + TEXT.encode("gb18030")) == TEXT


def test_traditional_text_is_read_as_big5_when_it_says_so_or_looks_so() -> None:
    text = "廈門市地方金融監督管理局關於第三批疑似失聯空殼商業保理企業名單"
    assert decode(text.encode("big5"), "text/html; charset=big5") == text
    assert decode(text.encode("big5")) == text


def test_a_page_cut_inside_a_character_stays_utf8() -> None:
    assert decode(TEXT.encode()[:-1], "text/html; charset=utf-8").startswith(TEXT[:-1])


def test_bytes_that_are_no_text_are_unreadable() -> None:
    with pytest.raises(ReadingError) as caught:
        decode(bytes(range(256)) * 20)
    assert caught.value.state is LookState.UNREADABLE


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_what_says_truly_what_it_is_comes_back_unchanged(text: str) -> None:
    assert decode(text.encode(), "text/html; charset=utf-8") == text


@given(st.binary(max_size=300))
def test_decoding_anything_ends_in_text_or_unreadable(content: bytes) -> None:
    try:
        assert isinstance(decode(content, "text/html; charset=utf-8"), str)
    except ReadingError as error:
        assert error.state is LookState.UNREADABLE


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04rest", FileKind.ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", FileKind.OLE2),
        (b"%PDF-1.7", FileKind.PDF),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML><html>", FileKind.HTML),
        (b"<script>location='/x'</script>", FileKind.HTML),
        (b"<?xml version='1.0'?><html>", FileKind.HTML),
        (b" \r\n", FileKind.EMPTY),
        (b"plain", FileKind.OTHER),
    ],
)
def test_a_file_is_known_by_its_first_bytes(content: bytes, kind: FileKind) -> None:
    assert kind_of(content) is kind


def test_meta_tags_are_found_in_any_case() -> None:
    tree = parse('<head><META NAME="articletitle" CONTENT=" 公告 "><meta name="Author" content=""></head>')
    assert meta(tree, "ArticleTitle") == "公告"
    assert meta(tree, "Author") is None


def test_paragraphs_come_without_markup_and_source_line_breaks() -> None:
    body = parse(
        "<div id='b'><style>p{}</style><p>　　现将名\n    单予以<b>公告</b>。</p><p>&nbsp;</p>第二<br>第三<script>x()</script></div>"
    )
    node = body.css_first("#b")
    assert node is not None
    assert paragraphs(node) == ("现将名单予以公告。", "第二", "第三")


def test_a_body_printed_twice_is_read_once() -> None:
    node = parse("<div id='b'><div><p>一</p><p>二</p></div><div><p>一</p><p>二</p></div></div>").css_first("#b")
    assert node is not None
    assert paragraphs(node) == ("一", "二")


def test_a_data_table_is_no_paragraph_and_a_layout_table_no_data() -> None:
    node = parse(
        "<div id='b'><table><tr><td><p>正文</p><table><tr><td>名称</td><td>代码</td></tr><tr><td>甲</td><td>1</td></tr></table></td></tr></table></div>"
    ).css_first("#b")
    assert node is not None
    assert paragraphs(node) == ("正文",)
    assert [words(table) for table in tables(node)] == [[["名称", "代码"], ["甲", "1"]]]


def test_merged_html_cells_are_filled() -> None:
    node = parse(
        """<body><table>
        <tr><th rowspan=2>名称</th><th colspan="2">情形</th></tr><tr><th>失联</th><th>空壳</th></tr>
        <tr><td rowspan="2">甲<br>公司</td><td>1</td><td>2</td></tr><tr><td>3</td></tr></table></body>"""
    ).body
    assert node is not None
    (table,) = tables(node)
    assert words(table) == [
        ["名称", "情形", "情形"],
        ["名称", "失联", "空壳"],
        ["甲\n公司", "1", "2"],
        ["甲\n公司", "3", ""],
    ]


def test_hostile_spans_and_nesting_stay_bounded() -> None:
    node = parse('<body><table><tr><td colspan="99999" rowspan="999999">a<td>b<tr><td>c</table>').body
    assert node is not None
    (table,) = tables(node)
    assert max(len(row) for row in table.rows) <= 100
    deep = parse("<div>" * 4_000 + "<p>底</p>").body
    assert deep is not None
    assert paragraphs(deep) == ("底",)


@pytest.mark.parametrize("page", ["<table><tr><td>1</td><td>2</td></tr></table>" * 201, f"<table>{'<tr><td>x</td></tr>' * 20_001}"])
def test_more_tables_or_lines_than_are_read_are_refused_and_not_cut_off(page: str) -> None:
    with pytest.raises(ReadingError, match="过多或过大"):
        tables(whole(page))


def test_what_is_struck_out_is_not_read() -> None:
    assert paragraphs(whole("<p><del>甲有限公司</del><s>乙</s>丙有限公司</p>")) == ("丙有限公司",)


@pytest.mark.parametrize(
    "again",
    [
        *("<div>", "<div></b>", "<div><!--</div>-->", "<div><!x</div>", "<div a='></div>'>", "<div><script></div></script>"),
        *("<div><table></div></table>", "<form><div></form>", "<span><div></span>", "<div><svg><![CDATA[></svg></div>]]>"),
    ],
)
def test_a_page_nested_without_end_is_refused_before_it_takes_minutes(again: str) -> None:
    with pytest.raises(ReadingError, match="嵌套超过"):
        parse(again * 300_000)


def test_a_page_that_a_parser_would_make_a_thousand_times_as_large_is_refused() -> None:
    with pytest.raises(ReadingError, match="嵌套超过"):
        parse("".join(f"<b id={number}>" for number in range(1_000)) + "<p>x" * 50_000)


def test_a_long_page_of_common_tags_is_read() -> None:
    row = "<tr><td><span title='</td>'>一<b>二</b></span><!-- </tr> --></td><td><div><p>三</div></td></tr>"
    assert parse(f"<script>'<div>'</script><div><table>{row * 3_000}</table></div>").body is not None
    assert parse("<p>一" * 100_000 + "<br>" * 100_000).body is not None


def test_a_table_printed_twice_is_read_once() -> None:
    one = "<table><tr><td>企业名称</td><td>备注</td></tr><tr><td>甲有限公司</td><td>无</td></tr></table>"
    node = parse(f"<body><div class=desktop>{one}</div><div class=mobile>{one}</div></body>").body
    assert node is not None
    assert [table.name for table in tables(node)] == ["表1"]
