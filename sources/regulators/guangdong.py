"""广东: what the province publishes for all its cities but 深圳.

One notice may hold the lists of several trades (小额贷款、典当、融资担保 in one file), with a count for each. 东莞, 佛山, 中山 and
汕头 have published lists of their own, which this source does not see.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import gkmlpt
from sources.platforms.columns import Column
from sources.subjects import LISTS

REGULATOR = Regulator(
    id="guangdong",
    place="广东",
    names=("广东省地方金融监督管理局", "广东省地方金融管理局"),
    domains=("gdjr.gd.gov.cn",),
    aliases=("广东省地方金融监管局", "省地方金融监管局", "省地方金融管理局"),
)

_COLUMN = Column(REGULATOR, wanted=LISTS)

SOURCES = (
    placed(
        "guangdong_notices",
        REGULATOR,
        "广东省地方金融管理局 · 信息公开",
        partial(gkmlpt.read, column=_COLUMN),
        partial(gkmlpt.read_notice, column=_COLUMN),
    ),
)
