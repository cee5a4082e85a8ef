"""How a form says in which columns and in which encoding a file shall be read."""

from watcher.screening.tabular import Wanted

NO_CODES = "-"  # in the form: no column holds codes
CODECS = {"utf-8-sig": "UTF-8", "gb18030": "GB18030（GBK、GB2312）", "big5hkscs": "Big5", "utf-16": "UTF-16"}
_LONGEST = 200


def wanted_of(codec: str, name_column: str, code_column: str) -> Wanted:
    """What the form says, as far as it makes sense."""
    name, code = _head(name_column), _head(code_column)
    return Wanted(
        name_column=name, codec=codec if codec in CODECS else None, code_column="" if code == NO_CODES else code
    )


def fields_of(wanted: Wanted) -> dict[str, str]:
    """The same the other way round; what is left to be found is left out."""
    code = NO_CODES if wanted.code_column == "" else wanted.code_column
    found = {"codec": wanted.codec, "name_column": wanted.name_column, "code_column": code}
    return {name: value for name, value in found.items() if value}


def _head(text: str) -> str | None:
    return text if text and len(text) <= _LONGEST and text.isprintable() else None
