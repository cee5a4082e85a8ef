"""Every source of the catalog reads its own saved pages, and the result is compared with what a person approved."""

import json
from collections.abc import Iterator

import pytest

from saved_sites import FIXTURES, Saved, drive, look
from sources.base import Request, Source
from sources.catalog import REGULATORS, SOURCES, regulator, regulator_named, regulator_of, source
from sources.errors import UsageError
from sources.records import ConflictField, Kind, LookState, Notice
from sources.serial import from_json, to_json


@pytest.fixture(params=[known.id for known in SOURCES])
def known(request: pytest.FixtureRequest) -> Iterator[Source]:
    yield source(request.param)


def test_every_source_reads_its_saved_pages_as_a_person_approved(known: Source) -> None:
    folder = FIXTURES / known.id
    assert (folder / "pages.json").exists(), f"{known.id} has no fixture"
    notices, error = look(known)
    found = {"error": error.state.value if error else None, "notices": [to_json(notice) for notice in notices]}
    expected = folder / "expected.json"
    if not expected.exists():
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
        pytest.fail(f"{expected} was missing and has been written: read it by eye, then commit it")
    assert found == json.loads(expected.read_text("utf-8"))


def test_every_notice_of_a_source_survives_json(known: Source) -> None:
    for notice in look(known)[0]:
        assert from_json(json.loads(json.dumps(to_json(notice)))) == notice


def test_every_saved_notice_page_is_read_alone_as_in_its_column(known: Source) -> None:
    saved = Saved(FIXTURES / known.id)
    assert known.read_notice is not None
    for notice in look(known)[0]:
        assert notice.url is not None
        (alone,), error = drive(known.read_notice(saved.answer(Request(notice.url))), saved)
        assert error is None
        assert (alone.title, alone.rows, alone.held) == (notice.title, notice.rows, notice.held)


def test_a_file_that_names_another_list_is_held_and_the_names_stay_missing() -> None:
    july = notice_of("dalian_factoring", "2023/7/18")
    assert july.kind is Kind.FLAGGED_LIST
    assert (july.declared, july.named, july.missing) == (18, 0, 18)
    assert len(july.held) == 8
    assert any(conflict.field is ConflictField.ATTACHMENT and conflict.chosen is None for conflict in july.conflicts)
    assert july.attachments[0].trouble_state is LookState.QUARANTINED


def test_a_file_that_fits_its_notice_gives_the_rows() -> None:
    earlier = notice_of("dalian_factoring", "2022/12/5")
    assert (earlier.declared, earlier.named, earlier.held) == (20, 20, ())
    assert earlier.rows[10].name == "大连青禾垛供应链商业保理有限公司"
    assert [row.place.row for row in earlier.rows] == [*range(4, 16), *range(17, 25)]
    assert [row.name for row in earlier.rows if row.code_is_number] == ["大连云杉坞国际商业保理有限公司"]
    assert earlier.rows[15].code is None


def test_good_examples_complete_in_the_text_fetch_no_file() -> None:
    saved = Saved(FIXTURES / "tianjin_notices")
    known = source("tianjin_notices")
    (notice,), error = drive(known.read(saved.answer(known.start)), saved)
    assert error is None
    assert notice.kind is Kind.POSITIVE_LIST
    assert notice.named == 21
    assert not any(url.endswith(".docx") for url in saved.asked)


def test_a_list_that_swaps_the_sector_keeps_the_conflict() -> None:
    third = notice_of("xiamen_notices", "t20230629")
    assert [sector.value for sector in third.sectors] == ["融资租赁"]
    assert ConflictField.SECTOR in {conflict.field for conflict in third.conflicts}
    assert third.named == 9
    assert third.rows[2].reasons == ("疑似失联", "疑似空壳")


def test_statistics_name_no_companies() -> None:
    notice = notice_of("anhui_public", "8450658")
    assert notice.kind is Kind.STATISTICS
    assert (notice.rows, notice.published) == ((), None)


def test_one_notice_that_is_gone_does_not_hide_the_others() -> None:
    known = source("dalian_factoring")
    saved = Saved(FIXTURES / known.id)
    gone = {url: entry for url, entry in saved.entries.items() if "2023/7/18" not in url}
    saved.entries = gone
    notices, error = drive(known.read(saved.answer(known.start)), saved)
    assert [notice.named for notice in notices] == [20]
    assert error is not None
    assert error.state is LookState.GONE


def test_a_file_that_is_gone_leaves_its_trouble_in_the_notice() -> None:
    known = source("dalian_factoring")
    saved = Saved(FIXTURES / known.id)
    saved.entries = {url: entry for url, entry in saved.entries.items() if "/attach/0/5d0c" not in url}
    notices, error = drive(known.read(saved.answer(known.start)), saved)
    assert error is None
    earlier = next(notice for notice in notices if notice.declared == 20)
    assert earlier.missing == 20
    assert earlier.attachments[0].trouble_state is LookState.GONE


def test_regulators_are_found_by_id_domain_and_name() -> None:
    assert len({known.id for known in SOURCES}) == len(SOURCES)
    assert len({known.id for known in REGULATORS}) == len(REGULATORS)
    for known in SOURCES:
        assert regulator_of(known.start.url) is known.regulator
        assert regulator(known.regulator.id) is known.regulator
        assert not known.confirmed
    assert regulator_of("https://evil.example/jrj.dl.gov.cn/") is None
    assert regulator_of("https://xjrj.dl.gov.cn/") is None
    assert regulator_of("http://[broken") is None
    assert regulator_named("安徽省地方金融监督管理局") is regulator("anhui")
    with pytest.raises(UsageError, match="dalian_factoring"):
        source("nowhere")


def notice_of(id: str, part: str) -> Notice:
    notices, error = look(source(id))
    assert error is None
    return next(notice for notice in notices if part in (notice.url or ""))
