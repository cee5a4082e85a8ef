import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.names.keys import identity_key
from sources.names.parts import NameParts, Position, Role, split
from sources.names.places import find_place, leading_places, whole_places

_SHARED = Path(os.environ.get("GOLD_DIR") or Path(__file__).resolve().parents[2] / "shared")


_OWN: list[tuple[str, tuple[str | None, ...]]] = [
    ("中粮资本（天津）商业保理有限公司", ("中粮资本", "天津", "middle", "商业保理", None, "有限公司")),
    ("龙信国际商业保理（天津）有限公司", ("龙信", "天津", "suffix", "商业保理", "国际", "有限公司")),
    ("大连金鑫商业保理有限责任公司", ("金鑫", "大连", "prefix", "商业保理", None, "有限责任公司")),
    ("大连市金鑫融资租赁股份有限公司", ("金鑫", "大连市", "prefix", "融资租赁", None, "股份有限公司")),
    ("东方商业保理有限公司", ("东方", None, None, "商业保理", None, "有限公司")),
    ("扬州市永新炉料有限公司", ("永新", "扬州市", "prefix", "炉料", None, "有限公司")),
    ("天津市政工程有限公司", ("", "天津", "prefix", "市政工程", None, "有限公司")),
    ("大连金鑫保理", ("金鑫", "大连", "prefix", "保理", None, "")),
    ("（天津）甲乙商业保理有限公司", ("甲乙", "天津", "prefix", "商业保理", None, "有限公司")),
    ("大连金商业保理有限公司", ("金", "大连", "prefix", "商业保理", None, "有限公司")),
    ("广元（郑州）商贸有限公司", ("广元", "郑州", "middle", "商贸", None, "有限公司")),
    ("天津商业保理有限公司", ("", "天津", "prefix", "商业保理", None, "有限公司")),
    ("甲乙投资管理中心（有限合伙）", ("甲乙", None, None, "投资管理", None, "中心有限合伙")),
]


def _gold() -> list[tuple[str, tuple[str | None, ...]]]:
    """The named companies of every gold file that is there, in every spelling; none where the folder is not."""
    items = (
        item for path in sorted(_SHARED.glob("gold/*.json")) for item in json.loads(path.read_text("utf-8"))["items"]
    )
    wanted = ("trade_name", "region", "region_position", "sector_word", "qualifier", "legal_form")
    spellings = {
        spelling: tuple(company[key] for key in wanted)
        for item in items
        for company in item["named_companies"]
        for spelling in (company["name"], company["name_printed"], company["name_nfkc"])
    }
    return [(spelling, parts) for spelling, parts in spellings.items() if spelling not in dict(_OWN)]


def _summary(parts: NameParts) -> tuple[str, str | None, str | None, str, str | None, str]:
    place = parts.places[0] if parts.places else None
    return (
        parts.trade_name,
        place.place.text if place else None,
        place.position.value if place else None,
        "".join(parts.industry),
        parts.qualifier or None,
        parts.legal_form,
    )


@pytest.mark.parametrize(("name", "expected"), [*_OWN, *_gold()])
def test_names_split_into_their_parts(name: str, expected: tuple[str | None, ...]) -> None:
    assert _summary(split(name)) == expected


def test_a_second_place_counts_only_inside_the_first() -> None:
    assert [located.place.text for located in split("大连市金州区鑫源商业保理有限公司").places] == ["大连市", "金州区"]
    assert [located.place.text for located in split("深圳前海鑫源商业保理有限公司").places] == ["深圳", "前海"]
    assert [place.text for place in leading_places("扬州永新炉料")] == ["扬州"]
    assert [place.text for place in leading_places("吉林省吉林市鑫源")] == ["吉林省", "吉林市"]


def test_a_place_written_with_and_without_its_suffix_is_one_place() -> None:
    short, full = find_place("大连"), find_place("大连市")
    assert short is not None
    assert full is not None
    assert short.paths == full.paths


def test_brackets_are_places_only_as_a_whole() -> None:
    assert [place.text for place in whole_places("上海浦东新区")] == ["上海", "浦东新区"]
    assert whole_places("中国")[0].paths == {()}
    assert whole_places("大连金鑫") == ()
    assert whole_places("") == ()


