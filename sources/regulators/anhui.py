"""安徽: what the province publishes about clearing up its factoring companies: figures, no names.

The site is the province's common platform (site/label/8888); organisation 6595751. Its lists cut titles at 80
characters, and some pages carry no date at all.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import anhui
from sources.platforms.columns import Column
from sources.subjects import LISTS

REGULATOR = Regulator(
    id="anhui",
    place="安徽",
    names=("安徽省地方金融监督管理局", "安徽省地方金融管理局"),
    domains=("ahjr.ah.gov.cn",),
    aliases=("安徽省地方金融监管局", "省地方金融监督管理局", "省地方金融监管局", "省地方金融管理局"),
)

_COLUMN = Column(REGULATOR, wanted=f"{LISTS}|清理规范|商业保理|融资租赁")

SOURCES = (
    placed(
        "anhui_public",
        REGULATOR,
        "安徽省地方金融监督管理局 · 信息公开",
        partial(anhui.read, column=_COLUMN),
        partial(anhui.read_notice, column=_COLUMN),
    ),
)
