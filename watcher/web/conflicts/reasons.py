"""Why a person decides so: a line that is kept for ever."""

from sources.errors import UsageError

LONGEST = 500


def reason_of(text: str) -> str:
    """The reason on one line. Raises UsageError for none, one that is too long, or characters that cannot be seen."""
    reason = " ".join(text.split())
    if reason and len(reason) <= LONGEST and reason.isprintable():
        return reason
    what = f"理由过长（超过 {LONGEST} 个字符）或含有不可见的字符" if reason else "没有填写理由"
    raise UsageError(what, meaning="未作任何改动", action="请写明依据，如“已与公告附件逐行核对”；理由会记录在案")
