"""The series that an edition belongs to: one regulator's list of one type in one trade."""

from sources.base import Regulator
from sources.records import Mode, Sector, Series

ALL_TRADES = "地方金融组织"
"""What the title of a list over several trades says in place of the trade."""

# How a list's type is printed in its title; others are printed as they are called.
_PRINTED = {
    "非正常经营": "“非正常经营类”企业",
    "疑似失联空壳": "疑似“失联”“空壳”企业",
    "疑似失联": "疑似“失联”企业",
    "疑似空壳": "疑似“空壳”企业",
    "失联空壳": "“失联”“空壳”企业",
    "失联": "“失联”企业",
    "空壳": "“空壳”企业",
    "典型案例": "典型案例入选企业",
    "名录": "企业",
    "名单": "企业",
}


def series_of(
    regulator: Regulator | None, sectors: tuple[Sector, ...], list_type: str | None, mode: Mode
) -> Series | None:
    """The series, or None where regulator, trade or type is unknown: such a list waits for a person.

    A list over several trades is a series of its own, under the sector 其他; rows that tell their trade stand on that
    trade's own list (sources.notices.trades).
    """
    if regulator is None or not sectors or list_type is None:
        return None
    sector = sectors[0] if len(sectors) == 1 else Sector.OTHER
    trade = ALL_TRADES if sector is Sector.OTHER else sector.value
    title = f"{regulator.place}{trade}{_PRINTED.get(list_type, list_type + '企业')}名单"
    return Series(regulator.id, sector, list_type, mode, title)
