"""厦门: batches of suspected 失联/空壳 companies, with a notice period of one month after which they become 非正常经营.

The site is TRS WCM and answers over http. Each batch adds to the ones before; a company leaves on application (移出).
The list and the page's visible heading have named another sector (商业保理) than the official title, the legal basis,
the body and the file (融资租赁), so the meta title is read first and the difference is kept as a conflict.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import trs
from sources.platforms.columns import Column
from sources.subjects import LISTS

REGULATOR = Regulator(
    id="xiamen",
    place="厦门",
    names=("厦门市地方金融监督管理局", "厦门市地方金融管理局"),
    domains=("jr.xm.gov.cn",),
    aliases=("厦门市地方金融监管局", "市地方金融监督管理局", "市地方金融监管局", "市地方金融管理局", "市金融监管局"),
)

_COLUMN = Column(REGULATOR, wanted=LISTS)

SOURCES = (
    placed(
        "xiamen_notices",
        REGULATOR,
        "厦门市地方金融监督管理局 · 部门通知",
        partial(trs.read, column=_COLUMN),
        partial(trs.read_notice, column=_COLUMN),
    ),
)
