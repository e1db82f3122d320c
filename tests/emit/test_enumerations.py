"""Every enumeration of texts is a `StrEnum` whose members have safe names."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhere.emit import models
from adhere.emit.leaves import is_enumeration, member_names
from adhere.emit.types import EnumDefinition, Literals

TEXTS = st.lists(st.text(max_size=6), min_size=2, max_size=8, unique=True)


def made(values: tuple[str, ...]) -> tuple[type[StrEnum], models.Models]:
    written = models.write_models({"Word": EnumDefinition("Word", "A word.", values)})
    assert not written.failed
    namespace: dict[str, Any] = {"__name__": "words"}
    exec(written.text, namespace)  # noqa: S102
    return namespace["Word"], written


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["", "a"], ["EMPTY", "A"]),
        (["a b", "a-b", "A_B"], ["A_B", "A_B_2", "A_B_3"]),
        (["+1", "1", "-"], ["VALUE_1", "VALUE_1_2", "HYPHEN_MINUS"]),
        (["class", "None", "mro", "name", "__init__"], ["CLASS", "NONE", "MRO", "NAME", "INIT"]),
        (["élan", "日本"], ["ELAN", "日本"]),
        (["createdAt", "-createdAt"], ["CREATED_AT", "CREATED_AT_2"]),
        (["plain", "camelCase"], ["PLAIN", "CAMEL_CASE"]),
        (["", "\U000108fb"], ["EMPTY", "HATRAN_NUMBER_ONE"]),  # a number, but no identifier's
    ],
)
def test_members_are_named_for_their_texts(values: list[str], names: list[str]) -> None:
    enumeration, written = made(tuple(values))
    assert [(m.name, m.value) for m in enumeration] == list(zip(names, values, strict=True))
    assert [written.members["Word", value] for value in values] == names


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_names_are_distinct_identifiers(texts: list[str]) -> None:
    assert is_enumeration(Literals(tuple(texts)))
    names = member_names(texts)
    if names is not None:
        assert len(set(names)) == len(texts)
        assert all(name.isidentifier() and not name.startswith("_") for name in names)


@given(TEXTS)
@settings(max_examples=8, deadline=None)
def test_every_text_is_a_member(texts: list[str]) -> None:
    enumeration, written = made(tuple(texts))
    assert [member.value for member in enumeration] == texts
    assert all(enumeration[written.members["Word", text]] == text for text in texts)
