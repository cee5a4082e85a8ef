"""Searching the register: what is equal first, then what begins so, then the newest; from indexes, never a full scan."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from sources.names.codes import ALPHABET, check_character
from sources.records import Place, Row
from store.companies import write_companies
from store.database import reading, writing
from store.directory import Directory, KnownCompany
from store.search import MOST_FOUND, search
from store.tables.register import Revision
from watcher.desk import Desk

NAMES = (
    ("云岭商业保理（大连）有限公司", None, ()),
    ("大连青屿商业保理有限公司", None, ()),
    ("青屿供应链有限公司", None, ("松烟商业保理有限公司",)),
    ("云岭融资租赁有限公司", None, ()),
    ("厦门云岭商业保理有限公司", None, ()),
    ("云%岭_保理有限公司", None, ()),
    ('"引号"商业保理有限公司', None, ()),
)


def code(number: int) -> str:
    body = "91210200MA0" + "".join(ALPHABET[number // 31**at % 31] for at in range(6))
    return body + check_character(body)


@pytest.fixture
def filled(desk: Desk, clock: Callable[[], Any]) -> Desk:
    directory = Directory([])
    for at, (name, _, former) in enumerate(NAMES):
        directory.resolve(Row(name, Place(""), code(at), former_names=former))
    store(desk, list(directory.changed.values()), clock())
    return desk


def store(desk: Desk, companies: list[KnownCompany], at: Any) -> None:
    with writing(desk.engine) as session:
        revision = Revision(at=at, why="test")
        session.add(revision)
        session.flush()
        write_companies(session, companies, at, revision.number or 0)


def found(desk: Desk, text: str, **limits: Any) -> list[str]:
    with reading(desk.engine) as session:
        return [company.name for company in search(session, text, **limits)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("大连青屿商业保理有限公司", [1]),
        ("  大连青屿商业保理有限公司\n", [1]),
        ("大连青嶼商業保理有限公司", [1]),  # traditional
        ("云岭商业保理(大连)有限公司", [0]),  # half width
        ("云岭", [3, 0, 4]),  # two characters: those that begin so, then the part of a name
        ("云", [5, 3, 0]),  # one character finds beginnings only
        ("青屿", [2, 1]),
        ("业保", [6, 4, 2, 1, 0]),  # by its former name too
        ("松烟", [2]),
        ("松烟商业保理有限公司", [2]),
        ("岭商业保", [4, 0]),
        ("%", []),
        ("云%", [5]),
        ("岭_保", [5]),
        ("__", []),
        ("%%", []),
        ('"引号"商业', [6]),
        ("' OR 1=1 --", []),
        ("没有这家", []),
        ("", []),
        ("公司", [6, 5, 4, 3, 2, 1, 0]),  # what nearly every name has finds the newest
    ],
)
def test_a_company_is_found_by_its_name_or_any_part_of_it(filled: Desk, text: str, names: list[int]) -> None:
    assert found(filled, text) == [NAMES[at][0] for at in names]


def test_a_company_is_found_by_its_code_or_by_the_beginning_of_it(filled: Desk) -> None:
    wide = code(1).translate({ord(one): ord(one) + 0xFEE0 for one in code(1)})
    for text in (code(1), code(1).lower(), f" {code(1)} ", wide):
        assert found(filled, text) == [NAMES[1][0]]
    assert found(filled, code(1)[:12]) == [NAMES[1][0]]
    assert len(found(filled, code(1)[:10])) == len(NAMES)
    assert found(filled, code(1)[:8]) == [], "that many characters only say what sort and which city"


def test_a_company_is_found_by_its_id(filled: Desk) -> None:
    with reading(filled.engine) as session:
        company = search(session, code(3))[0]
        assert [one.name for one in search(session, company.id)] == [NAMES[3][0]]


def test_what_is_equal_comes_before_what_begins_so_and_that_before_what_is_newer(desk: Desk, clock: Any) -> None:
    directory = Directory([])
    for name in ("云岭", "云岭一号商业保理有限公司", "新云岭商业保理有限公司"):
        directory.resolve(Row(name, Place("")))
    store(desk, list(directory.changed.values()), clock())
    assert found(desk, "云岭") == ["云岭", "云岭一号商业保理有限公司", "新云岭商业保理有限公司"]


def test_no_more_than_a_hundred_are_found_and_the_newest_are_among_them(desk: Desk, clock: Any) -> None:
    directory = Directory([])
    for number in range(150):
        directory.resolve(Row(f"云岭{number:03}号商业保理有限公司", Place("")))
    store(desk, list(directory.changed.values()), clock())
    names = found(desk, "云岭")
    assert len(names) == MOST_FOUND
    assert names[0] == "云岭149号商业保理有限公司"
    assert found(desk, "岭007")[0] == "云岭007号商业保理有限公司"


def test_a_company_of_many_names_that_begin_alike_leaves_room_for_the_others(desk: Desk, clock: Any) -> None:
    directory = Directory([])
    for name in ("云岭甲商业保理有限公司", "云岭乙商业保理有限公司"):
        directory.resolve(Row(name, Place("")))
    former = tuple(f"云岭{number:03}号商业保理有限公司" for number in range(3 * MOST_FOUND))
    directory.resolve(Row("云岭商业保理有限公司", Place(""), former_names=former))
    store(desk, list(directory.changed.values()), clock())
    assert found(desk, "云岭") == ["云岭商业保理有限公司", "云岭乙商业保理有限公司", "云岭甲商业保理有限公司"]
    assert found(desk, "云岭", most=2) == ["云岭商业保理有限公司", "云岭乙商业保理有限公司"]


def plans(desk: Desk, text: str, **limits: Any) -> list[str]:
    """How SQLite finds what every statement of this search asks for."""
    asked: list[tuple[str, Any]] = []

    def remember(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(desk.engine, "before_cursor_execute", remember)
    try:
        found(desk, text, **limits)
    finally:
        event.remove(desk.engine, "before_cursor_execute", remember)
    with Session(desk.engine) as session:
        connection = session.connection()
        return [
            row[3]
            for statement, parameters in asked
            if statement.startswith("SELECT")
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


@pytest.mark.parametrize("kind", ["sqlite"])  # plans are told otherwise by PostgreSQL
@pytest.mark.parametrize("text", ["云岭商业保理（大连）有限公司", "云岭", "云", "业保", code(1), code(1)[:12], "岭商业保"])
def test_no_search_reads_a_whole_table(filled: Desk, clock: Any, text: str) -> None:
    for known_at in (None, clock()):
        steps = plans(filled, text, known_at=known_at)
        assert steps
        assert [step for step in steps if step.startswith(("SCAN company", "SCAN name_gram"))] == []
