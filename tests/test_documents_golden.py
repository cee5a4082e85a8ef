"""Documents of every form, and what a notice makes of each: as a person read and approved it (fixtures/documents)."""

import json
from pathlib import Path
from typing import Any

import pytest

from sources.base import Page, Regulator, Request
from sources.documents.html import paragraphs, parse, tables
from sources.documents.reader import read
from sources.documents.tables import Document, Table
from sources.errors import ReadingError
from sources.notices.article import Article, Link
from sources.notices.attachments import notice_steps
from sources.notices.layout import unknown_heads
from sources.notices.trades import series_of_rows
from sources.records import Notice, Row

FOLDER = Path(__file__).parent / "fixtures" / "documents"
# Each with the notice that it comes with; one without a name for its file is the body of its notice.
CASES: dict[str, dict[str, str]] = json.loads((FOLDER / "notices.json").read_text("utf-8"))
YUNJIANG = Regulator("yunjiang", "云江", ("云江市地方金融管理局",), ("jr.yunjiang.example",))
PAGE, FILE = "https://jr.yunjiang.example/1.html", "https://jr.yunjiang.example/file"


@pytest.mark.parametrize("name", CASES)
def test_a_document_is_read_as_a_person_approved(name: str) -> None:
    case, content = CASES[name], (FOLDER / name).read_bytes()
    if "file" in case:
        article = Article(PAGE, case["title"], (case["text"],), attachments=(Link(FILE, case["file"]),))
        documents = _documents(content, case["file"])
    else:
        body = parse(content.decode()).body
        assert body is not None
        article = Article(PAGE, case["title"], paragraphs(body), tables=tables(body))
        documents = [_document(Document(article.tables, "\n".join(article.paragraphs)))]
    found = {"documents": documents, "notice": _notice(_noticed(article, content))}
    expected = FOLDER / f"{name}.expected.json"
    if not expected.exists():
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
        pytest.fail(f"{expected} was missing and has been written: read it by eye, then commit it")
    assert found == json.loads(expected.read_text("utf-8"))


def test_every_document_of_the_folder_has_its_notice() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.suffix != ".json"} == set(CASES)


@pytest.mark.parametrize("form", ["html", "csv", "docx", "pdf"])
def test_a_list_with_every_trap_is_the_same_list_in_every_form(form: str) -> None:
    one, other = (json.loads((FOLDER / f"traps.{end}.expected.json").read_text("utf-8")) for end in ("xlsx", form))
    companies = [[row.partition(" @")[0] for row in found["notice"]["rows"]] for found in (one, other)]
    assert companies[0] and companies[0] == companies[1]


def _documents(content: bytes, name: str) -> list[dict[str, Any]]:
    try:
        return [_document(one) for one in read(content, name)]
    except ReadingError as error:
        return [{"trouble": str(error)}]


def _document(one: Document) -> dict[str, Any]:
    shown = {
        "inner": one.inner,
        "trouble": str(one.trouble or ""),
        "tables": list(map(_table, one.tables)),
        "text": one.text,
    }
    return {key: value for key, value in shown.items() if value}


def _table(table: Table) -> dict[str, Any]:
    """Each row in one line, numbers marked with #."""
    lines = (" | ".join("#" * cell.is_number + cell.text for cell in row) for row in table.rows)
    how = {"name": table.name, "caption": table.caption, "follows": table.follows or None}
    rows = [f"{number}: {line}" for number, line in enumerate(lines, table.first_row)]
    return {**{key: value for key, value in how.items() if value is not None}, "rows": rows}


def _noticed(article: Article, content: bytes) -> Notice:
    steps = notice_steps(article, YUNJIANG)
    step = next(steps)
    while isinstance(step, Request):
        step = steps.send(Page(step.url, content))
    return step


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "declared": notice.declared,
        "rows": [_row(notice, row) for row in notice.rows],
        "held": [_row(notice, row) for row in notice.held],
        "conflicts": [
            [one.field, *(f"{reading.where}: {reading.value}" for reading in one.readings), f"taken: {one.chosen}"]
            for one in notice.conflicts
        ],
        "troubles": [f"{one.name}（{one.trouble_state}）：{one.trouble}" for one in notice.attachments if one.trouble],
        "unknown_heads": list(unknown_heads(notice.layout)),
    }


def _row(notice: Notice, row: Row) -> str:
    """A company in one line: name, code, reasons, former names, other cells, its list, and where it stands."""
    (series,) = series_of_rows(notice, (row,))
    cells = "，".join(f"{head}={text}" for head, text in row.cells.items())
    code = (row.code or "") + "（数字）" * row.code_is_number
    facts = [row.name, code, "；".join(row.reasons), "；".join(row.former_names), cells, series.sector]
    return f"{' | '.join(facts)} @ {row.place.url.removeprefix(FILE)} {row.place.table} {row.place.row}".replace(
        "\n", "⏎"
    )
