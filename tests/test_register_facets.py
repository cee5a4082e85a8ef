"""The filters of the register: what each choice leaves where the others stay."""

from dalian_lists import ABNORMAL, SUSPECTED
from sources.records import Mode, Sector, Series
from store.tables.register import SeriesRow
from watcher.register.facets import facets, total

LEASING = Series("xiamen", Sector.LEASING, "疑似失联空壳", Mode.BATCH, "厦门融资租赁疑似“失联”“空壳”企业名单")


def row(one: Series) -> SeriesRow:
    facts = {"regulator": one.regulator, "sector": one.sector, "list_type": one.list_type, "mode": one.mode, "title": one.title}
    return SeriesRow(key=one.key, polarity="flagged", **facts)


def test_filters_count_what_the_others_leave() -> None:
    rows = [row(ABNORMAL), row(SUSPECTED), row(LEASING)]
    cube = {(rows[0].key, "abnormal"): 5, (rows[0].key, "disposed"): 1, (rows[1].key, "suspected"): 2, (rows[2].key, "suspected"): 7}
    found = {one.name: one for one in facets(cube, rows, {"place": "大连", "status": "suspected"})}
    assert total(cube, rows, {"place": "大连", "status": "suspected"}) == 2
    assert [(one.value, one.count, one.chosen) for one in found["place"].choices] == [("厦门", 7, False), ("大连", 2, True)]
    assert [(one.value, one.count) for one in found["status"].choices] == [("abnormal", 5), ("suspected", 2), ("disposed", 1)]
    assert [(one.words, one.count) for one in found["series"].choices] == [(SUSPECTED.title, 2)]
    gone = facets(cube, rows, {"sector": "典当"})[2]
    assert (gone.chosen and gone.chosen.count, total(cube, rows, {"sector": "典当"})) == (0, 0), "chosen, and empty"
