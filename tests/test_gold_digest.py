"""A real digest against what an ideal reader gets from it; collected only where both files lie.

GOLD_DIR names the folder that holds gold/ and seeds/; without it the folder shared beside the checkout is taken.
"""

import json
import os
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sources.digests.reader import DigestItem, read_digest
from sources.notices.names import SHORT_NAME
from sources.records import FieldConflict, Kind, Mode, Notice, NoticeDate, Polarity, Sector
from sources.regulators import anhui, dalian, tianjin, xiamen

_SHARED = Path(os.environ.get("GOLD_DIR", Path(__file__).parents[2] / "shared"))
_GOLD = _SHARED / "gold" / "seed000.json"

__test__ = _GOLD.is_file()  # nothing is collected where the file is not there

IDS = ("1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "2.4")
LISTS = ("2.2", "2.3", "2.4")
KINDS = {
    "policy": {Kind.POLICY, Kind.NEWS},  # news printed under 行业法规政策 counts as policy there
    "statistics": {Kind.STATISTICS},
    "positive_list": {Kind.POSITIVE_LIST},
    "flagged_list": {Kind.FLAGGED_LIST},
    "flagged_suspected_list": {Kind.SUSPECTED_LIST},
}


@cache
def gold() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_GOLD.read_text("utf-8"))
    return found


@cache
def expected(number: str) -> dict[str, Any]:
    item: dict[str, Any] = next(item for item in gold()["items"] if item["id"] == number)
    return item


@cache
def items() -> dict[str, DigestItem]:
    text = (_SHARED / "seeds" / gold()["file"]["name"]).read_text("utf-8")
    regulators = tuple(place.REGULATOR for place in (anhui, dalian, tianjin, xiamen))
    found = read_digest(text, regulators)
    sections = list(dict.fromkeys(item.section for item in found))
    places = Counter[str]()
    numbered = {}
    for item in found:
        places[item.section] += 1
        numbered[f"{sections.index(item.section) + 1}.{places[item.section]}"] = item
    return numbered


def notice(number: str) -> Notice:
    return items()[number].notice


def iso(day: NoticeDate | None) -> str | None:
    return day.iso if day else None


def gold_iso(number: str, key: str) -> str | None:
    day = expected(number)[key]
    return day["iso"] if day else None


def conflict(number: str, field: str) -> FieldConflict:
    return next(known for known in notice(number).conflicts if known.field.value == field)


def test_there_are_the_sections_and_items_of_the_gold() -> None:
    by_section = Counter(item.section for item in items().values())
    assert dict(by_section) == {section["title"]: section["items"] for section in gold()["digest"]["sections"]}
    assert tuple(items()) == IDS


def test_all_companies_come_from_the_good_examples_and_none_is_flagged() -> None:
    named = {number: [row.name for row in notice(number).rows] for number in IDS}
    printed = [company["name_printed"] for company in expected("2.2")["named_companies"]]
    assert len(printed) == gold()["totals"]["companies_named"]
    assert named == {number: printed if number == "2.2" else [] for number in IDS}
    assert notice("2.2").polarity is Polarity.POSITIVE
    flagged = [row for number in IDS if notice(number).polarity.adverse for row in notice(number).rows]
    assert len(flagged) == gold()["totals"]["companies_flagged_in_text"]


def test_no_text_leaves_names_for_a_person_to_judge() -> None:
    assert [number for number in IDS if notice(number).candidates or notice(number).held] == []


def test_the_statistics_make_no_listing() -> None:
    assert notice("2.1").kind is Kind.STATISTICS
    assert (notice("2.1").rows, notice("2.1").series, notice("2.1").names_missing) == ((), None, False)


@pytest.mark.parametrize("number", ["2.3", "2.4"])
def test_lists_without_names_wait_for_one_attachment(number: str) -> None:
    found = notice(number)
    assert found.series is not None
    assert (found.named, found.names_missing, len(found.attachments)) == (0, True, 1)
    assert found.missing == gold()["totals"]["flagged_entries_announced_but_not_in_text"][number]


def test_dalian_is_factoring_against_its_attachment_and_xiamen_leasing_against_its_heading() -> None:
    for number, where in (("2.3", "attachment"), ("2.4", "heading")):
        found = conflict(number, "sector")
        assert [sector.value for sector in notice(number).sectors] == expected(number)["sector"] == [found.chosen]
        odd = next(reading for reading in found.readings if reading.value != found.chosen)
        assert odd.where == where


def test_short_names_resolve_to_their_companies_and_make_none() -> None:
    shorts = {
        company["name_printed"]: company["short_name_in_text"]
        for company in expected("2.2")["named_companies"]
        if company["short_name_in_text"]
    }
    assert len(shorts) == 6
    assert {row.name: row.cells[SHORT_NAME] for row in notice("2.2").rows if SHORT_NAME in row.cells} == shorts


def test_the_same_text_read_twice_gives_the_same_notices() -> None:
    first = [item.notice for item in items().values()]
    items.cache_clear()
    assert [item.notice for item in items().values()] == first


def test_totals_by_type_are_those_of_the_gold() -> None:
    by_type = Counter(
        next(name for name, kinds in KINDS.items() if item.notice.kind in kinds) for item in items().values()
    )
    assert dict(by_type) == gold()["totals"]["by_type"]


