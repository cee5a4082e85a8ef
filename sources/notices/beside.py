"""Companies that stand in the text around a table: a list is not read whole while some of its names are there."""

import re

from sources.notices.cells import name_in

_COMPANY = r"[^\s，。；：]{4,60}?"
_NUMBERED = re.compile(
    rf"^(?:[(（]\d{{1,5}}[)）]|\d{{1,5}}[、.．\s])\s*{_COMPANY}(?:公司|合伙企业)(?:[(（]\S{{1,30}}[)）])?(?:\s|$)", re.MULTILINE
)
# A name alone in its paragraph, numbered by the style of the list (which no text shows) or not at all.
_ALONE = re.compile(rf"^{_COMPANY}有限(?:责任)?公司$", re.MULTILINE)

_NUMBER = re.compile(r"^\d{1,5}\s+")


def names_beside(text: str) -> tuple[str, ...]:
    """The lines of a text that are a company's name, numbered or alone; each once, without its number."""
    found = (name_in(match.group().strip()) for names in (_NUMBERED, _ALONE) for match in names.finditer(text))
    return tuple(dict.fromkeys(_NUMBER.sub("", name) for name in found))
