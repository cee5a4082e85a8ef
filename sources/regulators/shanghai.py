"""上海: batches of 经营异常 leasing companies (2019 to 2021), since 2025 a list of 非正常经营 ones that each 更新 replaces.

Beside them stand a cumulative list of those that left the trade (退出, since 2018) and a list of 失联/空壳 companies of several
trades, which overlaps the others; they are series of their own. Pages are signed 中共上海市委金融委员会办公室 now. Whether the
batches of 2021 began to be numbered anew is not known.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import plain
from sources.platforms.columns import Column
from sources.subjects import LISTS

REGULATOR = Regulator(
    id="shanghai",
    place="上海",
    names=("上海市地方金融监督管理局", "上海市地方金融管理局"),
    domains=("jrj.sh.gov.cn",),
    aliases=("上海市地方金融监管局", "市地方金融监管局", "市地方金融管理局", "中共上海市委金融委员会办公室"),
)

_COLUMN = Column(REGULATOR, wanted=LISTS)
_SHAPE = plain.Shape(notice=r"/20\d{6}/[0-9a-f]{32}\.html$", bodies=("#ivs_content", ".Article_content"))

SOURCES = (
    placed(
        "shanghai_notices",
        REGULATOR,
        "上海市地方金融管理局 · 公告",
        partial(plain.read, column=_COLUMN, shape=_SHAPE),
        partial(plain.read_notice, column=_COLUMN, shape=_SHAPE),
    ),
)
