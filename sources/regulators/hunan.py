"""湖南: once a year the 失联/空壳 companies of all trades of the province in one list, a column says which trade.

The site is TRS WCM; addresses of notices have been seen (…/202211/t20221116_29128622.html), the column is our guess.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import trs
from sources.platforms.columns import Column
from sources.subjects import LISTS

REGULATOR = Regulator(
    id="hunan",
    place="湖南",
    names=("湖南省地方金融监督管理局", "湖南省地方金融管理局"),
    domains=("dfjrjgj.hunan.gov.cn",),
    aliases=("湖南省地方金融监管局", "省地方金融监管局", "省地方金融管理局"),
)

_COLUMN = Column(REGULATOR, wanted=LISTS)

SOURCES = (
    placed(
        "hunan_notices",
        REGULATOR,
        "湖南省地方金融管理局 · 通知公告",
        partial(trs.read, column=_COLUMN),
        partial(trs.read_notice, column=_COLUMN),
    ),
)
