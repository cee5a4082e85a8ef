"""What keeps a spreadsheet from running what it shows: for every CSV file and workbook of ours."""

import re

# A spreadsheet takes a cell that begins so for a formula, in full width too.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_PLAIN = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?%?|-+")  # an amount, or the dash for nothing: no formula


def neutral(text: str) -> str:
    """The text as a spreadsheet will show and not run it: an apostrophe before what looks like a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) and not _PLAIN.fullmatch(text) else text
