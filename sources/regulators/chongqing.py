"""重庆: the register of micro-loan companies (名录, a snapshot) and a table of those that left the trade in a period.

The register is a positive list with a negative fact inside: a column says which companies are 暂停. The table of exits
gives the reason row by row: 取消试点资格, 主动注销资格, 监管措施.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import trs
from sources.platforms.columns import Column
from sources.subjects import LISTS

REGULATOR = Regulator(
    id="chongqing",
    place="重庆",
    names=("重庆市地方金融监督管理局", "重庆市地方金融管理局"),
    domains=("jrjgj.cq.gov.cn",),
    aliases=("重庆市地方金融监管局", "市地方金融监管局", "市地方金融管理局"),
)

_COLUMN = Column(REGULATOR, wanted=LISTS)

SOURCES = (
    placed(
        "chongqing_notices",
        REGULATOR,
        "重庆市地方金融管理局 · 公示公告",
        partial(trs.read, column=_COLUMN),
        partial(trs.read_notice, column=_COLUMN),
    ),
)
