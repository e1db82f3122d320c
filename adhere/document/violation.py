"""What a JSON Schema validator objects to, in one shape for both validators that are used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jsonschema.exceptions import (  # type: ignore[import-untyped]  # it ships no types
    ValidationError as PythonError,
)
from jsonschema_rs import ValidationError as RustError

from adhere.document.grammar import Tokens

REQUIRED_CHOICE = "required, one of"
"""Stands for a keyword where every alternative asks for another field."""

_ALTERNATIVES = ("oneOf", "anyOf")
_A_CHOICE = 2
_TELLING = ("enum", "const", "type")


@dataclass(frozen=True, slots=True)
class Violation:
    """A keyword that a value breaks.

    `tokens` lead to the value, `schema` holds the keyword, `definition` is the name of the
    meta-schema's part that holds it, `branches` are the violations of each alternative.
    """

    tokens: Tokens
    keyword: str
    schema: Mapping[str, Any]
    instance: Any
    message: str
    definition: str = ""
    branches: tuple[tuple[Violation, ...], ...] = ()

    @property
    def expected(self) -> Any:
        """The value of the keyword."""
        return self.schema.get(self.keyword)


def from_rust(error: RustError, meta_schema: Mapping[str, Any]) -> Violation:
    """Convert; `schema_path` leads through `meta_schema` itself, references resolved."""
    path = [str(step) for step in error.schema_path]
    keyword = error.kind.name
    schema: Any = meta_schema
    for step in path[: len(path) - 1 - path[::-1].index(keyword)] if keyword in path else ():
        schema = schema[int(step)] if isinstance(schema, list) else schema.get(step, {})
    context: list[list[RustError]] = getattr(error.kind, "context", [])
    return Violation(
        tokens=tuple(str(token) for token in error.instance_path),
        keyword=keyword,
        schema=schema if isinstance(schema, Mapping) else {},
        instance=error.instance,
        message=error.message,
        definition=_definition(path),
        branches=tuple(tuple(from_rust(e, meta_schema) for e in branch) for branch in context),
    )


def from_python(error: PythonError, base: Tokens) -> Violation:
    """Convert; the paths of nested errors start where `error` stands, which is under `base`."""
    tokens = (*base, *(str(token) for token in error.relative_path))
    branches: dict[str, list[Violation]] = {}
    for inner in error.context or ():
        index = str(inner.relative_schema_path[0])
        branches.setdefault(index, []).append(from_python(inner, tokens))
    return Violation(
        tokens=tokens,
        keyword=str(error.validator or ""),
        schema=error.schema if isinstance(error.schema, Mapping) else {},
        instance=error.instance,
        message=error.message,
        definition="Schema",
        branches=tuple(tuple(branch) for branch in branches.values()),
    )


def leaves(violation: Violation) -> Iterator[Violation]:
    """Replace "matches no alternative" by what is wrong with the alternative that was meant."""
    branches = [branch for branch in violation.branches if branch]
    branches = [b for b in branches if not _is_reference(violation, b)] or branches
    if violation.keyword not in _ALTERNATIVES or not branches:
        yield violation
        return
    choice = _required_choice(violation, branches) or _common_choice(branches)
    if choice is not None:
        yield choice
        return
    for inner in min(branches, key=lambda branch: _distance(violation, branch)):
        yield from leaves(inner)


def _common_choice(branches: Sequence[Sequence[Violation]]) -> Violation | None:
    """Merge alternatives that differ in the values they allow for one field: `in: quer`."""
    choices = [[v for v in branch if v.keyword == "enum"] for branch in branches]
    if len(branches) < _A_CHOICE or not all(len(choice) == 1 for choice in choices):
        return None
    first = choices[0][0]
    if any(choice[0].tokens != first.tokens for choice in choices):
        return None
    allowed = [value for choice in choices for value in choice[0].expected or ()]
    return replace(first, schema={"enum": allowed})


def _required_choice(
    violation: Violation, branches: Sequence[Sequence[Violation]]
) -> Violation | None:
    """Merge alternatives that each ask for one field: `schema` or `content`."""
    if len(branches) < _A_CHOICE or any(
        len(b) != 1 or b[0].keyword != "required" for b in branches
    ):
        return None
    if any(b[0].tokens != violation.tokens for b in branches):
        return None
    fields = [name for branch in branches for name in branch[0].expected or ()]
    return replace(
        violation, keyword=REQUIRED_CHOICE, schema={REQUIRED_CHOICE: fields}, branches=()
    )


def _distance(violation: Violation, branch: Sequence[Violation]) -> tuple[int, int, int]:
    """Order alternatives by how far the value is from them."""
    depth = len(violation.tokens)
    telling = sum(v.keyword in _TELLING and len(v.tokens) <= depth + 1 for v in branch)
    own = sum(len(v.tokens) == depth for v in branch)
    return (telling, own, len(branch))


def _is_reference(violation: Violation, branch: Sequence[Violation]) -> bool:
    """Tell whether this alternative is the Reference Object for a value without `$ref`."""
    return any(
        v.keyword == "required" and v.tokens == violation.tokens and v.definition == "Reference"
        for v in branch
    )


def _definition(path: Sequence[str]) -> str:
    """Return the outermost definition; those inside are parts of the same object."""
    if len(path) > 1 and path[0] in ("$defs", "definitions"):
        return path[1]
    return ""