def test_addresses_are_those_of_the_gold() -> None:
    addresses = {item.notice.url for item in items().values()}
    files = {attachment.url for item in items().values() for attachment in item.notice.attachments if attachment.url}
    assert len(addresses | files) == gold()["digest"]["distinct_urls"]


@pytest.mark.parametrize("number", IDS)
def test_an_item_lies_where_the_gold_says(number: str) -> None:
    item = items()[number]
    assert [item.first_line, item.last_line] == expected(number)["item_lines"]
    assert (item.section, item.mark) == (expected(number)["section_title"], expected(number)["item_no"])
    assert item.article.heading == expected(number)["heading"]


@pytest.mark.parametrize("number", IDS)
def test_kind_title_number_and_issuer_are_those_of_the_gold(number: str) -> None:
    found, wanted = notice(number), expected(number)
    assert found.kind in KINDS[wanted["type"]]
    assert found.title == (wanted["official_title"] or wanted["heading"])
    assert found.number == (wanted["doc_no"]["canonical"] if wanted["doc_no"] else None)
    assert found.issuer == wanted["issuer"]


@pytest.mark.parametrize("number", IDS)
def test_dates_are_those_of_the_gold_and_none_is_guessed(number: str) -> None:
    found = notice(number)
    assert iso(found.signed) == gold_iso(number, "signed_date")
    assert iso(found.published) == gold_iso(number, "published_date")
    assert iso(found.as_of) == gold_iso(number, "data_as_of")


@pytest.mark.parametrize("number", IDS)
def test_the_source_line_is_taken_apart_as_in_the_gold(number: str) -> None:
    source, wanted = items()[number].source, expected(number)["source"]
    assert list(source.columns) == wanted["breadcrumb"]
    assert (source.site, source.domain) == (wanted["site_name"], wanted["domain"])


@pytest.mark.parametrize("number", IDS)
def test_addresses_and_attachments_of_an_item_are_those_of_the_gold(number: str) -> None:
    found, wanted = notice(number), expected(number)
    assert [found.url] == [address["url"] for address in wanted["urls"] if address["kind"] == "page"]
    assert [(known.name, known.url) for known in found.attachments] == [
        (attachment["name"], attachment.get("url")) for attachment in wanted["attachments"]
    ]


@pytest.mark.parametrize("number", IDS)
def test_cited_numbers_are_those_of_the_gold(number: str) -> None:
    wanted = [cited["doc_no"] for cited in expected(number)["cited_documents"] if cited["doc_no"]]
    assert list(notice(number).cited) == wanted


@pytest.mark.parametrize("number", LISTS)
def test_a_list_has_the_trade_batch_size_and_mode_of_the_gold(number: str) -> None:
    found, wanted = notice(number), expected(number)["list"]
    assert [sector.value for sector in found.sectors] == expected(number)["sector"]
    assert found.batch == wanted["batch"]
    assert found.declared == wanted["entries_stated"]
    assert found.named == wanted["entries_in_text"]
    assert found.series is not None
    assert found.series.mode is (Mode.SNAPSHOT if wanted["semantics"].startswith("snapshot") else Mode.BATCH)


@pytest.mark.parametrize("number", LISTS)
def test_period_and_deadline_are_those_of_the_gold(number: str) -> None:
    found, wanted = notice(number), expected(number)["list"]
    assert (found.period.printed if found.period else None) == (wanted["notice_period"] or {}).get("printed")
    assert (found.deadline.nominal.isoformat() if found.deadline else None) == wanted["deadline"]
    working = found.deadline.working if found.deadline else None
    assert (working.isoformat() if working else None) == wanted.get("deadline_if_rolled_to_working_day")


@pytest.mark.parametrize("number", IDS)
def test_conflicts_are_those_of_the_gold_with_both_readings(number: str) -> None:
    found, wanted = notice(number).conflicts, expected(number)["conflicts"]
    assert [known.field.value for known in found] == [known["field"] for known in wanted]
    for mine, theirs in zip(found, wanted, strict=True):
        if mine.field.value != "title":  # the gold shortens the two titles
            assert {reading.value for reading in mine.readings} == set(theirs["values"].values())


def test_conflicts_are_settled_as_in_the_gold() -> None:
    assert conflict("2.3", "batch").chosen is None
    assert conflict("2.3", "issuer").chosen == expected("2.3")["issuer"]
    assert conflict("2.4", "title").chosen == expected("2.4")["official_title"]
    titles = {reading.value for reading in conflict("2.4", "title").readings}
    assert titles == {expected("2.4")["heading"], expected("2.4")["official_title"]}


def test_the_figures_are_those_of_the_gold() -> None:
    found = [(known.key, known.value, known.unit, known.quote, known.parent) for known in notice("2.1").figures]
    assert found == [
        (count["key"], count["value"], count["unit"], count["quote"], count.get("parent"))
        for count in expected("2.1")["counts"]
    ]


def test_the_sums_are_those_of_the_gold() -> None:
    found = [(check.expression, check.holds) for check in notice("2.1").checks]
    assert found == [(check["expr"].split(" (")[0], check["ok"]) for check in expected("2.1")["checks"]]


def test_the_statistics_are_about_factoring() -> None:
    assert notice("2.1").sectors == (Sector.FACTORING,)
