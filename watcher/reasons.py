"""The reason that a person gives for a decision: one line that can be shown as it stands."""

from sources.errors import UsageError

LONGEST_REASON = 500


def reason_of(text: str) -> str:
    """The reason, blanks closed up. Raises UsageError for none, for one too long, and for signs that cannot be shown."""
    reason = " ".join(text.split())
    if reason and len(reason) <= LONGEST_REASON and reason.isprintable():
        return reason
    raise UsageError(
        "请填写理由" if not reason else "理由太长，或含有无法显示的字符",
        meaning="没有保存任何内容",
        action=f"请用不超过 {LONGEST_REASON} 个字说明依据，如“已用浏览器核对”",
    )
