"""The grade of one counterparty against one listed company, with its words.

Only a code or an equal match key confirms; two valid different codes contradict; whatever else is alike is for a person.
"""

from dataclasses import dataclass

from watcher.screening.explanation import decides, fields, reason
from watcher.screening.listed import FieldWords, Grade
from watcher.screening.profiles import Profile
from watcher.screening.ruling import Ruling, rule


@dataclass(frozen=True, slots=True)
class Verdict:
    """A grade with its rank (0 to 100), its reason, the words for each part, and what would settle a doubt."""

    grade: Grade
    score: int
    reason: str
    fields: tuple[FieldWords, ...]
    decides: str


def explain(ruling: Ruling, listed: Profile, other: Profile) -> Verdict:
    """A ruling on these two with its words."""
    return Verdict(
        ruling.grade,
        ruling.score,
        reason(ruling, listed, other),
        fields(ruling, listed, other),
        decides(ruling, listed, other),
    )


def grade(listed: Profile, other: Profile) -> Verdict:
    """The grade of a counterparty against a listed company; where most are clear, `rule` first and explain the rest."""
    return explain(rule(listed, other), listed, other)
