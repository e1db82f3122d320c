"""The goals of values: parameters given and left out, keywords kept and broken, enum members."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from adhere.contract.nodes import Operation, Parameter, ParameterLocation, RequestBody
from adhere.coverage.goals import Kind, Side, goal_id
from adhere.coverage.outcome import Outcome, outcome
from adhere.coverage.routes import (
    ABSENT,
    is_ignored,
    is_readable,
    json_of,
    label,
    media_type_of,
    value_of,
)
from adhere.coverage.shapes import UNUSABLE_SCHEMA, Alternative, Path, Shapes, type_of
from adhere.coverage.walk import Held, walk
from adhere.fuzz.observer import Observed
from adhere.fuzz.resources import is_json
from adhere.fuzz.wire.parameters import texts_of
from adhere.fuzz.wire.schemas import Schemas

_BODY = "body"


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something about one value: the goal reached where the request is let pass, where refused."""

    place: Path
    passed: str | None
    refused: str | None = None
    is_broken: bool = False


class Values:
    """Reads the values of requests to one contract."""

    def __init__(self, shapes: Shapes, schemas: Schemas, base_path: str) -> None:
        """Take the schemas, whole and apart."""
        self._shapes = shapes
        self._schemas = schemas
        self._base_path = base_path

    def reached(self, operation: Operation, seen: Observed) -> Iterator[str]:
        """Yield the goals that a request reaches by its reply.

        What a refused request breaks counts only where it breaks nothing at another place: else
        nobody knows what it was refused for.
        """
        try:
            facts = list(self._facts(operation, seen))
        except UNUSABLE_SCHEMA:
            return
        broken = {fact.place for fact in facts if fact.is_broken}
        is_path_broken = any(place[0] == ParameterLocation.PATH for place in broken)
        match outcome(seen.status, is_path_broken=is_path_broken):
            case Outcome.LET_PASS:
                yield from (fact.passed for fact in facts if fact.passed is not None)
            case Outcome.REFUSED if len(broken) == 1:
                yield from (f.refused for f in facts if f.is_broken and f.refused is not None)

    def _facts(self, operation: Operation, seen: Observed) -> Iterator[_Fact]:
        texts = texts_of(operation, seen.request, self._base_path)
        for parameter in operation.parameters:
            if not is_ignored(parameter) and parameter.is_declared:
                found = texts[parameter.location, parameter.name]
                yield from self._parameter(operation, parameter, found)
        if operation.request_body is not None:
            yield from self._body(operation, operation.request_body, seen)

    def _parameter(
        self, operation: Operation, parameter: Parameter, texts: list[str] | None
    ) -> Iterator[_Fact]:
        if texts is None or not is_readable(parameter):
            return
        place = (str(parameter.location), parameter.name)
        yield presence(operation, parameter, place, is_given=bool(texts))
        if texts:
            value = value_of(parameter, texts, self._schemas)
            yield from self._value(parameter.schema.pointer, value, place)

    def _body(self, operation: Operation, body: RequestBody, seen: Observed) -> Iterator[_Fact]:
        request = seen.request
        yield presence(operation, body, (_BODY,), is_given=bool(request.body))
        media = media_type_of(body.content, request.media_type) if request.body else None
        if media is None or media.schema is None or not is_json(request.media_type or ""):
            return
        yield from self._value(media.schema.pointer, json_of(request.body), (_BODY,))

    def _value(self, schema: Any, value: Any, place: Path) -> Iterator[_Fact]:
        if value is ABSENT:
            yield _Fact(place, None, None, is_broken=True)
            return
        for held in walk(self._shapes, schema, value, place):
            yield _fact(held)


def presence(
    operation: Operation, node: Parameter | RequestBody, place: Path, *, is_given: bool
) -> _Fact:
    """Return what it says that a parameter or a body was sent, or left out."""
    side = Side.GIVEN if is_given else Side.ABSENT
    goal = goal_id(Kind.PARAMETERS, node.pointer, side, label(operation))
    is_broken = node.required and not is_given
    return _Fact(place, None if is_broken else goal, goal if is_broken else None, is_broken)


def _fact(held: Held) -> _Fact:
    subject = held.subject
    if isinstance(subject, Alternative):
        return _Fact(held.at, goal_id(Kind.KEYWORDS, subject.pointer, Side.KEPT))
    if not held.holds:
        broken = goal_id(Kind.KEYWORDS, subject.pointer, Side.BROKEN)
        return _Fact(held.place, None, broken, is_broken=True)
    if subject.keyword == "enum":
        index = member_index(subject.operand, held.value)
        member = subject.pointer / index
        return _Fact(held.at, goal_id(Kind.ENUM_MEMBERS, member, Side.KEPT))
    return _Fact(held.at, goal_id(Kind.KEYWORDS, subject.pointer, Side.KEPT))


def member_index(members: list[Any], value: Any) -> int:
    """Return which member of an `enum` a value is; the first of equal ones."""
    same = (i for i, m in enumerate(members) if type_of(m) == type_of(value) and m == value)
    return next(same, 0)
