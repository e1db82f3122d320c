"""The goals of schemas: each keyword of what requests carry, kept and broken; enum members."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adhere.contract.nodes import Contract, Operation, Parameter, ParameterLocation, Schema
from adhere.coverage.goals import Goal, Kind, Side
from adhere.coverage.hints import keyword_mend, shown
from adhere.coverage.routes import is_ignored, is_readable, label
from adhere.coverage.shapes import UNUSABLE_SCHEMA, Alternative, Assertion, Path, Shapes
from adhere.fuzz.resources import is_json
from adhere.fuzz.wire.schemas import Schemas
from adhere.source import Pointer

_READ_AS_ANY_TEXT = frozenset({"string", "array", "object"})


@dataclass(frozen=True, slots=True)
class _Root:
    """A value of a request: whose, what it is called, and its schema."""

    operation: str
    name: str
    schema: Schema
    location: ParameterLocation | None = None

    def called(self, at: Path) -> str:
        """Return what a part of the value is called."""
        inside = "".join(f"/{token}" for token in at)
        return f"{inside} of {self.name}" if inside else self.name


def keyword_goals(contract: Contract, schemas: Schemas) -> Iterator[Goal]:
    """Yield the goals; a schema that several values share is gone through once."""
    shapes = Shapes(contract.document, schemas)
    seen: set[tuple[Pointer, bool]] = set()
    for root in sorted(_roots(contract), key=lambda r: r.location is not None):
        yield from _walk(shapes, root, root.schema.pointer, (), seen)


def _roots(contract: Contract) -> Iterator[_Root]:
    for operation in contract.operations:
        yield from _bodies(operation)
        for parameter in operation.parameters:
            if parameter.is_declared and is_readable(parameter) and not is_ignored(parameter):
                yield _of_parameter(operation, parameter)


def _bodies(operation: Operation) -> Iterator[_Root]:
    content = () if operation.request_body is None else operation.request_body.content
    for media in content:
        if media.schema is not None and is_json(media.range):
            yield _Root(label(operation), "the body", media.schema)


def _of_parameter(operation: Operation, parameter: Parameter) -> _Root:
    name = f"the {parameter.location} parameter `{parameter.name}`"
    is_text = parameter.media_type is None
    return _Root(label(operation), name, parameter.schema, parameter.location if is_text else None)


def _walk(
    shapes: Shapes, root: _Root, place: Pointer, at: Path, seen: set[tuple[Pointer, bool]]
) -> Iterator[Goal]:
    if (place, root.location is None) in seen:
        return
    seen.add((place, root.location is None))
    try:
        shape = shapes.at(place)
    except UNUSABLE_SCHEMA:
        return
    for assertion in shape.assertions:
        yield from _of_assertion(assertion, root, at)
    for branch in shape.alternatives:
        yield _of_branch(branch, root, at)
    inside = (*shape.same, *(b.pointer for b in shape.alternatives))
    for other in (*inside, *(other for _, other in shape.conditions)):
        yield from _walk(shapes, root, other, at, seen)
    for part in shape.parts:
        yield from _walk(shapes, root, part.pointer, (*at, part.name), seen)


def _of_assertion(assertion: Assertion, root: _Root, at: Path) -> Iterator[Goal]:
    where = root.called(at)
    what = f"{assertion.keyword} {shown(assertion.operand)} of {where} ({root.operation})"
    if assertion.keyword == "enum":
        yield from _members(assertion, root, where)
    else:
        lacks = f"No value that keeps {what} was let pass"
        mend = f"send {where} so, the rest of the request being valid"
        yield Goal(Kind.KEYWORDS, assertion.pointer, Side.KEPT, root.operation, lacks, mend)
    if assertion.may_break and _may_be_broken_in(assertion, root.location):
        lacks = f"No value that breaks {what} was refused"
        mend = keyword_mend(assertion, where)
        yield Goal(Kind.KEYWORDS, assertion.pointer, Side.BROKEN, root.operation, lacks, mend)


def _members(assertion: Assertion, root: _Root, where: str) -> Iterator[Goal]:
    for index, member in enumerate(assertion.operand):
        lacks = f"{shown(member)!r} was never sent as {where} ({root.operation}) and let pass"
        mend = f"send {where} with {shown(member)!r}, the rest of the request being valid"
        place = assertion.pointer / index
        yield Goal(Kind.ENUM_MEMBERS, place, Side.KEPT, root.operation, lacks, mend)


def _of_branch(branch: Alternative, root: _Root, at: Path) -> Goal:
    where = root.called(at)
    number = branch.pointer.tokens[-1]
    what = f"branch {int(number) + 1} of {branch.keyword} of {where} ({root.operation})"
    lacks = f"No value that takes {what} was let pass"
    mend = f"send {where} so that this branch admits it"
    return Goal(Kind.KEYWORDS, branch.pointer, Side.KEPT, root.operation, lacks, mend)


def _may_be_broken_in(assertion: Assertion, location: ParameterLocation | None) -> bool:
    """Tell whether some text of a path, query, header or cookie can break it (`None`: a body).

    Every text is a string, and reads as an array of one; an empty path segment is another path,
    and an array without elements is not sent at all.
    """
    if location is None:
        return True
    operand = assertion.operand
    if assertion.keyword == "type":
        types = frozenset([operand] if isinstance(operand, str) else operand)
        return not types & _READ_AS_ANY_TEXT
    if assertion.keyword == "minLength" and location is ParameterLocation.PATH:
        return bool(operand > 1)
    return assertion.keyword != "minItems" or bool(operand > 1)
