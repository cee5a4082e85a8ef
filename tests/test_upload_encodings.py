"""The encodings that people have: told apart by marks and characters, refused in words where they cannot be."""

import pytest

from sources.documents.encodings import Doubtful, encoding_of
from sources.errors import FileRejected, UsageError
from watcher.screening.encodings import CHOICES, chosen
from watcher.screening.upload import read_portfolio

SIMPLIFIED = [
    "大连澄岫商业保理有限公司",
    "厦门银桥融资租赁有限公司",
    "沈阳鑫源贸易有限公司",
    "上海泓瑾投资管理中心（有限合伙）",
]
TRADITIONAL = [
    "大連澄岫商業保理有限公司",
    "廈門銀橋融資租賃有限公司",
    "瀋陽鑫源貿易有限公司",
    "上海泓瑾投資管理中心（有限合夥）",
]


def _read(names: list[str], encoding: str, head: str = "企业名称") -> list[str]:
    content = "\r\n".join([head, *names]).encode(encoding)
    return [read.name for read in read_portfolio(content, "a.csv").counterparties]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_simplified_names_are_read_in_every_encoding(encoding: str, count: int) -> None:
    for start in range(len(SIMPLIFIED) - count + 1):
        assert _read(SIMPLIFIED[start : start + count], encoding) == SIMPLIFIED[start : start + count]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-be", "gb18030", "big5", "big5hkscs"])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_traditional_names_are_read_in_every_encoding(encoding: str, count: int) -> None:
    for start in range(len(TRADITIONAL) - count + 1):
        assert _read(TRADITIONAL[start : start + count], encoding, "企業名稱") == TRADITIONAL[start : start + count]


def test_every_single_traditional_name_is_told_from_gb18030() -> None:
    assert {encoding_of(name.encode("big5hkscs")) for name in TRADITIONAL} == {"big5hkscs"}
    assert {encoding_of(name.encode("gb18030")) for name in SIMPLIFIED + TRADITIONAL} == {"gb18030"}


def test_a_file_of_english_names_before_the_first_chinese_one_is_read() -> None:
    names = [f"Chengxiu Trading {number} Limited" for number in range(5_000)] + SIMPLIFIED
    assert _read(names, "gb18030", "name") == names


def test_bytes_that_give_unusual_characters_either_way_are_refused_with_advice() -> None:
    with pytest.raises(Doubtful):
        encoding_of("企业名称\nßþð¤ đħŋ ŧł\n".encode()[:-3] + b"\xff\xa1\n")
    with pytest.raises(FileRejected) as caught:
        read_portfolio("企業名稱\n".encode("euc-jp") + bytes(range(0xA1, 0xFE)) * 4, "a.csv")
    assert "--encoding" in str(caught.value)


def test_a_user_may_name_the_encoding() -> None:
    content = "企業名稱\n大連澄岫商業保理有限公司\n".encode("big5")
    for name in ("big5", "BIG5", "Big5-HKSCS", "big5_hkscs"):
        assert read_portfolio(content, "a.csv", codec=chosen(name)).counterparties[0].name == TRADITIONAL[0]
    with pytest.raises(FileRejected, match="UTF-8"):
        read_portfolio(content, "a.csv", codec=chosen("utf-8"))
    with pytest.raises(UsageError, match="gb18030"):
        chosen("ebcdic")
    assert set(map(chosen, CHOICES)) == set(CHOICES.values())


def test_a_byte_that_cannot_be_read_is_told_with_its_line() -> None:
    lines = [f"第{number}号贸易有限公司".encode() for number in range(100_000)]
    lines[76_543] = b"\xe4\xb8"
    with pytest.raises(FileRejected, match="第 76545 行有不能按 UTF-8 编码读取的字节"):
        read_portfolio("企业名称\n".encode() + b"\n".join(lines), "a.csv")


def test_utf_8_with_a_broken_byte_is_not_taken_for_gb18030() -> None:
    content = "企业名称\n".encode() + "\n".join(SIMPLIFIED).encode().replace("岫".encode(), b"\xe5\xb2")
    with pytest.raises(FileRejected, match="编码"):
        read_portfolio(content, "a.csv")


def test_half_a_character_in_utf_16_is_told_with_its_line() -> None:
    text = "企业名称\n".encode("utf-16") + "大连".encode("utf-16-le") + b"\x00\xd8" + "澄岫公司\n".encode("utf-16-le")
    with pytest.raises(FileRejected, match="第 2 行有不能按 UTF-16 编码读取的字节"):
        read_portfolio(text, "a.csv", codec="utf-16")


def test_one_nul_byte_far_down_is_told_with_its_line() -> None:
    lines = [f"第{number}号贸易有限公司" for number in range(60_000)]
    lines[50_000] = "甲\0乙公司"
    with pytest.raises(FileRejected, match="第 50002 行含有 NUL"):
        read_portfolio("\n".join(["企业名称", *lines]).encode(), "a.csv")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_every_delimiter_is_found_by_the_heading(delimiter: str) -> None:
    rows = [("编号", "企业名称", "备注"), ("1", SIMPLIFIED[0], "甲"), ("2", SIMPLIFIED[1], "")]
    upload = read_portfolio("\n".join(map(delimiter.join, rows)).encode("gb18030"), "a.csv")
    assert [read.name for read in upload.counterparties] == SIMPLIFIED[:2]
    assert upload.columns == ("编号", "备注")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_and_cells_with_breaks_across_the_blocks_of_reading_stay_whole(end: str) -> None:
    names = [f"第{number}号{'甲' * (number % 37)}\n贸易有限公司" for number in range(20_000)]
    content = end.join(["企业名称,备注", *(f'"{name}",\u2028备' for name in names)]).encode()
    assert [read.name for read in read_portfolio(content, "a.csv").counterparties] == names
