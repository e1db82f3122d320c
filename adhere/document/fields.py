"""Fields that an object does not have, and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from adhere.diagnostics import Severity
from adhere.document.explanation import Explanation
from adhere.document.violation import Violation

_ALTERNATION = re.compile(r"\^\(([a-z|]+)\)\$")
_RANGE = re.compile(r"[1-5]xx", re.IGNORECASE)
_EXTENSION = "Remove it; an extension starts with 'x-'."
_SINCE_31 = frozenset(
    """
    $anchor $defs $dynamicAnchor $dynamicRef $id $schema const contains contentEncoding
    contentMediaType contentSchema dependentRequired dependentSchemas else examples if
    maxContains minContains patternProperties prefixItems propertyNames then
    unevaluatedItems unevaluatedProperties
    """.split()  # noqa: SIM905 - a list of these takes a page
)

_LATER: Mapping[str, Mapping[str, str]] = {
    "OpenAPI Object": {"webhooks": "3.1", "jsonSchemaDialect": "3.1", "$self": "3.2"},
    "Info Object": {"summary": "3.1"},
    "License Object": {"identifier": "3.1"},
    "Components Object": {"pathItems": "3.1", "mediaTypes": "3.2"},
    "Server Object": {"name": "3.2"},
    "Path Item Object": {"query": "3.2", "additionalOperations": "3.2"},
    "Media Type Object": {"itemSchema": "3.2", "itemEncoding": "3.2", "prefixEncoding": "3.2"},
    "Encoding Object": {"encoding": "3.2", "itemEncoding": "3.2", "prefixEncoding": "3.2"},
    "Response Object": {"summary": "3.2"},
    "Example Object": {"dataValue": "3.2", "serializedValue": "3.2"},
    "Tag Object": {"summary": "3.2", "parent": "3.2", "kind": "3.2"},
    "Discriminator Object": {"defaultMapping": "3.2"},
    "XML Object": {"nodeType": "3.2"},
    "OAuth Flow Object": {"deviceAuthorization": "3.2", "deviceAuthorizationUrl": "3.2"},
    "Security Scheme Object": {"oauth2MetadataUrl": "3.2", "deprecated": "3.2"},
}
"""Fields that are younger than OpenAPI 3.0, and the version that has them first."""


def unexpected(violation: Violation, meta_schema: Mapping[str, Any]) -> Iterator[Explanation]:
    """Explain each field that `additionalProperties` or `unevaluatedProperties` forbids."""
    if not isinstance(violation.instance, dict):
        return
    known = _Fields.of(violation.schema, meta_schema)
    say = _SPECIAL.get(violation.definition.lower())
    for key in violation.instance:
        if not known.allows(key):
            said = say(key) if say is not None else _unknown_field(key, violation, known)
            yield replace(said, tokens=(*violation.tokens, key), on_key=True)


def bad_names(violation: Violation) -> Iterator[Explanation]:
    """Explain each name that `propertyNames` forbids."""
    rule = violation.expected
    pattern = rule.get("pattern", "") if isinstance(rule, dict) else ""
    for key in violation.instance if isinstance(violation.instance, dict) else ():
        if not re.search(pattern, key):
            message = f"{key!r} is no name for a component"
            mend = "Use letters, digits, '.', '-' and '_' only."
            yield Explanation((*violation.tokens, key), message, mend, on_key=True)


def object_name(violation: Violation) -> str:
    """Return the specification's name of the object: `path-item` is the Path Item Object."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|-", " ", violation.definition)
    words = re.sub(r"\bor reference\b", "", words).strip().title()
    for ending, name in _NAMES.items():
        if words.endswith(ending):
            return name
    return f"{words} Object" if words else "OpenAPI Object"


_NAMES = {
    "Flow": "OAuth Flow Object",
    "Oauth Flows": "OAuth Flow Object",
    "Security Scheme": "Security Scheme Object",
    "Apikey": "Security Scheme Object",
}


def _unknown_field(key: str, violation: Violation, known: _Fields) -> Explanation:
    name = object_name(violation)
    message = f"{key!r} is no field of the {name}"
    if version := _LATER.get(name, {}).get(key):
        message = f"{key!r} is a field of the {name} from OpenAPI {version} on"
        return Explanation((), message, f"Write 'openapi: {version}.0', or remove it.")
    if violation.definition == "Schema" and key in _SINCE_31:
        mend = "Write 'enum' with one value." if key == "const" else None
        return Explanation((), f"{key!r} is a keyword from OpenAPI 3.1 on", mend or "Use 3.1.")
    close = get_close_matches(key, known.names, n=1)
    if close:
        return Explanation((), message, f"Did you mean {close[0]!r}?", suggestion=close[0])
    return Explanation((), message, _EXTENSION)


def _bad_status(key: str) -> Explanation:
    mend = "Write a status such as '404', a range such as '4XX', or 'default'."
    if _RANGE.fullmatch(key):
        mend = f"Write {key.upper()!r}."
    return Explanation((), f"{key!r} is no status", mend)


def _bad_path(key: str) -> Explanation:
    return Explanation((), f"the path {key!r} does not start with '/'", f"Write '/{key}'.")


def _beside_ref(key: str) -> Explanation:
    """Such fields "SHALL be ignored" (OpenAPI 3.1.1 section 4.8.23)."""
    mend = "Remove it, or write it at the target of the $ref."
    message = f"{key!r} beside $ref is ignored"
    return Explanation((), message, mend, rule="ref-sibling", severity=Severity.WARNING)


_SPECIAL: Mapping[str, Callable[[str], Explanation]] = {
    "responses": _bad_status,
    "paths": _bad_path,
    "reference": _beside_ref,
}


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields that a schema knows for an object, in-place applicators followed."""

    names: tuple[str, ...]
    patterns: tuple[str, ...]

    @classmethod
    def of(cls, schema: Mapping[str, Any], meta_schema: Mapping[str, Any]) -> _Fields:
        names: dict[str, None] = {}
        patterns: dict[str, None] = {}
        todo, seen = [schema], set[int]()
        while todo:
            part = todo.pop()
            if not isinstance(part, Mapping) or id(part) in seen:
                continue
            seen.add(id(part))
            names.update(dict.fromkeys(part.get("properties", ())))
            patterns.update(dict.fromkeys(part.get("patternProperties", ())))
            todo.extend(_in_place(part, meta_schema))
        for found in filter(None, map(_ALTERNATION.fullmatch, patterns)):
            names.update(dict.fromkeys(found[1].split("|")))
        return cls(tuple(names), tuple(patterns))

    def allows(self, key: str) -> bool:
        return key in self.names or any(re.search(pattern, key) for pattern in self.patterns)


def _in_place(schema: Mapping[str, Any], meta_schema: Mapping[str, Any]) -> Iterator[Any]:
    ref = schema.get("$ref")
    if isinstance(ref, str) and ref.startswith("#/"):
        target: Any = meta_schema
        for step in ref[2:].split("/"):
            target = target.get(step, {})
        yield target
    for keyword in ("allOf", "anyOf", "oneOf"):
        yield from schema.get(keyword, ())
    for keyword in ("if", "then", "else"):
        yield schema.get(keyword)
    yield from schema.get("dependentSchemas", {}).values()
