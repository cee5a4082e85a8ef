"""What fixtures must not carry of persons: names, addresses, telephone numbers, e-mail and identity numbers, as far as seen.

They are seen by the head of their column, by the label before them, or by their own form; a name in the middle of a
sentence is not.
"""

import json
import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from html import unescape
from itertools import count, product
from typing import Any

from sources.documents import html
from sources.documents.apart import read_document
from sources.documents.sniff import FileKind, kind_of
from sources.documents.tables import Table
from sources.documents.text import decode
from sources.notices.heads import bare, is_name


class Sort(Enum):
    """What sort of particular it is."""

    PERSON = auto()
    ADDRESS = auto()
    PHONE = auto()
    MAIL = auto()
    IDENTITY = auto()


_TITLES = "法定代表人|法人代表|法人|负责人|代表人|联系人|联络人|经办人|实际控制人|董事长|董事|监事|总经理|高管|姓名"
_PLACES = "地址|住址|住所地?|场所|所在地|经营地|注册地|通讯地?"
_HEADS = (  # the first that fits: 电子邮件地址 is no place, 联系人电话 no person
    (Sort.MAIL, re.compile(r".{0,8}(?:邮箱|邮件|e-?mail)(?:地址)?", re.IGNORECASE)),
    (Sort.IDENTITY, re.compile(r".{0,10}(?:身份证|证件)(?:件)?(?:号码?)?")),
    (Sort.PHONE, re.compile(r".{0,10}(?:电话|手机|传真|联系方式)(?:号码?)?")),
    (Sort.ADDRESS, re.compile(rf".{{0,8}}(?:{_PLACES})")),
    (Sort.PERSON, re.compile(rf".{{0,8}}(?:{_TITLES}|股东)(?:姓名|名称)?(?:及.{{1,8}})?")),
)
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧"
)
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{2,8}·[\u4e00-\u9fff]{2,8}")
_NOBODY = re.compile(r"^(?:无|不|未|已|失|缺|同|暂|空|注|吊|其|见|正|异)|公司$|企业$")  # 不详, 失联 in a column of persons
_LABELLED = re.compile(rf"(?:{_TITLES})(?:姓名)?[：:]\s*([\u4e00-\u9fff·、 ]{{2,20}}?)(?=先生|女士|同志|[^\u4e00-\u9fff·、 ]|电话|联系|$)")
_PLACE = re.compile(rf"(?:{_PLACES})[：:]\s*([^，。；;：:\s<>\"]{{6,60}})")
_NUMBER = re.compile(r"(?:电话|手机|传真|联系方式)(?:号码)?[：:]\s*([0-9（(][0-9()（）－—-]{5,18}[0-9])")
_FORMS = (
    (Sort.MAIL, re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)),
    (Sort.IDENTITY, re.compile(r"(?<![0-9A-Za-z])[1-6]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d{4}[\dXx](?![0-9A-Za-z])")),
    (Sort.PHONE, re.compile(r"(?<![0-9A-Za-z.])(?:1[3-9]\d{9}|[（(]?0\d{2,3}[)）－—-]\d{7,8})(?![0-9A-Za-z])")),
)
_DIGITS = re.compile(r"\d[\d()（）－—-]{5,18}\d")  # below the head of a telephone, where any number is one
_DISTRICT = re.compile(r"^.{2,24}?(?:[区县旗]|市(?!.{0,8}[区县]))")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000\xa0]+(?=[\u4e00-\u9fff])")  # 联 系 人
_INLINE = re.compile(r"</?(?:a|b|em|font|i|o:p|span|strong|u)\b[^<>]{0,2000}>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{0,2000}>")


def particulars_in(content: bytes, name: str) -> dict[str, Sort]:
    """What is seen in these bytes, as printed. Raises ReadingError where they cannot be read."""
    found: dict[str, Sort] = {}
    for tables, text in _read(content, name):
        for table in tables:
            found |= _in_table(table)
        found |= _in_text(_everything(tables, text))
    return found


def still_in(content: bytes, name: str, particulars: Iterable[str]) -> set[str]:
    """Which of these stand in the bytes, if only as a part of a word. Raises ReadingError where they cannot be read."""
    everything = "\n".join(_everything(tables, text) for tables, text in _read(content, name))
    return {real for real in particulars if real in everything}


