"""Notices as JSON: nothing is lost on the way there and back, and nothing strange is taken in."""

import dataclasses
import json
import typing
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType, UnionType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.records import Kind, Notice, Place, Polarity, Row
from sources.serial import from_json, to_json
from store.identity import row_digest


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for any value that a field of that type can hold."""
    arguments = typing.get_args(hint)
    if isinstance(hint, UnionType):
        return st.one_of(*(st.none() if argument is type(None) else values(argument) for argument in arguments))
    if typing.get_origin(hint) is tuple:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if typing.get_origin(hint) is Mapping:
        return st.dictionaries(st.text(), st.text(), max_size=2).map(MappingProxyType)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return st.builds(hint, **{field.name: values(hints[field.name]) for field in dataclasses.fields(hint)})
    if hint is date:
        return st.dates()
    if hint is bool:
        return st.booleans()
    if hint is int:
        return st.integers()
    return st.text() if hint is str else st.sampled_from(list(hint))


@given(values(Notice))
def test_every_notice_comes_back_equal(notice: Notice) -> None:
    assert from_json(json.loads(json.dumps(to_json(notice), ensure_ascii=False))) == notice


def plain() -> Notice:
    return Notice(url=None, regulator="", title="公告", kind=Kind.NEWS, polarity=Polarity.NEUTRAL)


def test_what_is_empty_is_left_out() -> None:
    assert to_json(plain()) == {
        "url": None,
        "regulator": "",
        "title": "公告",
        "kind": "news",
        "polarity": "neutral",
        "origin": "site",
        "text": "",
    }


@pytest.mark.parametrize(
    "change",
    [
        {"surprise": 1},
        {"kind": "rumour"},
        {"declared": "18"},
        {"declared": True},
        {"rows": {}},
        {"rows": [{"name": "甲"}]},
        {"signed": "2023-07-18"},
        {"title": None},
        {"deadline": {"start": {"iso": "2023-07-18", "basis": "text"}, "nominal": 5, "working": None, "rule": ""}},
        {"rows": [{"name": "甲", "place": {"url": ""}, "cells": {"备注": 5}}]},
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        from_json({**to_json(plain()), **change})


def test_a_missing_field_is_refused() -> None:
    with pytest.raises(ValueError, match="title"):
        from_json({key: value for key, value in to_json(plain()).items() if key != "title"})


TEXTS = st.text(st.sampled_from(["甲", "乙", "1", ",", "\x1f", "'"]), max_size=3)
ROWS = st.builds(
    Row,
    name=TEXTS,
    place=st.just(Place("")),
    code=st.none() | TEXTS,
    code_is_number=st.booleans(),
    reasons=st.lists(TEXTS, max_size=2).map(tuple),
    former_names=st.lists(TEXTS, max_size=2).map(tuple),
    cells=st.dictionaries(TEXTS, TEXTS, max_size=2),
)


@given(ROWS, ROWS)
def test_two_rows_have_one_digest_when_they_say_the_same_and_only_then(one: Row, other: Row) -> None:
    assert (row_digest(one) == row_digest(other)) == (one == other)
    assert row_digest(one) == row_digest(dataclasses.replace(one, place=Place("https://a.example", "Sheet1", 5)))
