"""天津: notices of the bureau: good examples (典型案例) beside lists of 失联/空壳 companies; the former are never flags.

The site is TRS WCM with a template of its own: a list row's URL sits in `onclick`, its full title in `title`, the document
number in a line above the text. Its search (TRS IGS) finds lists of the other columns as well. Texts call the bureau 市金融局.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import igs, trs
from sources.platforms.columns import Column
from sources.subjects import LISTS

REGULATOR = Regulator(
    id="tianjin",
    place="天津",
    names=("天津市地方金融监督管理局", "天津市地方金融管理局"),
    domains=("jrgz.tj.gov.cn",),
    aliases=("天津市地方金融监管局", "天津市金融局", "市地方金融监督管理局", "市地方金融监管局", "市金融局"),
)

_COLUMN = Column(REGULATOR, wanted=LISTS)
_SHAPE = trs.Shape(row=".content-right-list li", bodies=(".article_content",), number=".sx-con")

SOURCES = (
    placed(
        "tianjin_notices",
        REGULATOR,
        "天津市地方金融监督管理局 · 通知公告",
        partial(trs.read, column=_COLUMN, shape=_SHAPE),
        partial(trs.read_notice, column=_COLUMN, shape=_SHAPE),
    ),
    placed(
        "tianjin_search",
        REGULATOR,
        "天津市地方金融监督管理局 · 站内检索“名单”",
        partial(igs.read, column=_COLUMN, shape=_SHAPE),
        partial(igs.read_notice, column=_COLUMN, shape=_SHAPE),
    ),
)
