"""北京: batches of 失联/空壳 micro-loan companies since 2025.

The quarterly lists of leasing companies that did not report (未按规定填报) are published by their association and not by
the bureau: this source does not see them. The press showed the list of 2025 as a picture; what the site has is unknown.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import trs
from sources.platforms.columns import Column
from sources.subjects import LISTS

REGULATOR = Regulator(
    id="beijing",
    place="北京",
    names=("北京市地方金融监督管理局", "北京市地方金融管理局"),
    domains=("jrj.beijing.gov.cn",),
    aliases=("北京市地方金融监管局", "市地方金融监管局", "市地方金融管理局"),
)

_COLUMN = Column(REGULATOR, wanted=LISTS)

SOURCES = (
    placed(
        "beijing_notices",
        REGULATOR,
        "北京市地方金融管理局 · 通知公告",
        partial(trs.read, column=_COLUMN),
        partial(trs.read_notice, column=_COLUMN),
    ),
)
