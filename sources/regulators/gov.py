"""中国政府网: policies of the centre, printed with the names of those who issued them.

The list that people see is filled by a script from one JSON array; the library's search is a second way in. Addresses
have the month in their path, documents the day in `firstpublishedtime`.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import gov
from sources.platforms.columns import Column
from sources.subjects import POLICIES

REGULATOR = Regulator(id="gov", place="全国", names=("中国政府网",), domains=("www.gov.cn",))

_COLUMN = Column(REGULATOR, wanted=POLICIES)

SOURCES = (
    placed(
        "gov_policies",
        REGULATOR,
        "中国政府网 · 最新政策",
        partial(gov.read, column=_COLUMN),
        partial(gov.read_notice, column=_COLUMN),
    ),
)
