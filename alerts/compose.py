"""From a letter to the text and HTML of a mail, in Chinese; pure, and the same letter gives the same mail."""

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from alerts import wording
from alerts.channels.letter import Letter
from alerts.items import item_from, urgency
from alerts.operations import Alarm

_templates = Environment(
    loader=PackageLoader("alerts"),
    autoescape=select_autoescape(enabled_extensions=("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals["wording"] = wording


def compose(letter: Letter) -> tuple[str, str]:
    """(text, HTML). Raises jinja2.TemplateError, LookupError or TypeError where letter and template do not fit."""
    facts: dict[str, object] = {"letter": letter, "coverage": letter.content["coverage"], "at": letter.date}
    if letter.kind == "operations":
        name = "operations"
        facts["alarms"] = [Alarm(**one) for one in letter.news]
    else:
        name = "alert"
        facts["items"] = sorted((item_from(one) for one in letter.news), key=urgency)
    text, html = (_templates.get_template(f"{name}.{form}").render(facts) for form in ("txt", "html"))
    return text, html
