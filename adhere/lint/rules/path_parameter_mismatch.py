"""A path template and its parameters that do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from adhere.contract import Cursor
from adhere.contract.operations import Slot, slots
from adhere.contract.parameters import template_names
from adhere.diagnostics import Severity
from adhere.lint.rule import Finding, Rule, Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the template of every operation with its path parameters."""
    for slot in slots(subject.root):
        expected = template_names(slot.path)
        given = dict(_path_parameters(slot))
        for name in expected:
            if name not in given:
                yield _undeclared(slot, name)
        for name, place in given.items():
            if name not in expected:
                yield _unexpected(slot, name, place, expected)


def _path_parameters(slot: Slot) -> Iterator[tuple[str, Cursor]]:
    for holder in (slot.item, slot.cursor):
        for element in holder.elements("parameters"):
            try:
                parameter = element.follow()
            except LookupError:
                continue
            name = parameter.text("name")
            if name is not None and parameter.text("in") == "path":
                yield name, parameter


def _undeclared(slot: Slot, name: str) -> Finding:
    return Finding(
        slot.cursor,
        f"{slot.label} declares no path parameter {name!r}; it is taken for a string",
        f"Add the parameter: {{name: {name}, in: path, required: true, schema: ...}}.",
    )


def _unexpected(slot: Slot, name: str, place: Cursor, expected: list[str]) -> Finding:
    close = get_close_matches(name, expected, n=1)
    mend = f"Rename it to {close[0]!r}" if close else "Remove it"
    return Finding(
        place.get("name") or place,
        f"the path parameter {name!r} is not in the path {slot.path!r}, so nobody can send it",
        f"{mend}, or write '{{{name}}}' where it belongs in the path.",
    )


RULE = Rule(
    id="path-parameter-mismatch",
    severity=Severity.ERROR,
    summary="A name in a path template has no parameter, or a path parameter is not in it.",
    why="What the template names and nobody describes is an unchecked string; what is described "
    "and not in the template cannot be sent.",
    mend="Write the same names in the path and in its parameters.",
    bad="""\
/orders/{order_id}:
  get:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string, format: uuid}}
""",
    good="""\
/orders/{order_id}:
  get:
    parameters:
      - {name: order_id, in: path, required: true, schema: {type: string, format: uuid}}
""",
    check=check,
    replaces=frozenset({"path-parameter-mismatch"}),
)
