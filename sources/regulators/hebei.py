"""河北: policies of the provincial government; no list of companies of this province is known.

Old addresses are numbers four deep (/hebei/14462058/…/15460473/index.html), new ones uuids (/columns/{uuid}/202305/12/{uuid}.html).
From abroad the host does not answer.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import plain
from sources.platforms.columns import Column
from sources.subjects import POLICIES

REGULATOR = Regulator(id="hebei", place="河北", names=("河北省人民政府",), domains=("hebei.gov.cn",), aliases=("省政府",))

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_COLUMN = Column(REGULATOR, wanted=POLICIES)
_SHAPE = plain.Shape(notice=rf"/(?:columns/{_UUID}/20\d{{4}}/\d\d/{_UUID}\.html|hebei/(?:\d{{1,12}}/){{4}}index\.html)$")

SOURCES = (
    placed(
        "hebei_policies",
        REGULATOR,
        "河北省人民政府 · 政策文件",
        partial(plain.read, column=_COLUMN, shape=_SHAPE),
        partial(plain.read_notice, column=_COLUMN, shape=_SHAPE),
    ),
)
