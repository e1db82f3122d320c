"""What a schema refuses, told without repeating the input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from jsonschema_rs import ValidationError

from .contract_files import escape
from .discriminators import Choice, chosen
from .problems import Breach

SENTENCES: Mapping[str, str] = {
    "additionalProperties": "has a property that is not declared",
    "anyOf": "matches none of the alternatives",
    "const": "is not the one value allowed",
    "contains": "does not contain enough items of the kind required",
    "dependentRequired": "lacks a property that another one requires",
    "enum": "is not one of the allowed values",
    "falseSchema": "is not allowed",
    "not": "is of a kind that is excluded",
    "pattern": "does not match the pattern required",
    "propertyNames": "has a property whose name is not allowed",
    "unevaluatedItems": "has more items than allowed",
    "unevaluatedProperties": "has a property that is not declared",
    "uniqueItems": "has the same item twice",
}
LIMITS: Mapping[str, str] = {
    "exclusiveMaximum": "must be less than {limit}",
    "exclusiveMinimum": "must be greater than {limit}",
    "maximum": "must be at most {limit}",
    "minimum": "must be at least {limit}",
    "maxItems": "must have at most {limit} items",
    "minItems": "must have at least {limit} items",
    "maxLength": "must have at most {limit} characters",
    "minLength": "must have at least {limit} characters",
    "maxProperties": "must have at most {limit} properties",
    "minProperties": "must have at least {limit} properties",
    "multipleOf": "must be a multiple of {multiple_of}",
    "format": "is not in the format {format}",
    "required": "lacks the property {property}",
}


def breaches_of(
    errors: Iterable[ValidationError], at: str, limit: int, *, document: Mapping[str, Any]
) -> list[Breach]:
    """Turn the validator's errors into breaches under the pointer `at`."""
    found: dict[Breach, None] = {}
    for error in islice(errors, limit):
        for breach in _breaches(error, at, document):
            found.setdefault(breach)
    return list(islice(found, limit))


def _breaches(error: ValidationError, at: str, document: Mapping[str, Any]) -> Iterator[Breach]:
    """Tell an error, or those of the alternative that the value says it is or comes closest to."""
    place = at + _pointer(error.instance_path)
    branches: list[list[ValidationError]] = getattr(error.kind, "context", None) or []
    choice = chosen(document, error) if branches else None
    if choice is not None and choice.branch is None:
        branches = _admitting(branches, error, choice)
        if not branches:
            yield Breach(f"{place}/{escape(choice.property)}", f"{SENTENCES['enum']}.")
            return
    if choice is not None and choice.branch is not None and choice.branch < len(branches):
        told = branches[choice.branch]
    else:
        told = _closest(error, branches)
    branch = choice.name if choice is not None and choice.branch is not None else None
    for inner in told:
        found = _breaches(inner, at, document)
        yield from found if branch is None else (_of_branch(breach, branch) for breach in found)
    if not told:
        yield Breach(place, _sentence(error))


def _of_branch(breach: Breach, name: str) -> Breach:
    """Name the alternative whose schema a value breaks; the innermost, where one is in another."""
    if breach.detail.endswith("`)."):
        return breach
    return Breach(breach.pointer, f"{breach.detail.removesuffix('.')} (of the branch `{name}`).")


def _admitting(
    branches: list[list[ValidationError]], error: ValidationError, choice: Choice
) -> list[list[ValidationError]]:
    """Return the alternatives that admit the property as it is, none where it tells none apart.

    Documents often say `const: cat` in `Cat` and forget the mapping.
    """
    place = [*error.instance_path, choice.property]
    found = [b for b in branches if not any(list(e.instance_path) == place for e in b)]
    return found if len(found) < len(branches) else []


def _closest(
    error: ValidationError, branches: list[list[ValidationError]]
) -> list[ValidationError]:
    """Return the errors of the closest alternative, none where no alternative is close."""
    if not branches or not all(branches):
        return []
    base = len(error.instance_path)
    closest = min(branches, key=lambda branch: _distance(branch, base))
    return [] if _distance(closest, base)[0] and len(branches) > 1 else closest


def _distance(branch: list[ValidationError], base: int) -> tuple[int, int, int]:
    """Rank a branch: of another kind altogether first, then by how much is wrong."""
    other_kind = any(
        (len(e.instance_path) == base and e.kind.name == "type")
        or (len(e.instance_path) <= base + 1 and e.kind.name in {"const", "enum"})
        for e in branch
    )  # fmt: skip
    deepest = max(len(e.instance_path) for e in branch)
    return int(other_kind), len(branch), -deepest


def _pointer(path: Iterable[str | int]) -> str:
    return "".join(f"/{escape(str(token))}" for token in path)


def _sentence(error: ValidationError) -> str:
    kind = error.kind
    name = kind.name
    if name in LIMITS:
        return LIMITS[name].format_map(_Attributes(kind)) + "."
    if name == "type":
        types: list[str] = getattr(kind, "types", [])
        return f"must be of type {' or '.join(types)}."
    if name == "oneOf":
        several = type(kind).__name__ == "OneOfMultipleValid"
        return f"matches {'more than one' if several else 'none'} of the alternatives."
    keyword = str(error.schema_path[-1]) if error.schema_path else name
    if name == "falseSchema" and keyword in SENTENCES:
        name = keyword
    return SENTENCES.get(name, f"breaks the keyword {name}") + "."


class _Attributes(dict[str, Any]):
    """Lets a template name an attribute of an error's kind."""

    def __init__(self, kind: object) -> None:
        super().__init__()
        self._kind = kind

    def __missing__(self, key: str) -> Any:
        return getattr(self._kind, key)
