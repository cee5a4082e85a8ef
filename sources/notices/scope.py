"""What a list says to cover or to leave out: 不含青岛, 深圳除外, 仅统计法人机构. Who is left out may stand on another list."""

import re

from sources.notices.wording import compact

_BRACKETED = re.compile(r"[（(]([^（）()]{2,30})[）)]")
_LIMITS = re.compile(r"不含|不包括|不包含|除外|(?:包?含|包括|仅|只)[^，。]{0,6}(?:法人|分支|总部)")
# In a title without brackets: 全省融资租赁公司名单不含深圳.
_IN_TITLE = re.compile(r"(?:不含|不包括|不包含)[\u4e00-\u9fff、]{2,12}?(?=的|名单|名录|公告|公示|$)")


def scope_of(title: str, body: str) -> tuple[str, ...]:
    """The limits as printed, each once: those of the title first."""
    flat = compact(title), compact(body)
    found = [inner for text in flat for inner in _BRACKETED.findall(text) if _LIMITS.search(inner)]
    bare = _IN_TITLE.findall(_BRACKETED.sub("", flat[0]))
    return tuple(dict.fromkeys((*bare, *found)))