@pytest.mark.parametrize(
    ("name", "branch", "trade_name"),
    [
        ("大连金鑫商业保理有限公司沈阳分公司", "沈阳分公司", "金鑫"),
        ("金鑫银行股份有限公司大连分行", "大连分行", "金鑫"),
        ("金鑫银行大连分行", "大连分行", "金鑫"),
        ("大连金鑫商业保理有限公司", "", "金鑫"),
    ],
)
def test_branches_are_cut_off(name: str, branch: str, trade_name: str) -> None:
    assert split(name).branch == branch
    assert split(name).trade_name == trade_name


@pytest.mark.parametrize(
    "name", ["金鑫集团有限公司", "金鑫（集团）有限公司", "金鑫集团商业保理有限公司", "金鑫投资集团股份有限公司"]
)
def test_a_group_is_marked_and_is_no_part_of_the_trade_name(name: str) -> None:
    assert split(name).group
    assert split(name).trade_name == "金鑫"


@pytest.mark.parametrize(
    ("name", "places", "trade_name", "business", "form"),
    [
        ("大连澄岫养生馆", ["大连"], "澄岫", "", "养生馆"),
        ("澄岫面馆", [], "澄岫", "", "面馆"),
        ("大连市金州区澄岫包子铺", ["大连市", "金州区"], "澄岫", "包子", "铺"),
        ("昆山市玉山镇澄岫五金店", ["昆山市", "玉山镇"], "澄岫", "五金", "店"),
        ("大连市甘井子区栎坪街道澄岫水果店", ["大连市", "甘井子区", "栎坪街道"], "澄岫", "水果", "店"),
        ("沈阳市铁西区栎坪街澄岫烟酒店", ["沈阳市", "铁西区", "栎坪街"], "澄岫", "烟酒", "店"),
        ("澄岫种养殖专业合作社", [], "澄岫", "种养殖", "专业合作社"),
        ("大连澄岫汽车维修部", ["大连"], "澄岫", "汽车", "维修部"),
        ("大连澄岫第三幼儿园", ["大连"], "澄岫", "", "第三幼儿园"),
    ],
)
def test_shops_and_other_individual_businesses_split_into_their_parts(
    name: str, places: list[str], trade_name: str, business: str, form: str
) -> None:
    parts = split(name)
    assert [located.place.text for located in parts.places] == places
    assert (parts.trade_name, "".join(parts.industry), parts.legal_form) == (trade_name, business, form)


@pytest.mark.parametrize(("name", "trade_name"), [("大连澄园", "澄园"), ("大连路路通修理部", "路路通")])
def test_a_character_of_a_trade_name_is_no_form_and_no_street(name: str, trade_name: str) -> None:
    assert split(name).trade_name == trade_name


def test_a_street_belongs_to_the_place_of_a_shop_only() -> None:
    assert [located.place.text for located in split("大连栎坪路澄岫商贸有限公司").places] == ["大连"]
    assert [located.place.text for located in split("大连栎坪路澄岫理发店").places] == ["大连", "栎坪路"]


def test_every_character_has_its_role() -> None:
    parts = split("大连金鑫国际商业保理（大连）有限公司")
    letters = {
        Role.PLACE: "P",
        Role.TRADE: "T",
        Role.QUALIFIER: "Q",
        Role.INDUSTRY: "I",
        Role.FORM: "F",
        Role.MARK: "-",
    }
    assert "".join(letters[role] for role in parts.roles) == "PPTTQQIIII-PP-FFFF"
    assert [located.position for located in parts.places] == [Position.PREFIX, Position.SUFFIX]


@given(
    st.text(max_size=20)
    | st.lists(
        st.sampled_from(
            [
                *("大连", "东方", "金鑫", "商业保理", "集团", "国际", "（天津）", "有限公司", "分公司", "中国", "("),
                *("玉山镇", "栎坪街", "五金", "店", "面馆", "第二"),
            ]
        ),
        max_size=8,
    ).map("".join)
)
def test_any_text_splits_and_loses_no_character(name: str) -> None:
    parts = split(name)
    assert parts.text == identity_key(name)
    assert len(parts.roles) == len(parts.text)
    assert (
        "".join(char for char, role in zip(parts.text, parts.roles, strict=True) if role is Role.TRADE)
        == parts.trade_name
    )
