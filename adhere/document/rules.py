"""What openapi-spec-validator finds beyond the meta-schema, in words and with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]  # it ships no types
from openapi_spec_validator.validation.exceptions import (
    DuplicateOperationIDError,
    ExtraParametersError,
    ParameterDuplicateError,
    UnresolvableParameterError,
)

from adhere.diagnostics import Severity
from adhere.document.explanation import Explanation
from adhere.document.grammar import Tokens
from adhere.document.spec_validator import LocatedError

_QUOTED = re.compile(r"'([^']*)'")


def explain_rule(error: ValidationError, located: LocatedError) -> Explanation:
    """Say which rule the object at `located.tokens` breaks."""
    say = _RULES.get(type(error))
    if say is not None:
        return say(error, located)
    for beginning, say in _BY_MESSAGE.items():
        if error.message.startswith(beginning):
            return say(error, located)
    return Explanation(located.tokens, error.message)


def explain_crash(located: LocatedError) -> Explanation:
    """Say that an object is too odd to be checked."""
    tokens = located.tokens
    if tokens[:1] == ("paths",) and isinstance(located.error, ValueError) and len(tokens) > 1:
        message = f"the braces of the path {tokens[1]!r} do not match"
        mend = "Write each parameter as '{name}'."
        return Explanation(tokens[:2], message, mend, on_key=True, rule="path-parameter-mismatch")
    name = type(located.error).__name__
    message = f"openapi-spec-validator could not check this part ({name}: {located.error})"
    return Explanation(tokens, message, rule="unchecked", severity=Severity.NOTE)


def _path_parameter(error: ValidationError, located: LocatedError) -> Explanation:
    name, url = _quoted(error.message, 0), str(located.arguments[0])
    tokens, rule = located.tokens, "path-parameter-mismatch"
    if "{" + name + "}" in url:
        message = f"no parameter declares {{{name}}} of the path {url!r}"
        mend = f"Add a parameter with 'name: {name}', 'in: path' and 'required: true'."
        return Explanation(tokens, message, mend, on_key=True, rule=rule)
    message = f"the path parameter {name!r} is not in the path {url!r}"
    mend = f"Write '{{{name}}}' in the path, or remove the parameter."
    return Explanation(tokens, message, mend, on_key=True, rule=rule)


def _duplicate_operation_id(error: ValidationError, located: LocatedError) -> Explanation:
    name = _quoted(error.message, 0)
    message = f"the operationId {name!r} is taken by an operation before"
    tokens = (*located.tokens, "operationId")
    return Explanation(
        tokens, message, "Give each operation its own.", rule="duplicate-operation-id"
    )


def _duplicate_parameter(error: ValidationError, located: LocatedError) -> Explanation:
    name = _quoted(error.message, 0)
    tokens = _second(located, lambda value: value.get("name") == name)
    message = f"the parameter {name!r} stands twice in this list"
    return Explanation(tokens, message, "Remove one of the two.", rule="duplicate-parameter")


def _duplicate_tag(error: ValidationError, located: LocatedError) -> Explanation:
    name = _quoted(error.message, 0)
    tokens = _second(located, lambda value: value.get("name") == name)
    message = f"the tag {name!r} stands twice in this list"
    return Explanation(tokens, message, "Remove one of the two.", rule="duplicate-tag")


def _tag_parent(error: ValidationError, located: LocatedError) -> Explanation:
    child, parent = _quoted(error.message, 0), _quoted(error.message, 1)
    tokens = _first(located, lambda value: value.get("name") == child)
    message = f"the parent {parent!r} of the tag {child!r} is not declared"
    mend = "Add a tag of that name to this list."
    return Explanation((*tokens, "parent"), message, mend, rule="tag-parent")


def _tag_cycle(error: ValidationError, located: LocatedError) -> Explanation:
    cycle = error.message.partition(": ")[2]
    child = cycle.split(" -> ")[0]
    tokens = _first(located, lambda value: value.get("name") == child)
    message = f"the parents of tags lead in a circle: {cycle}"
    return Explanation((*tokens, "parent"), message, "Remove one 'parent'.", rule="tag-parent")


def _undefined_required(error: ValidationError, located: LocatedError) -> Explanation:
    names = ", ".join(repr(name) for name in sorted(_QUOTED.findall(error.message)))
    message = f"'required' names {names}, which no 'properties' describes"
    mend = "Correct the name, or describe the property."
    tokens = (*located.tokens, "required")
    return Explanation(tokens, message, mend, rule="undefined-required")


def _unknown_dialect(error: ValidationError, located: LocatedError) -> Explanation:
    name = error.message.partition(": ")[2]
    message = f"the JSON Schema dialect {name} is not known"
    mend = "Remove it: the default is that of OpenAPI, JSON Schema 2020-12."
    own = "$schema" in located.arguments[0]
    tokens = (*located.tokens, "$schema") if own else ("jsonSchemaDialect",)
    return Explanation(tokens, message, mend, rule="unknown-dialect")


def _quoted(message: str, index: int) -> str:
    found = _QUOTED.findall(message)
    return found[index] if index < len(found) else ""


def _elements(located: LocatedError) -> Iterator[tuple[str, dict[str, Any]]]:
    for index, element in enumerate(located.arguments[0]):
        value = element.read_value()
        if isinstance(value, dict):
            yield str(index), value


def _first(located: LocatedError, matches: Callable[[dict[str, Any]], bool]) -> Tokens:
    found = [index for index, value in _elements(located) if matches(value)]
    return (*located.tokens, found[0]) if found else located.tokens


def _second(located: LocatedError, matches: Callable[[dict[str, Any]], bool]) -> Tokens:
    found = [index for index, value in _elements(located) if matches(value)]
    return (*located.tokens, found[min(1, len(found) - 1)]) if found else located.tokens


_Say = Callable[[ValidationError, LocatedError], Explanation]

_RULES: Mapping[type[Exception], _Say] = {
    UnresolvableParameterError: _path_parameter,
    DuplicateOperationIDError: _duplicate_operation_id,
    ParameterDuplicateError: _duplicate_parameter,
    ExtraParametersError: _undefined_required,
}
_BY_MESSAGE: Mapping[str, _Say] = {
    "Duplicate tag": _duplicate_tag,
    "Circular tag": _tag_cycle,
    "Tag ": _tag_parent,
    "Unknown JSON Schema dialect": _unknown_dialect,
}
