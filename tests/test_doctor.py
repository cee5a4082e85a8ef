"""What the doctor says of a whole store, of one that was damaged in every way, and that it changes nothing."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from store.evidence import Evidence
from store.integrity.database import opened_to_read
from store.packing import pack_columns
from store.workers import has_ended, worker
from watcher.cli.main import main
from watcher.config import Settings
from watcher.demo.story import play, stage
from watcher.doctor.checks import CHECKS
from watcher.doctor.examination import Case, Check, Finding, State, examine

DAMAGES: dict[str, str] = {  # by the check that must find it
    "references": "DELETE FROM company_name; DELETE FROM name_gram; DELETE FROM hit; DELETE FROM company WHERE number = 1",
    "packed": "UPDATE edition SET members = x'00' WHERE state = 'complete'",
    "history": "UPDATE listing SET valid_from = '2001-01-01' WHERE superseded_at IS NULL",
    "stays": (
        "INSERT INTO listing (company_id, series_key, notice_id, status, name, reasons, place, valid_from, recorded_at, revision)"
        " SELECT company_id, series_key, notice_id, status, name, reasons, place, date(valid_from, '+1 day'), recorded_at,"
        " revision FROM listing WHERE superseded_at IS NULL AND valid_to IS NULL LIMIT 1"
    ),
    "intervals": "UPDATE listing SET superseded_at = '2001-01-01 00:00:00' WHERE superseded_at IS NOT NULL",
    "events": "DELETE FROM event WHERE type = 'listed'",
    "names": "UPDATE company_name SET identity_key = identity_key || '甲'",
    "notices": "UPDATE notice SET key = key || 'x'",
    "rows": "UPDATE printed_row SET name = name || '甲' WHERE id = 1",
    "traces": "UPDATE listing SET sha256 = (SELECT sha256 FROM snapshot WHERE sha256 <> listing.sha256 LIMIT 1)",
    "values": "UPDATE series SET mode = 'x'",
    "search": "DELETE FROM name_gram WHERE company = 1",
    "hits": "UPDATE screening SET revision = 1000",
    "said": "UPDATE said SET content = json_set(content, '$.name', '甲')",
    "clock": "UPDATE event SET at = '2999-01-01 00:00:00'",
    "schedule": "UPDATE source_health SET next_look_at = '2999-01-01 00:00:00'",
    "schema": "DROP INDEX ix_listing_company_id",
}
FURTHER: list[tuple[str, str]] = [  # by the check that must find it, one row or column each
    ("schema", "DELETE FROM database_identity"),
    ("references", "UPDATE hit SET company_id = 'c0'"),
    ("references", "DELETE FROM snapshot"),
    ("packed", "DELETE FROM printed_row WHERE id = 1"),
    ("history", "DELETE FROM listing WHERE id = 1"),
    ("history", "DELETE FROM edition WHERE state = 'complete'"),
    ("history", "UPDATE edition SET day = date(day, '+1 day') WHERE state = 'complete'"),
    ("intervals", "UPDATE listing SET recorded_at = datetime(recorded_at, '-1 day') WHERE id = 1"),
    ("intervals", "UPDATE listing SET superseded_at = datetime(superseded_at, '+1 day') WHERE superseded_at IS NOT NULL"),
    ("intervals", "UPDATE event SET at = datetime(at, '-1 day') WHERE type = 'listed'"),
    ("intervals", "UPDATE revision SET at = datetime(at, '-1 minute') WHERE number = 1"),
    ("events", "UPDATE event SET type = 'amended' WHERE type = 'baseline'"),
    ("events", "UPDATE event SET company_id = (SELECT min(id) FROM company) WHERE type = 'listed'"),
    ("events", "UPDATE event SET notice_id = (SELECT min(id) FROM notice) WHERE type = 'baseline'"),
    ("names", "UPDATE company SET name = name || '甲' WHERE number = 1"),
    ("names", "UPDATE company SET code = NULL WHERE code IS NOT NULL"),
    ("notices", "UPDATE notice SET title = title || '甲'"),
    ("notices", "UPDATE notice SET deadline = date(deadline, '+1 year')"),
    ("notices", "UPDATE notice SET url = 'https://example.com/'"),
    ("notices", "DELETE FROM notice_reading WHERE id = 1"),
    ("notices", "UPDATE notice_reading SET superseded_at = recorded_at WHERE id = 1"),
    ("notices", "UPDATE notice_reading SET facts = replace(facts, '2023', '2022')"),
    ("notices", "UPDATE notice_reading SET origin = 'digest' WHERE id = 1"),
    ("notices", "UPDATE edition SET state = 'held'"),
    ("traces", "UPDATE listing SET sha256 = (SELECT min(sha256) FROM snapshot)"),
    ("traces", "UPDATE notice_reading SET evidence = '{}'"),
    ("values", "UPDATE listing SET status = 'positive' WHERE id = 1"),
    ("values", "UPDATE series SET list_type = '名单'"),
    ("values", "UPDATE edition SET state = 'x'"),
    ("values", "UPDATE conflict SET state = 'x'"),
    ("values", "UPDATE message SET state = 'x'"),
    ("values", "UPDATE look SET state = 'x'"),
    ("search", "UPDATE name_gram SET gram = '甲甲' WHERE gram = (SELECT min(gram) FROM name_gram)"),
]
Run = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the two days of the story were played."""
    home = tmp_path_factory.mktemp("told")
    with stage(home) as on:
        play(on)
    return home


