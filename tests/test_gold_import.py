"""`watcher import` of a real digest: every statement that must hold of it; collected only where both files lie.

GOLD_DIR names the folder that holds gold/ and seeds/; without it the folder shared beside the checkout is taken.
"""

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from watcher.cli.main import main

_SHARED = Path(os.environ.get("GOLD_DIR", Path(__file__).parents[2] / "shared"))
_GOLD = _SHARED / "gold" / "seed000.json"

__test__ = _GOLD.is_file()  # nothing is collected where the file is not there

Run = Callable[..., Any]
OURS = {"news": "policy", "suspected_list": "flagged_suspected_list"}  # our kinds as the file calls them


@pytest.fixture
def gold() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_GOLD.read_text("utf-8"))
    return found


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WATCHER_HOME", str(tmp_path / "home"))

    def run(*arguments: str) -> Any:
        assert main([*arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def imported(run: Run, gold: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = run("import", str(_SHARED / "seeds" / gold["file"]["name"]))
    return found


def by_title(imported: dict[str, Any], part: str) -> dict[str, Any]:
    (found,) = [one for one in imported["notices"] if part in one["title"]]
    return dict(found)


def test_the_totals_agree(imported: dict[str, Any], gold: dict[str, Any]) -> None:
    kinds = Counter(OURS.get(one["kind"], one["kind"]) for one in imported["notices"])
    assert kinds == gold["totals"]["by_type"]
    named = [company for one in imported["notices"] for company in one["companies"]]
    assert len(named) == gold["totals"]["companies_named"]
    adverse = [company for company in named if company["polarity"] in ("flagged", "suspected")]
    assert len(adverse) == gold["totals"]["companies_flagged_in_text"]
    announced = gold["totals"]["flagged_entries_announced_but_not_in_text"]
    assert by_title(imported, "非正常经营类")["missing"] == announced["2.3"]
    assert by_title(imported, "第三批疑似")["missing"] is announced["2.4"] is None


def test_exactly_nine_items(imported: dict[str, Any], gold: dict[str, Any]) -> None:
    assert len(imported["notices"]) == gold["digest"]["items"] == 9


def test_exactly_21_companies_all_of_one_item_and_none_flagged(imported: dict[str, Any], gold: dict[str, Any]) -> None:
    naming = [one for one in imported["notices"] if one["companies"]]
    (expected,) = [item for item in gold["items"] if item["named_companies"]]
    (item,) = naming
    assert item["title"] == expected["official_title"]
    assert item["companies"] == [
        {"name": company["name_printed"], "polarity": "positive"} for company in expected["named_companies"]
    ]


def test_no_register_entry_from_the_statistics(run: Run, imported: dict[str, Any], gold: dict[str, Any]) -> None:
    (expected,) = [item for item in gold["items"] if item["type"] == "statistics"]
    statistics = by_title(imported, expected["official_title"])
    assert (statistics["series"], statistics["companies"]) == (None, [])
    assert [one["value"] for one in statistics["figures"]] == [count["value"] for count in expected["counts"]]
    assert [one["holds"] for one in statistics["checks"]] == [check["ok"] for check in expected["checks"]]
    listings = run("register", "export")["listings"]
    assert {one["status"] for one in listings} == {"positive"}


def test_two_lists_without_entries_and_a_pending_attachment_each(run: Run, imported: dict[str, Any]) -> None:
    for part in ("非正常经营类", "第三批疑似"):
        notice = by_title(imported, part)
        assert (notice["named"], len(notice["attachments"])) == (0, 1)
    gaps = {one["id"]: one["gaps"] for one in run("sources", "list")["sources"] if one["gaps"]}
    assert gaps == {"dalian_factoring": 1, "xiamen_notices": 1}


def test_the_contradictions_about_the_sector_stay_open_conflicts(run: Run, imported: dict[str, Any]) -> None:
    dalian, xiamen = by_title(imported, "非正常经营类"), by_title(imported, "第三批疑似")
    assert (dalian["sectors"], xiamen["sectors"]) == (["商业保理"], ["融资租赁"])
    conflicts = [one for one in run("conflicts", "list")["conflicts"] if one["field"] == "sector"]
    assert {(one["notice"], one["state"], one["chosen"]) for one in conflicts} == {
        (dalian["title"], "open", "商业保理"),
        (xiamen["title"], "open", "融资租赁"),
    }
    readings = {reading["value"] for one in conflicts for reading in one["readings"]}
    assert readings == {"商业保理", "融资租赁"}


def test_short_names_create_no_entries_of_their_own(run: Run, imported: dict[str, Any], gold: dict[str, Any]) -> None:
    (expected,) = [item for item in gold["items"] if item["named_companies"]]
    short = {company["short_name_in_text"] for company in expected["named_companies"]} - {None}
    assert len(short) == 6
    names = {one["name"] for one in run("register", "export")["listings"]}
    assert len(names) == 21
    assert names & short == set()


def test_importing_the_file_twice_changes_nothing(run: Run, imported: dict[str, Any], gold: dict[str, Any]) -> None:
    before = run("events"), run("register", "export"), run("conflicts", "list")
    again = run("import", str(_SHARED / "seeds" / gold["file"]["name"]))
    assert (again["changed"], again["events"]) == (False, [])
    assert (run("events"), run("register", "export"), run("conflicts", "list")) == before


def test_the_deadline_is_the_nominal_day_with_its_working_day(imported: dict[str, Any], gold: dict[str, Any]) -> None:
    (expected,) = [item["list"] for item in gold["items"] if item["type"] == "flagged_suspected_list"]
    notice = by_title(imported, "第三批疑似")
    assert notice["deadline"] == expected["deadline"]
    assert notice["deadline_working"] == expected["deadline_if_rolled_to_working_day"]
