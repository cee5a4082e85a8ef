"""From a letter to what a mail says: text, HTML and a table, in Chinese; pure, and the same letter gives the same mail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from css_inline import CSSInliner
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from alerts import wording
from alerts.attached import csv_of
from alerts.channels.letter import Letter
from alerts.channels.mail import Attachment
from alerts.extent import MOST_ALARMS, Extent, Unseen
from alerts.items import item_from
from alerts.links import MUTED_DAYS, Links, web_link
from alerts.operations import Alarm

_DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?(?: \d{2}:\d{2})?")
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_NAME = 40
# A mail program knows no style sheets but understands what stands at each element; only what depends on the
# screen stays apart, and nothing is ever fetched.
_sheet = (files("alerts") / "templates" / "mail.css").read_text(encoding="utf-8")
_inliner = CSSInliner(extra_css=_sheet, keep_at_rules=True, load_remote_stylesheets=False)
_templates = Environment(
    loader=PackageLoader("alerts"),
    autoescape=select_autoescape(enabled_extensions=("html",)),
    undefined=StrictUndefined,
    auto_reload=False,  # else every part of every mail asks the disk whether it has changed
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals["wording"] = wording
_templates.globals["signs"] = {"match": "●", "review": "▲", "clear": "○", "": "◇"}
_templates.globals["turns"] = {
    "opened": ("×", "异常", "bad"),
    "changed": ("×", "异常有变", "bad"),
    "reminder": ("▲", "仍未恢复", "doubt"),
    "closed": ("✓", "已恢复", "good"),
}
_templates.globals["muted_days"] = MUTED_DAYS
_templates.filters["moment"] = lambda written: wording.in_shanghai(datetime.fromisoformat(written))
_templates.filters["unbroken"] = lambda words: Markup(_DATE.sub(r'<span class="whole">\g<0></span>', str(escape(words))))
_templates.tests["web_link"] = web_link


@dataclass(frozen=True, slots=True)
class Composed:
    """What one mail says; the table only where there is more than the body shows."""

    text: str
    html: str
    table: Attachment | None = None


def compose(letter: Letter, public_url: str = "") -> Composed:
    """Raises jinja2.TemplateError, LookupError, TypeError or ValueError where letter and template do not fit."""
    coverage: Mapping[str, Any] = letter.content["coverage"]
    facts: dict[str, Any] = {
        "letter": letter,
        "coverage": coverage,
        "range": letter.content.get("range", ""),
        "unseen": Unseen.of(coverage),
        "at": wording.in_shanghai(letter.date),
        "links": Links(public_url, letter.subscription, letter.secret),
    }
    if letter.kind == "operations":
        alarms = [Alarm(**one) for one in letter.news]
        facts |= {"alarms": alarms[:MOST_ALARMS], "more": alarms[MOST_ALARMS:]}
        return Composed(*_rendered("operations", facts))
    extent = Extent.of([item_from(one) for one in letter.news])
    table = Attachment(_file_name(letter), csv_of(extent.attached)) if extent.hidden else None
    return Composed(*_rendered("alert", facts | {"extent": extent, "table": table}), table)


def _rendered(name: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """(text, HTML)."""
    text = _templates.get_template(f"{name}.txt").render(facts)
    html = _templates.get_template(f"{name}.html").render(facts)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", _inliner.inline(html)


def _file_name(letter: Letter) -> str:
    """监管名单-客户-20230720.csv: also where the portfolio's name would be no name of a file."""
    name = _NOT_IN_FILE_NAMES.sub("_", str(letter.content["portfolio"]))[:_LONGEST_NAME]
    return f"监管名单-{name}-{letter.date.astimezone(wording.SHANGHAI):%Y%m%d}.csv"
