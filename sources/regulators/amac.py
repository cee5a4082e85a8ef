"""中国证券投资基金业协会: private fund managers that cannot be reached (失联), batch after batch since 2015.

Who does not answer a notice within five working days is 失联; after three months without contact the registration is
cancelled, and who restores contact is taken off the list. The addresses of notices are those of TRS WCM.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import trs
from sources.platforms.columns import Column
from sources.subjects import LISTS

REGULATOR = Regulator(
    id="amac",
    place="全国",
    names=("中国证券投资基金业协会",),
    domains=("amac.org.cn",),
    aliases=("基金业协会", "协会"),
)

_COLUMN = Column(REGULATOR, wanted=LISTS)
_SHAPE = trs.Shape(bodies=(".TRS_Editor", ".info_content", "#zoom"))

SOURCES = (
    placed(
        "amac_lost",
        REGULATOR,
        "中国证券投资基金业协会 · 失联机构公告",
        partial(trs.read, column=_COLUMN, shape=_SHAPE),
        partial(trs.read_notice, column=_COLUMN, shape=_SHAPE),
    ),
)
