"""Every family reads its saved site over real HTTP, and the result is compared with what a person approved."""

import json

import pytest

from family_sites import FOLDER, SITES, digest, look, opened
from sources.base import Request
from sources.records import Notice
from watcher.reading import drive


@pytest.mark.parametrize("family", SITES)
def test_every_family_reads_its_site_as_a_person_approved(family: str) -> None:
    with opened(family) as (replica, fetcher):
        notices, error = look(family, fetcher)
        asked = [seen.keys[0] for seen in replica.log]
    found = {"error": str(error) if error else None, "asked": asked, "notices": [digest(one) for one in notices]}
    expected = FOLDER / family / "expected.json"
    if not expected.exists():
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
        pytest.fail(f"{expected} was missing and has been written: read it by eye, then commit it")
    assert found == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("family", SITES)
def test_a_notice_that_is_read_alone_says_what_it_says_in_its_list(family: str) -> None:
    with opened(family) as (_, fetcher):
        listed, error = look(family, fetcher)
        listed = [one for one in listed if SITES[family].host in (one.url or "")]  # another site is not asked
        assert error is None
        alone: list[Notice] = []
        for notice in listed:
            page = fetcher.fetch(Request(notice.url or ""))
            drive(SITES[family].read_notice(page), fetcher.fetch, alone)
    assert [(one.title, one.text, one.rows) for one in alone] == [(one.title, one.text, one.rows) for one in listed]
    assert [one.attachments for one in alone] == [one.attachments for one in listed]
