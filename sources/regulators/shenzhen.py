"""深圳: lists of the financial bureau, and the city government's policies.

失联 and 疑似空壳 companies of a trade are series of their own, batch after batch (eleven of 失联 factoring companies); in 2025
companies of earlier lists were urged to leave the trade within 60 days (督促退出), an escalation. Both sites are gkmlpt and
answered abroad over http only.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import gkmlpt
from sources.platforms.columns import Column
from sources.subjects import LISTS, POLICIES

REGULATOR = Regulator(
    id="shenzhen",
    place="深圳",
    names=("深圳市地方金融监督管理局", "深圳市地方金融管理局"),
    domains=("jr.sz.gov.cn",),
    aliases=("深圳市地方金融监管局", "市地方金融监督管理局", "市地方金融监管局", "市地方金融管理局", "市金融监管局"),
)
GOVERNMENT = Regulator(
    id="shenzhen_government",
    place="深圳",
    names=("深圳市人民政府",),
    domains=("www.sz.gov.cn",),
    aliases=("深圳市人民政府办公厅", "市政府办公厅"),
)

_LISTS = Column(REGULATOR, wanted=LISTS)
_POLICIES = Column(GOVERNMENT, wanted=POLICIES)

SOURCES = (
    placed(
        "shenzhen_notices",
        REGULATOR,
        "深圳市地方金融管理局 · 信息公开",
        partial(gkmlpt.read, column=_LISTS),
        partial(gkmlpt.read_notice, column=_LISTS),
    ),
    placed(
        "shenzhen_policies",
        GOVERNMENT,
        "深圳市人民政府 · 信息公开",
        partial(gkmlpt.read, column=_POLICIES),
        partial(gkmlpt.read_notice, column=_POLICIES),
    ),
)
