"""大连: lists of 非正常经营 factoring and leasing companies, each 更新 a complete new edition.

The bureau carries two names at once: its pages say 大连市金融发展局, its notices still say 市地方金融监管局.
The site is 大汉 jpage; the lists are .xlsx files behind downfile.jsp, whose `showname` is the real name and whose
`filename` is a hash. The notice of July 2023 about factoring links a file that calls itself the third batch of the
leasing list: such rows are held for a person. The host answers from inside China only.
"""

from functools import partial

from sources.addresses import placed
from sources.base import Regulator
from sources.platforms import hanweb
from sources.platforms.columns import Column
from sources.subjects import LISTS

REGULATOR = Regulator(
    id="dalian",
    place="大连",
    names=("大连市地方金融监督管理局", "大连市金融发展局"),
    domains=("jrj.dl.gov.cn",),
    aliases=("大连市地方金融监管局", "市地方金融监督管理局", "市地方金融监管局", "市金融发展局", "市金融局"),
)

_COLUMN = Column(REGULATOR, wanted=LISTS)

SOURCES = (
    placed(
        "dalian_factoring",
        REGULATOR,
        "大连市金融发展局 · 通知公告（商业保理等名录）",
        partial(hanweb.read, column=_COLUMN),
        partial(hanweb.read_notice, column=_COLUMN),
    ),
)
