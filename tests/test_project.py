"""The project itself: what ships, and that its documents tell the truth."""

import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from sources import catalog
from sources.records import LookState
from watcher.cli.arguments import parser
from watcher.config import Settings

ROOT = Path(__file__).parent.parent
UNITS = ROOT / "docs" / "systemd"
COMMAND = re.compile(r"^\$ (?:.* )?(watcher .+)$", re.MULTILINE)


def test_the_wheel_ships_the_four_packages_with_their_data_and_nothing_else(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name and ".data/" not in name}
    shared = {name.partition(".data/data/")[2] for name in names if ".data/" in name}
    assert shared == {f"share/regwatch-cn/systemd/{path.name}" for path in UNITS.iterdir()}
    assert tops == {"watcher", "sources", "store", "alerts"}
    for needed in (
        "alerts/templates/alert.html",
        "store/migrations/env.py",
        "store/migrations/script.py.mako",
        "sources/names/places.txt",
        "watcher/demo/portfolio.csv",
        "watcher/demo/sites/day1/pages.json",
        "watcher/web/static/watcher.css",
    ):
        assert needed in names


def test_the_systemd_units_start_commands_that_there_are() -> None:
    started = [shlex.split(line)[1:] for unit in UNITS.glob("*.service") for line in unit.read_text().splitlines() if line.startswith("ExecStart=")]
    assert sorted(parser().parse_args(arguments).command for arguments in started) == ["run", "serve"]


@pytest.mark.parametrize("document", ["README.md", "README.zh-CN.md", "docs/adding-a-source.md", "docs/operations.md"])
def test_every_command_in_the_documents_is_understood(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    commands = [shlex.split(found)[1:] for found in COMMAND.findall(text)]
    assert commands
    for arguments in commands:
        assert parser().parse_args(arguments)


def test_the_readme_names_every_source() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [source.id for source in catalog.SOURCES if f"`{source.id}`" not in text] == []


def test_no_file_is_longer_than_400_lines_and_most_are_short() -> None:
    files = [
        path
        for package in ("watcher", "sources", "store", "alerts", "tests", "benchmarks")
        for path in (ROOT / package).rglob("*.py")
        if "versions" not in path.parts
    ]
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
    assert lengths[-1] <= 400
    assert lengths[len(lengths) // 2] <= 100


def test_pins_carry_names_and_versions_and_never_addresses() -> None:
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line), line


def test_the_data_model_names_every_table() -> None:
    text = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
    assert [name for name in SQLModel.metadata.tables if f"`{name}`" not in text] == []


def test_the_operations_page_names_every_setting_and_every_state_of_a_look() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    wanted = [*Settings.model_fields, *(f"WATCHER_{name.upper()}" for name in Settings.model_fields), *LookState]
    assert [name for name in wanted if f"`{name}`" not in text] == []
