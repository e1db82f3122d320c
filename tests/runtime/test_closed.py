"""Lists of closed objects are read without a second look for members they do not have."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from adhere.runtime import ClosedModel, ExactDateTime, Model
from adhere.runtime.closed import lists_closed_objects
from adhere.runtime.typed import Typed


class Colour(StrEnum):
    RED = "red"


class Part(ClosedModel):
    name: str
    parts: list[Part] | None = None


class Thing(ClosedModel):
    id: UUID
    at: ExactDateTime
    colour: Colour | None = None
    part: Part
    kind: Literal["thing"] = "thing"


class Open(Model):
    name: str


class Holder(ClosedModel):
    held: Open


class Either(ClosedModel):
    one: Thing | Part


@pytest.mark.parametrize(
    ("annotation", "closed"),
    [
        (list[Thing], True),
        (list[list[Thing]], True),
        (list[Part], True),
        (list[int], True),
        (Thing, False),  # one object costs nothing
        (list[Open], False),
        (list[Holder], False),
        (list[Either], False),
        (list[Thing | Part], False),
        (list[dict[str, Part]], False),
        (list[Any], False),
    ],
)
def test_what_is_closed_throughout(annotation: Any, *, closed: bool) -> None:
    assert lists_closed_objects(TypeAdapter(annotation).core_schema) is closed


@pytest.mark.parametrize("annotation", [list[Thing], list[Holder], list[Either]])
def test_it_makes_the_objects_that_pydantic_makes(annotation: Any) -> None:
    part = {"name": "p", "parts": [{"name": "q"}]}
    thing = {"id": str(UUID(int=1)), "at": "2026-01-01T00:00:00Z", "part": part}
    value = {
        list[Thing]: [thing],
        list[Holder]: [{"held": {"name": "n", "kept": [1]}}],
        list[Either]: [{"one": thing}, {"one": part}],
    }[annotation]
    assert Typed(annotation).make(value, "/body") == TypeAdapter(annotation).validate_python(value)