@pytest.fixture
def home(told: Path, tmp_path: Path) -> Iterator[Path]:
    home = shutil.copytree(told, tmp_path / "home")
    home.chmod(0o700)
    yield home
    home.chmod(0o700)


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(home.parent)
    monkeypatch.setenv("WATCHER_HOME", str(home))

    def run(*arguments: str) -> tuple[int, Any]:
        code = main([*arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def damage(home: Path, statements: str) -> None:
    connection = sqlite3.connect(home / "watcher.db")
    connection.executescript(statements)
    connection.close()


def findings(home: Path, *, quick: bool = False) -> dict[str, Finding]:
    settings = Settings(home=home)
    engine = opened_to_read(settings.database)
    case = Case(settings, engine, Evidence(settings.evidence), datetime.now(UTC), quick=quick)
    found = {one.check.name: one for one in examine(case, CHECKS)}
    engine.dispose()
    return found


def wrong(home: Path) -> set[str]:
    return {name for name, one in findings(home).items() if one.state is State.WRONG}


def contents(home: Path) -> dict[str, str]:
    """All files but those of shared memory, which SQLite makes for whoever reads."""
    files = (path for path in home.rglob("*") if path.is_file() and not path.name.endswith(("-shm", "-wal")))
    return {str(path.relative_to(home)): sha256(path.read_bytes()).hexdigest() for path in files}


def test_of_a_whole_store_everything_is_checked_and_nothing_is_wrong(run: Run) -> None:
    code, told = run("doctor")
    assert (code, told["ok"], told["left_out"]) == (0, True, [])
    assert {one["state"] for one in told["checks"]} == {"ok"}
    assert [one["name"] for one in told["checks"]] == [check.name for check in CHECKS]


def test_a_quick_look_names_what_it_leaves_out(run: Run) -> None:
    code, told = run("doctor", "--quick")
    assert (code, set(told["left_out"])) == (0, {check.name for check in CHECKS if check.slow})


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found_by_its_check_and_nothing_is_changed(home: Path, run: Run, name: str) -> None:
    damage(home, DAMAGES[name])
    before = contents(home)
    code, told = run("doctor")
    found = {one["name"]: one for one in told["checks"]}[name]
    assert (code, found["state"]) == (1, "wrong")
    assert all(found[part] for part in ("found", "meaning", "action"))
    assert contents(home) == before


@pytest.mark.parametrize(("name", "statement"), FURTHER)
def test_a_row_that_was_lost_or_altered_by_hand_is_found(home: Path, name: str, statement: str) -> None:
    damage(home, statement)
    assert name in wrong(home)


def test_every_check_of_rows_has_a_damage_that_it_finds() -> None:
    of_surroundings = {"file", "evidence", "folder", "disk", "index"}
    assert {check.name for check in CHECKS} - of_surroundings == DAMAGES.keys()


def test_what_nobody_hears_any_more_is_no_fault_but_said(home: Path) -> None:
    damage(home, "DELETE FROM news")
    found = findings(home)["said"]
    assert found.state is State.OK and "已没有提醒引用" in found.notes[0]


def test_an_event_that_was_written_twice_is_found(home: Path) -> None:
    columns = "type, at, company_id, series_key, notice_id, source_id, facts, revision"
    damage(home, f"INSERT INTO event (id, {columns}) SELECT 'e0', {columns} FROM event WHERE type = 'listed' LIMIT 1")
    assert wrong(home) == {"events"}


def test_an_event_of_what_never_happened_is_found(home: Path) -> None:
    damage(home, "UPDATE event SET revision = 1 WHERE type IN ('left', 'listed')")
    assert "events" in wrong(home)


def test_a_row_number_that_is_kept_nowhere_is_found(home: Path) -> None:
    connection = sqlite3.connect(home / "watcher.db")
    packed = pack_columns([[1], [99_999], [0], [1]])
    connection.execute("UPDATE edition SET members = ? WHERE state = 'complete'", (packed,))
    connection.commit()
    connection.close()
    found = findings(home)
    assert "99999" in found["packed"].found[0]
    assert found["history"].state is State.WRONG


def test_missing_altered_and_cut_evidence_is_named_and_the_register_is_still_read(home: Path, run: Run) -> None:
    first, second, third = sorted(path for path in (home / "evidence").rglob("*") if path.is_file())[:3]
    first.unlink()
    second.write_bytes(bytes(reversed(second.read_bytes())))
    third.write_bytes(third.read_bytes()[:-1])
    (home / "evidence" / "00").mkdir(exist_ok=True)
    (home / "evidence" / "00" / "stranger").write_bytes(b"x")
    code, told = run("doctor")
    found = {one["name"]: one for one in told["checks"]}["evidence"]
    assert code == 1
    for path, trouble in ((first, "缺失"), (second, "改动"), (third, "大小")):
        assert any(path.name[:16] in one and trouble in one for one in found["found"])
    assert "另有 1 个未被引用" in found["notes"][0]
    assert {one["name"] for one in told["checks"] if one["state"] == "wrong"} == {"evidence"}
    assert run("register", "export")[1]["listings"]


def test_only_the_first_twenty_things_are_listed_and_the_others_counted(home: Path) -> None:
    damage(home, "UPDATE company_name SET identity_key = identity_key || '甲'")
    found = findings(home)["names"]
    assert len(found.found) == 20
    assert found.more > 0


@pytest.mark.parametrize("share", [0.0, 0.0001, 0.1, 0.5, 0.9, 0.99])
def test_a_database_that_was_cut_short_is_named_and_no_command_ends_in_a_traceback(
    home: Path, run: Run, share: float
) -> None:
    database = home / "watcher.db"
    whole = database.read_bytes()
    database.write_bytes(whole[: int(len(whole) * share)])
    code, told = run("doctor")
    states = {one["name"]: one["state"] for one in told["checks"]}
    assert code == 1
    assert "wrong" in (states["file"], states["schema"])
    assert states["disk"] == "ok"
    for arguments in (("register", "export"), ("events",), ("sources", "list")):
        code, answer = run(*arguments)
        assert (code == 0 and share > 0.5) or (code == 3 and "数据" in answer["error"]["what"] and "doctor" in answer["error"]["action"])


def test_a_database_that_was_overwritten_is_named(home: Path, run: Run) -> None:
    (home / "watcher.db").write_bytes("<html>系统繁忙</html>".encode() * 1000)
    code, told = run("doctor")
    assert (code, told["checks"][0]["state"]) == (1, "wrong")
    assert run("register", "export")[0] == 3


def test_a_database_that_is_gone_beside_its_evidence_is_wrong(home: Path, run: Run) -> None:
    (home / "watcher.db").unlink()
    code, told = run("doctor")
    assert (code, told["checks"][0]["state"]) == (1, "wrong")
    assert run("register", "export")[0] == 3, "an empty database would hide the loss"
    assert not (home / "watcher.db").exists()


def test_where_nothing_was_ever_kept_there_is_nothing_to_check(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHER_HOME", str(tmp_path / "nowhere"))
    code, told = run("doctor")
    assert (code, "还没有数据" in told["error"]["what"]) == (3, True)
    assert not (tmp_path / "nowhere").exists()


def test_what_others_can_read_is_named(home: Path) -> None:
    home.chmod(0o755)
    (home / "watcher.db").chmod(0o644)
    assert any("watcher.db" in one for one in findings(home)["folder"].found)


def test_a_clock_that_ran_backwards_is_named(home: Path) -> None:
    damage(home, "UPDATE revision SET at = '2001-01-01 00:00:00' WHERE number = (SELECT max(number) FROM revision)")
    assert "revision" in findings(home)["clock"].found[0]


def test_a_check_that_cannot_be_made_keeps_no_other_from_being_made(home: Path, run: Run) -> None:
    damage(home, "DROP TABLE hit")
    code, told = run("doctor")
    states = {one["name"]: one["state"] for one in told["checks"]}
    assert (code, states["schema"], states["hits"], states["history"]) == (1, "wrong", "unchecked", "ok")


def test_what_could_not_be_checked_is_no_clean_result(home: Path) -> None:
    def fails(case: Case) -> Iterator[str]:
        yield from case.settings.home.joinpath("nothing").read_text().splitlines()

    case = Case(Settings(home=home), opened_to_read("sqlite://"), Evidence(home), datetime.now(UTC))
    (found,) = examine(case, [Check("some", "某项", fails, "", "")])
    assert (found.state, "FileNotFoundError" in found.why) == (State.UNCHECKED, True)


def test_evidence_that_a_dead_process_did_not_finish_is_swept_and_that_of_others_is_not(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path / "evidence")
    digest = evidence.keep(b"page")
    machine = worker().rpartition(":")[0]
    for name in (f"{machine}:{2**22 + 1}~dead", f"{machine}:1~alive", "elsewhere:7~unknown"):
        (tmp_path / "evidence" / "parts" / name).write_bytes(b"half a pa")
    evidence.sweep()
    assert sorted(evidence.parts()) == sorted([f"{machine}:1~alive", "elsewhere:7~unknown"])
    assert (list(evidence.kept()), evidence.is_whole(digest)) == ([digest], True)


def test_only_a_process_of_this_machine_can_be_told_to_have_ended() -> None:
    machine = worker().rpartition(":")[0]
    assert [has_ended(one) for one in (f"{machine}:1", f"{machine}:{2**22 + 1}", "elsewhere:7", "test", worker())] == [
        False,
        True,
        False,
        False,
        True,
    ]
