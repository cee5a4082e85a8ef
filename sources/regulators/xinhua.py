"""新华网: texts of the Central Committee and the State Council, 授权发布 on the day they are issued.

Old addresses end in /2023-07/19/c_1129758014.htm, new ones in /politics/20250101/{hash}/c.html. The column holds news of all
kinds, so its titles are chosen narrowly.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import plain
from sources.platforms.columns import Column
from sources.subjects import POLICIES

REGULATOR = Regulator(id="xinhua", place="全国", names=("新华网",), domains=("xinhuanet.com", "news.cn"))

_COLUMN = Column(REGULATOR, wanted=rf"(?:{POLICIES}).*(?:意见|通知|纲要|方案|条例|规定|办法|措施)")
_SHAPE = plain.Shape(
    notice=r"/(?:20\d\d-\d\d/\d\d/c_\d{1,20}\.htm|20\d{6}/[0-9a-f]{16,64}/c\.html)$", bodies=("#detailContent", "#p-detail")
)

SOURCES = (
    placed(
        "xinhua_politics",
        REGULATOR,
        "新华网 · 时政",
        partial(plain.read, column=_COLUMN, shape=_SHAPE),
        partial(plain.read_notice, column=_COLUMN, shape=_SHAPE),
    ),
)
