"""How long a look took, as people read it."""

from datetime import datetime


def duration(began: datetime, ended: datetime) -> str:
    """8.2 秒, 3 分 05 秒."""
    seconds = max(0.0, (ended - began).total_seconds())
    if seconds < 60:
        return f"{seconds:.1f} 秒"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} 分 {rest:02d} 秒"
