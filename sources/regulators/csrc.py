"""中国证监会: decisions on penalties, each a text about companies and persons in prose and no list.

Whom a decision punishes stands in its first sentences (当事人：…); the companies of the text are candidates for a person, not
rows. Lists that its local offices publish (证监局) stand in columns of their own, which are not read.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import csrc
from sources.platforms.columns import Column

REGULATOR = Regulator(
    id="csrc",
    place="全国",
    names=("中国证券监督管理委员会",),
    domains=("csrc.gov.cn",),
    aliases=("中国证监会", "证监会"),
)

_PENALTIES = Column(REGULATOR, wanted="处罚")

SOURCES = (
    placed(
        "csrc_penalties",
        REGULATOR,
        "中国证监会 · 行政处罚决定",
        partial(csrc.read, column=_PENALTIES),
        partial(csrc.read_notice, column=_PENALTIES),
    ),
)
