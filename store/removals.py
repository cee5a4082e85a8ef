"""A removal of somebody whom its list does not have, while another list of the regulator does: pure.

The notice may speak of that other list (a list over several trades is one of its own), or of one that was never seen.
Nobody is let off for that; a person is shown where the company stands, and may file the removal there
(watcher.placing).
"""

from collections.abc import Mapping

from sources.records import ConflictField, FieldConflict, Polarity, Reading, Series
from store.editions import FiledEdition
from store.lives import Act, Lives

MEANT = "移出的名单"  # the first reading of such a conflict


def removed_elsewhere(
    lives: Mapping[str, Lives], series: Mapping[str, Series], polarity: Mapping[str, Polarity], removal: FiledEdition
) -> list[FieldConflict]:
    """What a person should look at: who is removed from a list that he was never on, and where he stands."""
    if removal.facts.act is not Act.REMOVES:
        return []
    own = {life.company for life in lives.get(removal.series.key, {}).values()}
    found = {
        f"{life.facts.name}：{series[key].title}"
        for key, stays in lives.items()
        if key != removal.series.key and key.split("/")[0] == removal.series.regulator and polarity[key].adverse
        for life in stays.values()
        if life.valid_to is None and life.company in removal.facts.rows and life.company not in own
    }
    if not found:
        return []
    standing = "；".join(sorted(found))
    readings = Reading(MEANT, removal.series.title), Reading("仍在列的名单", standing)
    return [FieldConflict(ConflictField.TITLE, readings, f"仍在列：{standing}")]
