"""四川: results of the yearly check of micro-loan companies, two outcomes in one notice: 停业整顿 and 取消业务资格.

Who was told to suspend business may open again after inspection; who lost the licence may not.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import trs
from sources.platforms.columns import Column
from sources.subjects import LISTS

REGULATOR = Regulator(
    id="sichuan",
    place="四川",
    names=("四川省地方金融监督管理局", "四川省地方金融管理局"),
    domains=("dfjrjgj.sc.gov.cn",),
    aliases=("四川省地方金融监管局", "省地方金融监管局", "省地方金融管理局"),
)

_COLUMN = Column(REGULATOR, wanted=LISTS)

SOURCES = (
    placed(
        "sichuan_notices",
        REGULATOR,
        "四川省地方金融管理局 · 通知公告",
        partial(trs.read, column=_COLUMN),
        partial(trs.read_notice, column=_COLUMN),
    ),
)
