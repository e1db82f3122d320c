"""Violations of the specification's schema, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from adhere.diagnostics import Severity
from adhere.document.explanation import Explanation, name_of, shown
from adhere.document.fields import bad_names, object_name, unexpected
from adhere.document.grammar import Tokens
from adhere.document.patterns import is_readable, is_too_large
from adhere.document.violation import REQUIRED_CHOICE, Violation

_JSON_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "a boolean"),
    (int, "a number"),
    (float, "a number"),
    (str, "a string"),
    (list, "an array"),
    (dict, "an object"),
)
_ARTICLES = {
    "string": "a string",
    "number": "a number",
    "integer": "an integer",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
}
_FORMATS = {
    "uri": "URI (RFC 3986)",
    "uri-reference": "URI reference (RFC 3986)",
    "email": "e-mail address",
    "media-range": "media range (RFC 9110)",
}
_SHOWN_CHOICES = 10


def explain(violation: Violation, meta_schema: Mapping[str, Any]) -> Iterator[Explanation]:
    """Say what is wrong; one explanation for each wrong field."""
    keyword = violation.keyword
    if keyword in ("additionalProperties", "unevaluatedProperties"):
        yield from unexpected(violation, meta_schema)
    elif keyword == "propertyNames":
        yield from bad_names(violation)
    elif keyword != "format" or violation.expected != "regex":  # `unreadable_patterns` says that
        yield replace(_SENTENCES.get(keyword, _other)(violation), keyword=keyword)


def unreadable_patterns(tokens: Tokens, schema: Mapping[str, Any]) -> Iterator[Explanation]:
    """Say which patterns of a schema are none, or larger than the engine reads."""
    named = schema.get("patternProperties")
    yield from _unreadable((*tokens, "pattern"), schema.get("pattern"), on_key=False)
    for name in named if isinstance(named, dict) else ():
        yield from _unreadable((*tokens, "patternProperties", name), name, on_key=True)


def _unreadable(tokens: Tokens, pattern: object, *, on_key: bool) -> Iterator[Explanation]:
    if not isinstance(pattern, str) or is_readable(pattern):
        return
    if is_too_large(pattern):
        message = f"{shown(pattern)} is too large a pattern to be checked"
        severity = Severity.WARNING
        yield Explanation(tokens, message, on_key=on_key, rule="unchecked", severity=severity)
    else:
        message = f"the pattern {shown(pattern)} is no regular expression (ECMA-262)"
        yield Explanation(tokens, message, on_key=on_key)


def _it_is(violation: Violation) -> str:
    return f"{name_of(violation.tokens)} is {shown(violation.instance)}"


def _type(violation: Violation) -> Explanation:
    expected = violation.expected
    names = [expected] if isinstance(expected, str) else list(expected or ())
    wanted = " or ".join(_ARTICLES.get(name, str(name)) for name in names)
    message = f"{name_of(violation.tokens)} must be {wanted}, not {_type_name(violation.instance)}"
    return Explanation(violation.tokens, message, _type_mend(violation, names))


def _type_name(value: Any) -> str:
    return next((name for kind, name in _JSON_TYPES if isinstance(value, kind)), "null")


def _type_mend(violation: Violation, names: list[str]) -> str | None:
    value = violation.instance
    field = violation.tokens[-1] if violation.tokens else ""
    if field == "$ref" or (isinstance(value, dict) and "$ref" in value):
        return "OpenAPI allows no $ref here; write the content itself."
    known = _TYPE_MENDS.get((field, type(value)))
    if known is not None or value is None:
        return known or _NULL_MEND
    if names == ["string"] and not isinstance(value, dict | list):
        return "Quote it."
    return "Write a list, also for one element." if names == ["array"] else None


_NULL_MEND = "Nothing written after a key means null in YAML: write a value, or remove the key."
_EXCLUSIVE_MEND = "From OpenAPI 3.1 on it is the limit itself."
_TYPE_MENDS: Mapping[tuple[str, type], str] = {
    ("type", list): "OpenAPI 3.0 takes one type; 'nullable: true' adds null.",
    ("required", bool): "List the names of required properties in the schema that holds them.",
    ("exclusiveMinimum", bool): _EXCLUSIVE_MEND,
    ("exclusiveMaximum", bool): _EXCLUSIVE_MEND,
    ("items", list): "Write 'prefixItems' for a schema of each element.",
}


def _required(violation: Violation) -> Explanation:
    missing = _missing(violation)
    is_path = isinstance(violation.instance, dict) and violation.instance.get("in") == "path"
    if missing == ["required"] and is_path:
        message = "a path parameter is always required, and must say so"
        return Explanation(violation.tokens, message, "Add 'required: true'.")
    if violation.definition == "responses":
        return _too_small(violation)
    fields = " and ".join(repr(name) for name in missing) or "a field"
    message = f"the {object_name(violation)} lacks the required field {fields}"
    return Explanation(violation.tokens, message, f"Add {fields}.", missing=tuple(missing))


def _missing(violation: Violation) -> list[str]:
    held = violation.instance if isinstance(violation.instance, dict) else {}
    required = violation.expected if isinstance(violation.expected, list) else []
    named = [name for name in required if violation.message.startswith((f'"{name}"', f"'{name}'"))]
    return named or [name for name in required if name not in held]


def _required_choice(violation: Violation) -> Explanation:
    fields = violation.schema[REQUIRED_CHOICE]
    choice = ", ".join(repr(name) for name in fields[:-1]) + f" or {fields[-1]!r}"
    message = f"{name_of(violation.tokens)} lacks one of the fields {choice}"
    return Explanation(violation.tokens, message, f"Add {choice}.")


def _enum(violation: Violation) -> Explanation:
    allowed = violation.expected if isinstance(violation.expected, list) else []
    more = ["..."] if len(allowed) > _SHOWN_CHOICES else []
    choice = ", ".join([shown(value) for value in allowed[:_SHOWN_CHOICES]] + more)
    texts = [value for value in allowed if isinstance(value, str)]
    close = get_close_matches(str(violation.instance), texts, n=1)
    mend = f"Did you mean {close[0]!r}?" if close else None
    return Explanation(violation.tokens, f"{_it_is(violation)}, which is none of {choice}", mend)


def _const(violation: Violation) -> Explanation:
    wanted = shown(violation.expected)
    message = f"{name_of(violation.tokens)} must be {wanted}, not {shown(violation.instance)}"
    return Explanation(violation.tokens, message, f"Write {wanted}.")


def _pattern(violation: Violation) -> Explanation:
    if violation.tokens == ("openapi",):
        message = f"the version {shown(violation.instance)} has not three numbers"
        return Explanation(violation.tokens, message, f"Write '{violation.instance}.0'.")
    message = f"{_it_is(violation)}, which does not match the pattern {violation.expected}"
    return Explanation(violation.tokens, message)


def _format(violation: Violation) -> Explanation:
    name = _FORMATS.get(str(violation.expected), violation.expected)
    return Explanation(violation.tokens, f"{_it_is(violation)}, which is no {name}")


def _limit(violation: Violation) -> Explanation:
    relation = "less" if violation.keyword.lower().endswith("minimum") else "more"
    message = f"{_it_is(violation)}, which is {relation} than {shown(violation.expected)}"
    return Explanation(violation.tokens, message)


def _too_small(violation: Violation) -> Explanation:
    if violation.definition.lower() == "responses":
        message, mend = "no response is declared", "Declare at least one, such as '200'."
    else:
        message = f"{name_of(violation.tokens)} must not be empty"
        mend = "Write an entry, or remove it."
    return Explanation(violation.tokens, message, mend)


def _unique(violation: Violation) -> Explanation:
    twice = shown(_first_repeated(violation.instance))
    message = f"{name_of(violation.tokens)} holds {twice} twice"
    return Explanation(violation.tokens, message, "Remove one of the two.")


def _first_repeated(values: Any) -> Any:
    seen: list[Any] = []
    for value in values if isinstance(values, list) else ():
        if value in seen:
            return value
        seen.append(value)
    return None


def _not(violation: Violation) -> Explanation:
    required = violation.expected.get("required") if isinstance(violation.expected, dict) else None
    return _excluding(violation, required) if isinstance(required, list) else _other(violation)


def _excluding(violation: Violation, names: list[str]) -> Explanation:
    message = f"{' and '.join(repr(name) for name in names)} exclude each other"
    return Explanation(violation.tokens, message, "Remove one of them.")


def _one_of(violation: Violation) -> Explanation:
    """Explain a value that fits several alternatives; what fits none was replaced by why."""
    if any(violation.branches) and all(violation.branches):
        return _other(violation)
    alternatives = violation.expected if isinstance(violation.expected, list) else []
    names = [a.get("required") for a in alternatives if isinstance(a, dict)]
    if names and all(isinstance(name, list) and len(name) == 1 for name in names):
        return _excluding(violation, [name[0] for name in names if name])
    message = f"{_it_is(violation)}, which fits more than one alternative of 'oneOf'"
    mend = "Let the alternatives exclude each other, or use 'anyOf'."
    return Explanation(violation.tokens, message, mend)


def _other(violation: Violation) -> Explanation:
    rule = f"{violation.keyword!r}: {shown(violation.expected)}"
    return Explanation(violation.tokens, f"{_it_is(violation)}, which breaks {rule}")


_SENTENCES: Mapping[str, Callable[[Violation], Explanation]] = {
    "type": _type,
    "required": _required,
    REQUIRED_CHOICE: _required_choice,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "format": _format,
    "minimum": _limit,
    "exclusiveMinimum": _limit,
    "maximum": _limit,
    "exclusiveMaximum": _limit,
    "minProperties": _too_small,
    "minItems": _too_small,
    "uniqueItems": _unique,
    "not": _not,
    "oneOf": _one_of,
}
