"""What was asked, and how many were found, as one sentence. Pure."""

from store.selection import Standing
from watcher.register.view import View
from watcher.register.wanted import Filters

STANDING = {Standing.LISTED: "在列", Standing.ENDED: "已移出或不再出现", Standing.ALL: "在列与已结束"}


def sentence(asked: Filters, text: str, found: View) -> str:
    """大连 · 商业保理 · 在列 42 家，截至 2026-11-22.

    On several lists a company may stand several times, so that records are counted and not companies.
    """
    chosen = [one.chosen.words for one in found.facets if one.chosen]
    if text.strip():
        chosen.insert(0, f"名称或代码含“{text.strip()}”")
    unit = "家" if len(found.series) == 1 and asked.standing is Standing.LISTED else "条记录"
    if found.crowded:
        chosen.append(f"相符的企业超过 {len(found.found or ())} 家，只看了其中 {len(found.found or ())} 家")
    return " · ".join([*chosen, f"{STANDING[asked.standing]} {found.total} {unit}"]) + f"，截至 {found.chosen.as_of}"