def invented_particulars(found: Iterable[tuple[str, Sort]]) -> dict[str, str]:
    """What to write in place of each: obviously invented, and of the same form."""
    persons = (f"某{first}{second}" for first, second in product("云青松竹岚汀苇棠鹭麓言方石", "溪墟砚屿笺岫坞渚槐汐之也乎"))
    more = (f"某人甲{number}" for number in count(1))
    new = {}
    for number, (real, sort) in enumerate(found, start=1):
        if sort is Sort.PERSON:
            new[real] = next(persons, None) or next(more)
        elif sort is Sort.ADDRESS:
            district = _DISTRICT.match(real)
            new[real] = f"{district[0] if district else ''}虚构路{number}号"
        elif sort is Sort.MAIL:
            new[real] = f"n{number}@example.com"
        else:
            new[real] = _number(real, number) if sort is Sort.PHONE else _identity(number)
    return new


def _read(content: bytes, name: str) -> Iterator[tuple[tuple[Table, ...], str]]:
    if kind_of(content) is FileKind.HTML:
        yield _page(decode(content))
    elif kind_of(content) is FileKind.OTHER:
        text = decode(content)
        try:
            yield from (_page(one) for one in _strings(json.loads(text)))
        except ValueError:  # no JSON
            yield (), text
    else:
        yield from ((one.tables, one.text) for one in read_document(content, name))


def _everything(tables: Iterable[Table], text: str) -> str:
    cells = (cell.text for table in tables for row in table.rows for cell in row)
    return "\n".join(dict.fromkeys((text, *cells)))


def _page(text: str) -> tuple[tuple[Table, ...], str]:
    if "<" not in text:
        return (), text
    body = html.parse(text).body
    flat = _SPACED.sub("", unescape(_MARKUP.sub("\n", _INLINE.sub("", text))))
    return (html.tables(body) if body is not None else ()), flat


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def _in_table(table: Table) -> dict[str, Sort]:
    """Below a row of heads what their columns hold; elsewhere the cell after a head (联系人 | 某云溪)."""
    found: dict[str, Sort] = {}
    heads: dict[int, Sort] = {}
    for row in table.rows:
        texts = [cell.text.strip() for cell in row]
        sorts = {at: sort for at, text in enumerate(texts) if (sort := _sort_of(text)) is not None}
        if sorts and any(is_name(text) for text in texts):
            heads = sorts
            continue
        for at, sort in sorts.items():
            if at + 1 < len(texts) and at + 1 not in sorts and at not in heads:
                beside = _in_cell(texts[at + 1], sort)
                found |= {real: one for real, one in beside.items() if one is not Sort.PERSON or real[0] in _SURNAMES}
        for at, sort in heads.items():
            if at < len(texts):
                found |= _in_cell(texts[at], sort)
    return found


def _sort_of(text: str) -> Sort | None:
    head = bare(text) if len(text) <= 24 else ""
    return next((sort for sort, pattern in _HEADS if pattern.fullmatch(head)), None)


def _in_cell(text: str, sort: Sort) -> dict[str, Sort]:
    """What a cell below such a head holds; numbers among persons are told by their form."""
    if sort is Sort.ADDRESS:
        return {text: sort} if len(text) >= 6 else {}
    found = _in_text(text)
    if sort is Sort.PHONE:
        found |= dict.fromkeys(_DIGITS.findall(text), sort)
    elif sort is Sort.PERSON:
        parts = re.split(r"[、，,；;/\s\d（）()：:－—-]+", text)
        found |= {part: sort for part in parts if _is_person(part)}
    return found


def _in_text(text: str) -> dict[str, Sort]:
    found = {real: sort for sort, pattern in _FORMS for real in pattern.findall(text)}
    found |= dict.fromkeys(_NUMBER.findall(text), Sort.PHONE) | dict.fromkeys(_PLACE.findall(text), Sort.ADDRESS)
    persons = (part for several in _LABELLED.findall(text) for part in re.split(r"[、 ]+", several))
    return found | {part: Sort.PERSON for part in persons if _is_person(part)}


def _is_person(text: str) -> bool:
    return _PERSON.fullmatch(text) is not None and not _NOBODY.search(text)


def _number(real: str, number: int) -> str:
    """A telephone number of the same length; the code of its area stays."""
    area = re.match(r"[（(]?0\d{2,3}[)）－—-]", real)
    kept = area[0] if area else "1" if len(real) == 11 and real.isdecimal() else ""
    return kept + f"{number:0{len(real) - len(kept)}d}"


def _identity(number: int) -> str:
    """An identity number of nobody's: district 110101, born in 1900, the check character right."""
    body = f"11010119000101{number % 1000:03d}"
    total = sum(int(digit) * (2 ** (17 - at) % 11) for at, digit in enumerate(body))
    return body + "10X98765432"[total % 11]
