"""Whole histories of notices, filed in any order and any portions: the register that stands is always the same."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.notices.rows import SECTION
from sources.records import Basis, Kind, Mode, Notice, NoticeDate, Place, Polarity, Row, Sector, Series
from store.directory import KnownCompany
from store.events import EventFact
from store.filing import Changes, Filing, Known, changes, needs_history
from store.lives import Act, EditionFacts, Lives, applied, newest

ABNORMAL = Series("dalian", Sector.FACTORING, "非正常经营", Mode.SNAPSHOT, "大连商业保理“非正常经营类”企业名单")
SUSPECTED = Series("dalian", Sector.FACTORING, "疑似失联空壳", Mode.BATCH, "大连商业保理疑似“失联”“空壳”企业名单")
SEVERAL = Series("dalian", Sector.OTHER, "非正常经营", Mode.SNAPSHOT, "大连地方金融组织“非正常经营类”企业名单")
SECTIONS = ("", "一、商业保理公司", "二、典当行")
FETCHED = date(2024, 12, 31)
CODES = {
    "云岭商业保理有限公司": "91210200MA0QC3Y43T",
    "青屿商业保理有限公司": "91210200MA0Q7K2B69",
    "松烟商业保理有限公司": None,
    "远山商业保理有限公司": None,
}
_ACTS = (
    (ABNORMAL, Kind.FLAGGED_LIST),
    (SUSPECTED, Kind.SUSPECTED_LIST),
    (SUSPECTED, Kind.REMOVAL),
    (ABNORMAL, Kind.REMOVAL),
    (SEVERAL, Kind.FLAGGED_LIST),
    (SEVERAL, Kind.REMOVAL),
)
_POLARITY = {Kind.FLAGGED_LIST: Polarity.FLAGGED, Kind.SUSPECTED_LIST: Polarity.SUSPECTED, Kind.REMOVAL: Polarity.NEUTRAL}

Stay = tuple[str, str, str | None, date, date | None, str | None]


class Memory:
    """The register in memory: what filings change is put in place as the store does it."""

    def __init__(self, *, always_whole: bool = False, forgetful: bool = False) -> None:
        self.always_whole = always_whole
        self.forgetful = forgetful  # no row is familiar: all are looked up by code and name
        self.revision = 0
        self.companies: dict[str, KnownCompany] = {}
        self.readings: dict[str, dict[str, Filing]] = {}
        self.editions: dict[str, dict[str, EditionFacts]] = {}
        self.lives: dict[str, Lives] = {}
        self.polarity: dict[str, Polarity] = {}
        self.series: dict[str, Series] = {}
        self.told: list[EventFact] = []

    def file(self, *notices: Notice) -> Changes:
        filings = [Filing(one, {}) for one in notices]
        found = changes(self.known(filings), filings, FETCHED)
        if not found:
            return found
        self.revision += 1
        self.companies |= {company.id: company for company in found.companies}
        for filing in found.filings:
            self.readings.setdefault(filing.id, {})[filing.notice.origin] = filing
        for several in self.editions.values():
            for edition in found.editions:
                several.pop(edition.facts.notice_id, None)
        for edition in found.editions:
            self.series[edition.series.key] = edition.series
            self.editions.setdefault(edition.series.key, {})
            if edition.state == "complete":
                self.editions[edition.series.key][edition.facts.notice_id] = edition.facts
            if self.polarity.get(edition.series.key, Polarity.NEUTRAL) is Polarity.NEUTRAL:
                self.polarity[edition.series.key] = edition.polarity
        for key, one in found.lives.items():
            self.lives[key] = applied(self.lives.get(key, {}), one)
        self.told += found.events
        return found

    def known(self, filings: Sequence[Filing]) -> Known:
        every = [*filings, *(one for filing in filings for one in self.readings.get(filing.id, {}).values())]
        editions = {key: tuple(several.values()) for key, several in self.editions.items()}
        whole = {key for key, several in editions.items() if self.always_whole or needs_history(several, every, FETCHED)}
        heads = {key: tuple(replace(one, rows={}, printed=()) for one in several) for key, several in editions.items()}
        snapshots = [edition for edition in chain(*editions.values()) if edition.act is Act.REPLACES]
        familiar = {one.digest: one.company for one in newest(snapshots).printed} if snapshots else {}
        return Known(
            revision=self.revision,
            recorded=frozenset(one.stamp for several in self.readings.values() for one in several.values()),
            companies=tuple(self.companies.values()),
            familiar={} if self.forgetful else familiar,
            readings={filing.id: tuple(self.readings.get(filing.id, {}).values()) for filing in filings},
            editions={key: editions[key] if key in whole else heads[key] for key in editions},
            whole=frozenset(whole),
            lives=self.lives,
            series=self.series,
            polarity=self.polarity,
        )

    def stays(self) -> set[Stay]:
        return {
            (key, life.facts.name, life.facts.code, life.valid_from, life.valid_to, life.ended_by)
            for key, stays in self.lives.items()
            for life in stays.values()
        }

    def standing(self) -> set[tuple[str, str]]:
        return {(key, name) for key, name, _, _, ended, _ in self.stays() if ended is None}


@st.composite
def listed(draw: st.DrawFn) -> tuple[Row, ...]:
    """Some of the companies, under headings of trades; a code may be left out where a company has one."""
    names = draw(st.lists(st.sampled_from(sorted(CODES)), unique=True, min_size=1))
    return tuple(
        Row(
            name,
            Place("https://jrj.dl.gov.cn/a.xlsx", "Sheet1", at),
            CODES[name] if draw(st.booleans()) else None,
            cells={SECTION: draw(st.sampled_from(SECTIONS))},
        )
        for at, name in enumerate(names, start=2)
    )


@st.composite
def notices(draw: st.DrawFn, acts: Sequence[tuple[Series, Kind]] = _ACTS) -> Notice:
    day = date(2023, 1, 1) + timedelta(days=draw(st.integers(0, 20)))
    series, kind = draw(st.sampled_from(acts))
    return Notice(
        url=f"https://jrj.dl.gov.cn/{draw(st.integers(0, 10_000))}.html",
        regulator="dalian",
        title="公告",
        kind=kind,
        polarity=_POLARITY[kind],
        published=NoticeDate(day.isoformat(), Basis.META),
        series=series,
        rows=draw(listed()),
    )


def histories(acts: Sequence[tuple[Series, Kind]] = _ACTS) -> st.SearchStrategy[list[Notice]]:
    return st.lists(notices(acts), max_size=6, unique_by=lambda one: one.url)


def filed(portions: Iterable[Sequence[Notice]], *, always_whole: bool = False, forgetful: bool = False) -> Memory:
    memory = Memory(always_whole=always_whole, forgetful=forgetful)
    for portion in portions:
        memory.file(*portion)
    return memory


@settings(deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_notices_filed_one_by_one_in_any_order_or_together_end_in_the_same_register(
    history: list[Notice], random: object
) -> None:
    shuffled = list(history)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    together = filed([history])
    assert filed([one] for one in history).stays() == together.stays()
    assert filed([one] for one in shuffled).stays() == together.stays()


@settings(deadline=None)
@given(histories())
def test_heads_of_older_editions_are_enough_where_nothing_comes_late(history: list[Notice]) -> None:
    ordered = sorted(history, key=lambda one: str(one.published))
    heads, whole = (filed(([one] for one in ordered), always_whole=always) for always in (False, True))
    assert heads.stays() == whole.stays()
    assert [event.id for event in heads.told] == [event.id for event in whole.told]


@settings(deadline=None)
@given(histories())
def test_a_row_that_says_what_it_said_before_is_the_company_that_it_was(history: list[Notice]) -> None:
    familiar, looked_up = (filed(([one] for one in history), forgetful=forgetful) for forgetful in (False, True))
    assert familiar.lives == looked_up.lives
    assert familiar.companies == looked_up.companies
    assert [event.id for event in familiar.told] == [event.id for event in looked_up.told]


@settings(deadline=None)
@given(histories(), st.data())
def test_order_and_duplicates_of_rows_do_not_matter(history: list[Notice], data: st.DataObject) -> None:
    mixed = [replace(one, rows=tuple(data.draw(st.permutations(one.rows * 2)))) for one in history]
    assert filed([mixed]).stays() == filed([history]).stays()


@settings(deadline=None)
@given(histories())
def test_the_same_edition_twice_is_no_event_and_no_change(history: list[Notice]) -> None:
    memory = filed([history])
    for one in history:
        again = memory.file(one)
        assert not again
        assert (again.events, again.heard, dict(again.lives)) == ((), (), {})


@settings(deadline=None)
@given(histories([(SUSPECTED, Kind.SUSPECTED_LIST)]), st.data())
def test_without_an_official_act_or_a_complete_snapshot_or_a_person_no_listing_ends(
    history: list[Notice], data: st.DataObject
) -> None:
    memory = Memory()
    for one in history:
        memory.file(one)
        before = memory.standing()
        read_again = replace(one, rows=data.draw(st.one_of(st.just(()), listed())), text="第二次读到")
        memory.file(read_again)
        memory.file(replace(read_again, kind=Kind.NEWS, polarity=Polarity.NEUTRAL, series=None, rows=()))
        assert memory.standing() >= before


@settings(deadline=None)
@given(histories([(replace(SEVERAL, mode=Mode.BATCH), Kind.FLAGGED_LIST)]), st.data())
def test_nobody_on_a_list_over_several_trades_is_lost_by_a_page_that_names_him_no_more_or_elsewhere(
    history: list[Notice], data: st.DataObject
) -> None:
    memory = Memory()
    for one in history:
        memory.file(one)
        before = {name for _, name in memory.standing()}
        memory.file(replace(one, rows=data.draw(st.one_of(st.just(()), listed())), text="第二次读到"))
        assert {name for _, name in memory.standing()} >= before
