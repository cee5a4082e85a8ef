"""Notices as JSON and back: the form in which the store keeps them and the golden files show them.

The keys are the names of the fields; what is empty and may be empty is left out, so that a file stays readable.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from sources.records import Notice


def to_json(notice: Notice) -> dict[str, Any]:
    """Return the notice as plain dicts, lists, strings and numbers."""
    encoded = _encode(notice)
    assert isinstance(encoded, dict)
    return encoded


def from_json(data: Mapping[str, Any]) -> Notice:
    """Return the notice that `to_json` wrote.

    Raises ValueError when a field is unknown, missing or of another type: nothing is dropped in silence.
    """
    notice = _decode(Notice, data)
    assert isinstance(notice, Notice)
    return notice


def _encode(value: object) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _encode(item) for key, item in value.items()}
    if is_dataclass(value):
        pairs = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _encode(item) for field, item in pairs if not (_optional(field) and _empty(item))}
    return value


def _empty(value: object) -> bool:
    # "" and 0 are facts. False is left out too: every mark of a row is off until it is set.
    return value is None or value is False or value == () or (isinstance(value, Mapping) and not value)


def _optional(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _decode(hint: Any, value: Any) -> Any:
    if isinstance(hint, UnionType):
        return None if value is None else _decode(next(arg for arg in get_args(hint) if arg is not type(None)), value)
    origin = get_origin(hint)
    if origin is tuple:
        item = get_args(hint)[0]
        return tuple(_decode(item, part) for part in _checked(list, value))
    if origin is Mapping:
        return MappingProxyType({key: _checked(str, text) for key, text in _checked(dict, value).items()})
    if is_dataclass(hint):
        return _record(hint, _checked(dict, value))
    if issubclass(hint, StrEnum):
        return hint(value)
    if issubclass(hint, date):
        return date.fromisoformat(_checked(str, value))
    return _checked(hint, value)


def _checked(kind: Any, value: Any) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"expected {kind.__name__}, found {value!r:.80}")
    return value


def _record(kind: Any, data: Mapping[str, Any]) -> Any:
    known, hints = {field.name: field for field in fields(kind)}, _hints(kind)
    if unknown := sorted(set(data) - set(known)):
        raise ValueError(f"{kind.__name__} has no field {', '.join(unknown)}")
    if absent := [name for name, field in known.items() if name not in data and not _optional(field)]:
        raise ValueError(f"{kind.__name__} lacks {', '.join(absent)}")
    return kind(**{name: _decode(hints[name], value) for name, value in data.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
