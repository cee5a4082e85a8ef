"""A company as grading takes it: its names and its code, read once for many comparisons."""

from typing import NamedTuple

from sources.names.codes import CodeReading, read_code
from sources.names.keys import match_key, split_former
from sources.names.parts import NameParts, split
from watcher.screening.edits import with_form_shortened


class Profile(NamedTuple):
    """The name in force by key, by letters and by parts, the former names, and the code."""

    key: str  # the match key: only this confirms
    letters: str  # the key without its brackets and marks
    parts: NameParts  # of the key, a slip in 有限责任公司 shortened
    former: tuple[NameParts, ...]  # printed with the name or given beside it; other than the name in force
    code: CodeReading

    @property
    def former_keys(self) -> tuple[str, ...]:
        """The match keys of the former names."""
        return tuple(parts.text for parts in self.former)


def profile(
    name: str, code: str | None = None, code_is_number: bool = False, former_names: tuple[str, ...] = ()
) -> Profile:
    """Read a company: the name in force, the former names printed with it or given beside it, and its code."""
    current, former = split_former(name)
    key = match_key(current)
    others = {other: None for old in (*former, *former_names) if (other := match_key(old)) and other != key}
    return Profile(
        key=key,
        letters=key if key.isalnum() else "".join(one for one in key if one.isalnum()),
        parts=split(with_form_shortened(key)),
        former=tuple(map(split, others)) if others else (),
        code=read_code(code, code_is_number),
    )
