"""国家金融监督管理总局: penalties of the head office, the provinces and the cities, rules, and the news of 甘肃监管局.

Until May 2023 it was 中国银行保险监督管理委员会 at cbirc.gov.cn; pages of that time are still cited by their old address.
Lists and documents are JSON; the pages that people see (ItemDetail.html) are shells that a script fills. A penalty names
whom it punishes in a table of the text: it is a decision on what was done and no list on which anybody stands, so its rows
are kept with the notice and make no listings. The office that decided (docSource) is the issuer.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import nfra
from sources.platforms.columns import Column
from sources.subjects import POLICIES

REGULATOR = Regulator(
    id="nfra",
    place="全国",
    names=("中国银行保险监督管理委员会", "国家金融监督管理总局"),
    domains=("cbirc.gov.cn", "nfra.gov.cn"),
    aliases=("中国银保监会", "银保监会", "金融监管总局"),
)

_PENALTIES = Column(REGULATOR, wanted="处罚")
_RULES = Column(REGULATOR, wanted=POLICIES)
_NEWS = Column(REGULATOR, wanted=f"监管|挂牌|处罚|{POLICIES}")
_COLUMNS = {
    "nfra_penalties": ("行政处罚（总局机关）", _PENALTIES),
    "nfra_penalties_provinces": ("行政处罚（监管局本级）", _PENALTIES),
    "nfra_penalties_cities": ("行政处罚（监管分局本级）", _PENALTIES),
    "nfra_rules": ("规章及规范性文件", _RULES),
    "nfra_gansu": ("甘肃监管局 · 监管动态", _NEWS),
}

SOURCES = tuple(
    placed(
        id,
        REGULATOR,
        f"国家金融监督管理总局 · {title}",
        partial(nfra.read, column=column),
        partial(nfra.read_notice, column=column),
    )
    for id, (title, column) in _COLUMNS.items()
)
