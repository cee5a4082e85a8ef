"""A title with the words that were looked for marked. Pure."""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape


def marked(text: str, words: Sequence[str]) -> Markup:
    """The text, escaped, with each of the words in a <mark>."""
    if not words:
        return escape(text)
    pattern = re.compile("(" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")", re.IGNORECASE)
    parts = pattern.split(text)  # every second one is a word
    return Markup("").join(Markup("<mark>{}</mark>").format(one) if at % 2 else escape(one) for at, one in enumerate(parts))
