"""广西: licences of micro-loan companies cancelled in two steps, 拟取消 (公示) and weeks later 取消 (公告), with the same names.

The proposal is a series of its own: nobody on it has lost the licence yet. Names in the text around the lists (the largest
company of the place, shareholders) are no listings.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import trs
from sources.platforms.columns import Column
from sources.subjects import LISTS

REGULATOR = Regulator(
    id="guangxi",
    place="广西",
    names=("广西壮族自治区地方金融监督管理局", "广西壮族自治区地方金融管理局"),
    domains=("dfjrjgj.gxzf.gov.cn",),
    aliases=("自治区地方金融监管局", "自治区地方金融管理局"),
)

_COLUMN = Column(REGULATOR, wanted=LISTS)

SOURCES = (
    placed(
        "guangxi_notices",
        REGULATOR,
        "广西壮族自治区地方金融管理局 · 通知公告",
        partial(trs.read, column=_COLUMN),
        partial(trs.read_notice, column=_COLUMN),
    ),
)
