"""The sites of a compressed day: a dozen columns that publish lists, and what they answer at bad times."""

import itertools
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from benchmarks.editions import companies
from sources.base import Regulator, Request, Source
from sources.platforms import trs
from sources.platforms.columns import Column
from watcher.demo.answers import SWITCHES, html
from watcher.demo.replica import Answer, Replica, Switch

DAY = "2023-07-20"
_BEFORE = "2023-06-01"
_BASELINE = 4  # companies of the first list of each place
TROUBLES: Mapping[str, Switch] = MappingProxyType(
    {name: SWITCHES[name] for name in ("busy", "瑞数 412", "forbidden", "gone", "cut", "reset", "half", "nothing", "front page")}
    | {"hangs": lambda good: replace(good, delay=30.0)}
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of one place: its number there, and its companies with their codes."""

    place: int
    number: int
    rows: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        """As the column prints it."""
        return f"关于第{self.number}批疑似失联商业保理企业名单的公告"

    @property
    def day(self) -> str:
        """When it was published: the first before the day, all others on it."""
        return _BEFORE if self.number == 1 else DAY


def sources(places: int) -> tuple[Source, ...]:
    """So many sources, each of a regulator and a host of its own."""
    return tuple(_source(number) for number in range(places))


def host(place: int) -> str:
    """Where that place publishes."""
    return f"jr{place}.example.cn"


def _source(place: int) -> Source:
    name = f"第{place}市"
    regulator = Regulator(f"place{place}", name, (f"{name}地方金融管理局",), (host(place),))
    column = Column(regulator, wanted="公告")
    read = partial(trs.read, column=column)
    return Source(f"place{place}", regulator, f"{name}地方金融管理局 · 公告", Request(f"http://{host(place)}/"), read)


def lists(rng: random.Random, places: int, published: int) -> list[Listed]:
    """The first list of every place, and then so many more, in the order in which they come out."""
    names = companies(rng)
    found = [Listed(place, 1, tuple(itertools.islice(names, _BASELINE))) for place in range(places)]
    numbers = [1] * places
    for number in range(published):
        place = number % places if number < places else rng.randrange(places)  # nobody is left out
        numbers[place] += 1
        found.append(Listed(place, numbers[place], tuple(itertools.islice(names, rng.randint(2, 6)))))
    return found


class Sites(Replica):
    """What the places have published so far."""

    def __init__(self, places: int) -> None:
        super().__init__({})
        self._published: dict[int, list[Listed]] = {place: [] for place in range(places)}

    def publish(self, one: Listed) -> None:
        """The list stands on its site, and in the column, from now on."""
        there = self._published[one.place]
        there.append(one)
        links = (f'<li><a href="{_path(each)}">{each.title}</a><span>{each.day}</span></li>' for each in reversed(there))
        root = f"http://{host(one.place)}/"
        pages: dict[str, Answer] = {root: html(f"<ul>{''.join(links)}</ul>"), root + _path(one)[2:]: html(_page(one))}
        self.pages = {**self.pages, **pages}

    def trouble(self, place: int, name: str | None) -> None:
        """From now on the place answers so; None: as it should."""
        if name is None:
            self.switches.pop(host(place), None)
        else:
            self.switches[host(place)] = TROUBLES[name]


def _path(one: Listed) -> str:
    return f"./t{one.day.replace('-', '')}_{one.number}.htm"


def _page(one: Listed) -> str:
    cells = "".join(f"<tr><td>{n}</td><td>{name}</td><td>{code}</td></tr>" for n, (name, code) in enumerate(one.rows, 1))
    heads = "<tr><th>序号</th><th>企业名称</th><th>统一社会信用代码</th></tr>"
    body = f"<p>现将{len(one.rows)}家企业名单公告如下。</p><table>{heads}{cells}</table>"
    return (
        f'<html><head><title>{one.title}</title><meta name="ArticleTitle" content="{one.title}">'
        f'<meta name="PubDate" content="{one.day}"></head><body><div class="TRS_Editor">{body}</div></body></html>'
    )
