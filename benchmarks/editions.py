"""Editions of invented companies, as large and as many as wanted."""

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from sources.names.codes import check_character
from sources.records import Basis, Kind, Mode, Notice, NoticeDate, Place, Polarity, Row, Sector, Series
from store.filing import Filing

SYLLABLES = "金鑫华达恒瑞天安永泰中信隆昌盛源和顺德宏博远东方兴旺云岭青屿松烟沐棠洲砚湾霁舟梧隐澄岫栎坪"
_PLACES = [
    "大连",
    "厦门",
    "天津",
    "合肥",
    "沈阳",
    "上海",
    "深圳",
    "重庆",
    "南宁",
    "石家庄",
    "青岛",
    "宁波",
    "苏州",
    "成都",
    "兰州",
    "昆明",
]
TRADES = ["商业保理", "融资租赁", "小额贷款", "典当", "融资担保", "资产管理", "投资管理", "贸易", "科技"]


def companies(chance: Random) -> Iterator[tuple[str, str]]:
    """Invented names with valid codes, each once."""
    seen: set[str] = set()
    number = 0
    while True:
        trade = "".join(chance.choice(SYLLABLES) for _ in range(chance.choice((2, 3, 3, 4))))
        name = f"{chance.choice(_PLACES)}{trade}{chance.choice(TRADES)}有限公司"
        if name not in seen:
            seen.add(name)
            number += 1
            body = f"91{210000 + number % 1000}{number:09d}"
            yield name, body + check_character(body)


def notice(of: Series, number: int, day: date, rows: Sequence[tuple[str, str]]) -> Filing:
    """One edition as a look would file it; every second row gives no code."""
    page, sheet = (f"https://{of.regulator}.example/{number}.{ending}" for ending in ("html", "xlsx"))
    printed = (
        Row(name, Place(sheet, "Sheet1", at), code if at % 2 else None, cells={"备注": "未报送数据"})
        for at, (name, code) in enumerate(rows, start=2)
    )
    told = Notice(
        url=page,
        regulator=of.regulator,
        title=f"{of.title}（第{number}期）",
        kind=Kind.FLAGGED_LIST,
        polarity=Polarity.FLAGGED,
        published=NoticeDate(day.isoformat(), Basis.URL),
        sectors=(of.sector,),
        series=of,
        declared=len(rows),
        rows=tuple(printed),
    )
    return Filing(told, {page: f"{number:064x}", sheet: f"{number + 1:064x}"})


def series(number: int, mode: Mode) -> Series:
    """One of the lists."""
    sectors = list(Sector)
    return Series(f"r{number}", sectors[number % len(sectors)], "非正常经营", mode, f"第{number}号名录")
