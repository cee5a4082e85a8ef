"""From facts to HTML: every value is escaped, only http and https become links, times are told as people read them."""

import re
from datetime import datetime, timedelta
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from alerts import wording
from alerts.links import web_link
from sources.catalog import regulator_name
from store.coverage import GOOD
from store.tables.portfolios import Screening
from watcher.web.access.browsers import browser_words
from watcher.web.page_words import on_page

_DIFFERS = re.compile("【([^【】]*)】")
_templates = Environment(
    loader=PackageLoader("watcher.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """One page."""
    return HTMLResponse(written(template, **facts), status_code=status)


def written(template: str, **facts: Any) -> str:
    """What a template makes of the facts, every value escaped."""
    return _templates.get_template(template).render(facts)


def relative(moment: datetime, now: datetime) -> str:
    """3 小时前, 12 分钟后; beyond a month the day itself."""
    gone = now - moment
    distance, side = abs(gone), "前" if gone >= timedelta() else "后"
    if distance < timedelta(minutes=1):
        return "刚刚" if side == "前" else "即将"
    if distance < timedelta(hours=1):
        return f"{distance // timedelta(minutes=1)} 分钟{side}"
    if distance < timedelta(days=1):
        return f"{distance // timedelta(hours=1)} 小时{side}"
    if distance < timedelta(days=31):
        return f"{distance.days} 天{side}"
    return wording.in_shanghai(moment)[:10]


def when(moment: datetime, now: datetime) -> Markup:
    """The relative time, with the absolute one (Asia/Shanghai) on pointing and on paper."""
    absolute = wording.in_shanghai(moment)
    return Markup('<time datetime="{}" title="{} 北京时间">{}<span class="paper">（{}）</span></time>').format(
        moment.isoformat(), absolute, relative(moment, now), absolute
    )


def differing(text: str) -> Markup:
    """A text with 【】 around what differs, as marks that do not show as brackets."""
    return Markup(_DIFFERS.sub(r"<mark>\1</mark>", str(escape(text))))


def basis(screening: Screening) -> str:
    """What a screening stood on: register, rules, and how far the lists were covered."""
    cover = screening.coverage
    blind = sum(one["state"] not in GOOD for one in cover["sources"])
    return (
        f"据名单库版本 {screening.revision}、算法 {screening.algorithm} 得出；"
        f"当时收录 {len(cover['lists'])} 份名单，缺名称的 {len(cover['gaps'])} 份，看不到的来源 {blind} 个"
    )


_templates.globals["wording"] = wording
_templates.globals["regulator_name"] = regulator_name
_templates.globals["basis"] = basis
_templates.filters["browser_words"] = browser_words
_templates.filters["differing"] = differing
_templates.filters["when"] = when
_templates.filters["on_page"] = on_page
_templates.filters["moment"] = datetime.fromisoformat
_templates.tests["web_link"] = web_link
