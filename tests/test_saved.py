import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from watcher.screening.index import Index, screen
from watcher.screening.listed import Counterparty, ListedCompany
from watcher.screening.saved import newest, open_saved, prune, save

_NAMES = ("大连澄岫商业保理有限公司", "丹东末央典当有限公司", "吉林鸿鹄来小额贷款有限公司", "朝阳泓瑾实业有限公司")
_BASE = [ListedCompany(str(at), name) for at, name in enumerate(_NAMES)]
_NEW = ListedCompany("new", "沈阳栎坪融资租赁有限公司")


def _found(index: Index, name: str) -> list[str]:
    return [candidate.listed.id for candidate in screen(index, Counterparty(1, name))]


def _files(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("*.npy")}


def _saved(folder: Path, revision: str = "1") -> Index:
    index = Index(_BASE)
    save(index, folder, revision)
    return index


def test_the_newest_index_comes_with_its_revision(tmp_path: Path) -> None:
    assert newest(tmp_path / "nothing") is None
    assert newest(tmp_path) is None
    _saved(tmp_path, "revision 7")
    found = newest(tmp_path)
    assert found is not None
    revision, index = found
    assert (revision, list(index)) == ("revision 7", _BASE)


@pytest.mark.parametrize("reopened", [False, True])
def test_a_changed_index_is_saved_without_writing_its_base_again(tmp_path: Path, reopened: bool) -> None:
    index = _saved(tmp_path)
    if reopened:
        found = open_saved(tmp_path, "1")
        assert found is not None
        index = found
    before = _files(tmp_path)
    save(index.changed([_NEW], removed=["3"]), tmp_path, "2")
    after = _files(tmp_path)
    assert before == {name: after[name] for name in before}
    assert len(after) == 2 * len(before)
    assert open_saved(tmp_path, "1") is None
    changed = open_saved(tmp_path, "2")
    assert changed is not None
    assert (_found(changed, _NEW.name), _found(changed, _BASE[3].name)) == (["new"], [])
    assert _found(changed, _BASE[2].name) == ["2"]


def test_pruning_removes_what_the_newest_index_does_not_need_and_nothing_else(tmp_path: Path) -> None:
    index = _saved(tmp_path)
    base = set(_files(tmp_path))
    save(index.changed([_NEW]), tmp_path, "2")
    outdated = open_saved(tmp_path, "2")
    save(index.changed([ListedCompany("other", "丹东栎坪典当有限公司")]), tmp_path, "3")
    (tmp_path / "0123456789abcdef.new").write_text("half a descr", encoding="utf-8")
    prune(tmp_path)
    assert len(_files(tmp_path)) == 2 * len(base)
    assert base < set(_files(tmp_path))
    assert not list(tmp_path.glob("*.new"))
    found = open_saved(tmp_path, "3")
    assert found is not None
    assert _found(found, "丹东栎坪典当有限公司") == ["other"]
    assert outdated is not None
    assert _found(outdated, _NEW.name) == ["new"]  # who has it open keeps it


def test_who_opens_while_others_save_and_prune_finds_a_whole_index(tmp_path: Path) -> None:
    index = _saved(tmp_path)

    def write(writer: int) -> None:
        for step in range(10):
            save(index.changed([_NEW]), tmp_path, f"{writer}.{step}")
            prune(tmp_path)

    with ThreadPoolExecutor(2) as pool:
        writing = [pool.submit(write, writer) for writer in range(2)]
        opened = []
        while not all(one.done() for one in writing):
            opened.append(newest(tmp_path) is not None)
    for one in writing:
        one.result()
    assert opened
    assert all(opened)
    assert len(_files(tmp_path)) == 8  # base and top


def test_an_index_is_written_whole_into_another_folder(tmp_path: Path) -> None:
    index = _saved(tmp_path / "one")
    save(index, tmp_path / "two", "1")
    found = open_saved(tmp_path / "two", "1")
    assert found is not None
    assert list(found) == _BASE


def test_a_base_that_is_no_longer_whole_is_written_again(tmp_path: Path) -> None:
    index = _saved(tmp_path)
    next(tmp_path.glob("*.entries.npy")).unlink()
    assert newest(tmp_path) is None
    save(index, tmp_path, "2")
    found = open_saved(tmp_path, "2")
    assert found is not None
    assert _found(found, _BASE[2].name) == ["2"]


@pytest.mark.parametrize("part", ["entries", "starts", "bodies", "ends"])
@pytest.mark.parametrize("kept", [0, 40, -1])
def test_an_index_with_a_file_cut_short_is_none(tmp_path: Path, part: str, kept: int) -> None:
    _saved(tmp_path)
    (path,) = tmp_path.glob(f"*.{part}.npy")
    path.write_bytes(path.read_bytes()[:kept])
    assert newest(tmp_path) is None
    assert open_saved(tmp_path, "1") is None


def test_an_index_with_a_file_that_is_no_array_is_none(tmp_path: Path) -> None:
    _saved(tmp_path)
    (path,) = tmp_path.glob("*.entries.npy")
    path.write_bytes(b"\0" * path.stat().st_size)
    assert newest(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"algorithm": "names"}', "\udc00"])
def test_a_damaged_description_is_none_and_can_be_replaced(tmp_path: Path, text: str) -> None:
    _saved(tmp_path)
    (tmp_path / "index.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert newest(tmp_path) is None
    _saved(tmp_path, "2")
    assert open_saved(tmp_path, "2") is not None


@pytest.mark.parametrize(
    ("field", "value"), [("algorithm", "names-0"), ("layers", []), ("layers", [{"name": "../secret", "sizes": {}}])]
)
def test_a_description_of_another_algorithm_or_of_nothing_is_none(tmp_path: Path, field: str, value: object) -> None:
    _saved(tmp_path)
    description = json.loads((tmp_path / "index.json").read_text(encoding="utf-8"))
    (tmp_path / "index.json").write_text(json.dumps({**description, field: value}), encoding="utf-8")
    assert newest(tmp_path) is None


def test_a_folder_that_is_a_file_holds_no_index(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("", encoding="utf-8")
    assert newest(tmp_path / "index") is None
