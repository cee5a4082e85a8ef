"""The encodings that a user may name for a file; which one a text is in is told by `sources.documents.encodings`."""

from collections.abc import Mapping

from sources.errors import UsageError

# What people call them; GBK and GB2312 are parts of GB18030, and Big5 of its Hong Kong edition.
CHOICES: Mapping[str, str] = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}


def chosen(name: str) -> str:
    """The codec for the name of an encoding that a user gives. Raises UsageError for one that is not read."""
    wanted = name.strip().lower().replace("_", "-")
    wanted = {"utf8": "utf-8", "utf-8-sig": "utf-8", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}.get(
        wanted, wanted
    )
    if wanted in CHOICES:
        return CHOICES[wanted]
    raise UsageError(f"不认识的编码“{name}”", meaning="没有筛查", action=f"可用的编码：{'、'.join(CHOICES)}")
