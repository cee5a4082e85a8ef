"""A browser's own name for itself in few words, for whoever looks through his log-ins. Pure."""

_NAMES = {  # the first that is found: most say Chrome or Safari as well
    "MicroMessenger": "微信",
    "QQBrowser": "QQ 浏览器",
    "Edg": "Edge",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Windows": "Windows",
    "HarmonyOS": "鸿蒙",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def browser_words(said: str) -> str:
    """Chrome（Windows）; what is no browser stands as it is."""
    name, system = (next((word for mark, word in known.items() if mark in said), "") for known in (_NAMES, _SYSTEMS))
    return f"{name}（{system}）" if name and system else name or said or "未说明"
