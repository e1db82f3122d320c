"""Violations of the specification's schema, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from adhere.document.grammar import Tokens
from adhere.document.violation import REQUIRED_CHOICE, Violation

_NAMES = {
    "Info": "Info Object",
    "Openapi": "OpenAPI Object",
    "": "OpenAPI Object",
    "APIKey Security Scheme": "Security Scheme Object",
}
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
    "null": "null",
}
_FORMATS = {
    "regex": "regular expression (ECMA-262)",
    "uri": "URI (RFC 3986)",
    "uri-reference": "URI reference (RFC 3986)",
    "email": "e-mail address",
    "media-range": "media range (RFC 9110)",
}
_SHOWN = 60
_SHOWN_CHOICES = 10
_RANGE = re.compile(r"[1-5]xx", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sentence, its mend, and the node it is about; `on_key` where the name itself is wrong.

    `keyword` is what the schema says there, `missing` the fields that are not there, and
    `suggestion` the field that was probably meant.
    """

    tokens: Tokens
    message: str
    help: str | None = None
    on_key: bool = False
    rule: str = "schema-violation"
    is_warning: bool = False
    keyword: str = ""
    missing: tuple[str, ...] = ()
    suggestion: str | None = None


def explain(violation: Violation, meta_schema: Mapping[str, Any]) -> Iterator[Explanation]:
    """Say what is wrong; one explanation for each wrong field."""
    if violation.keyword in ("additionalProperties", "unevaluatedProperties"):
        yield from _unexpected(violation, meta_schema)
        return
    say = _SENTENCES.get(violation.keyword, _other)
    yield replace(say(violation), keyword=violation.keyword)


def _unexpected(violation: Violation, meta_schema: Mapping[str, Any]) -> Iterator[Explanation]:
    if not isinstance(violation.instance, dict):
        return
    known = Fields.of(violation.schema, meta_schema)
    for key in violation.instance:
        if not known.allows(key):
            yield _unexpected_field(violation, key, known)


def _unexpected_field(violation: Violation, key: str, known: Fields) -> Explanation:
    tokens = (*violation.tokens, key)
    special = _PATTERNED.get(violation.definition.lower())
    if special is not None:
        return replace(special(key), tokens=tokens, on_key=True)
    message = f"{key!r} is no field of the {object_name(violation)}"
    close = get_close_matches(key, known.names, n=1)
    if close:
        mend = f"Did you mean {close[0]!r}?"
        return Explanation(tokens, message, mend, on_key=True, suggestion=close[0])
    return Explanation(tokens, message, "Remove it; an extension starts with 'x-'.", on_key=True)


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
    return Explanation(
        (), f"{key!r} beside $ref is ignored", mend, rule="ref-sibling", is_warning=True
    )


_PATTERNED: dict[str, Callable[[str], Explanation]] = {
    "responses": _bad_status,
    "paths": _bad_path,
    "reference": _beside_ref,
}


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields that a schema knows for an object, in-place applicators followed."""

    names: tuple[str, ...]
    patterns: tuple[str, ...]

    @classmethod
    def of(cls, schema: Mapping[str, Any], meta_schema: Mapping[str, Any]) -> Fields:
        """Collect `properties` and `patternProperties` that apply to the same object."""
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
        return cls(tuple(names), tuple(patterns))

    def allows(self, key: str) -> bool:
        """Tell whether a field of that name is known."""
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


def object_name(violation: Violation) -> str:
    """Return the specification's name of the object: `path-item` is the Path Item Object."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|-", " ", violation.definition)
    words = re.sub(r"\bor reference\b|XOR.*", "", words).strip().title()
    words = words.replace("Apikey", "API Key").replace("Http ", "HTTP ").replace("Oauth", "OAuth")
    return _NAMES.get(words, f"{words} Object")


def _field(violation: Violation) -> str:
    if not violation.tokens:
        return "the document"
    last = violation.tokens[-1]
    if last.isdecimal() and len(violation.tokens) > 1:
        return f"element {last} of {violation.tokens[-2]!r}"
    return repr(last)


def _it_is(violation: Violation) -> str:
    return f"{_field(violation)} is {shown(violation.instance)}"


def shown(value: Any) -> str:
    """Return a value as a sentence quotes it, shortened."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def _type_name(value: Any) -> str:
    return next((name for kind, name in _JSON_TYPES if isinstance(value, kind)), "null")


def _type(violation: Violation) -> Explanation:
    expected = violation.expected
    names = [expected] if isinstance(expected, str) else list(expected or ())
    wanted = " or ".join(_ARTICLES.get(name, name) for name in names)
    message = f"{_field(violation)} must be {wanted}, not {_type_name(violation.instance)}"
    return Explanation(violation.tokens, message, _type_mend(violation, names))


def _type_mend(violation: Violation, names: list[str]) -> str | None:
    if violation.instance is None:
        return "Nothing written after a key means null in YAML: write a value, or remove the key."
    if "$ref" in violation.tokens[-1:] or (
        isinstance(violation.instance, dict) and "$ref" in violation.instance
    ):
        return "OpenAPI allows no $ref here; write the content itself."
    if names == ["string"] and not isinstance(violation.instance, dict | list):
        return "Quote it."
    if names == ["array"]:
        return "Write a list, also for one element."
    return None


def _required(violation: Violation) -> Explanation:
    missing = _missing(violation)
    holder = object_name(violation)
    is_path = isinstance(violation.instance, dict) and violation.instance.get("in") == "path"
    if missing == ["required"] and is_path:
        message = "a path parameter is always required, and must say so"
        return Explanation(violation.tokens, message, "Add 'required: true'.")
    fields = " and ".join(repr(name) for name in missing) or "a field"
    message = f"the {holder} lacks the required field {fields}"
    return Explanation(violation.tokens, message, f"Add {fields}.", missing=tuple(missing))


def _required_choice(violation: Violation) -> Explanation:
    fields = violation.schema[REQUIRED_CHOICE]
    choice = ", ".join(repr(name) for name in fields[:-1]) + f" or {fields[-1]!r}"
    message = f"{_field(violation)} lacks one of the fields {choice}"
    return Explanation(violation.tokens, message, f"Add {choice}.")


def _missing(violation: Violation) -> list[str]:
    held = violation.instance if isinstance(violation.instance, dict) else {}
    required = violation.expected if isinstance(violation.expected, list) else []
    named = [name for name in required if violation.message.startswith((f'"{name}"', f"'{name}'"))]
    return named or [name for name in required if name not in held]


def _enum(violation: Violation) -> Explanation:
    allowed = violation.expected if isinstance(violation.expected, list) else []
    more = ["..."] if len(allowed) > _SHOWN_CHOICES else []
    choice = ", ".join([shown(value) for value in allowed[:_SHOWN_CHOICES]] + more)
    message = f"{_it_is(violation)}, which is none of {choice}"
    texts = [value for value in allowed if isinstance(value, str)]
    close = get_close_matches(str(violation.instance), texts, n=1)
    return Explanation(violation.tokens, message, f"Did you mean {close[0]!r}?" if close else None)


def _const(violation: Violation) -> Explanation:
    message = (
        f"{_field(violation)} must be {shown(violation.expected)}, not {shown(violation.instance)}"
    )
    return Explanation(violation.tokens, message, f"Write {shown(violation.expected)}.")


def _pattern(violation: Violation) -> Explanation:
    if violation.tokens == ("openapi",):
        return Explanation(
            violation.tokens,
            f"the version {shown(violation.instance)} has not three numbers",
            f"Write '{violation.instance}.0'.",
        )
    message = f"{_it_is(violation)}, which does not match the pattern {violation.expected}"
    return Explanation(violation.tokens, message)


def _format(violation: Violation) -> Explanation:
    name = _FORMATS.get(str(violation.expected), violation.expected)
    message = f"{_it_is(violation)}, which is no {name}"
    return Explanation(violation.tokens, message)


def _too_small(violation: Violation) -> Explanation:
    if violation.definition.lower() == "responses":
        message, mend = "no response is declared", "Declare at least one, such as '200'."
    else:
        message, mend = f"{_field(violation)} must not be empty", "Write an entry, or remove it."
    return Explanation(violation.tokens, message, mend)


def _unique(violation: Violation) -> Explanation:
    twice = _first_repeated(violation.instance)
    message = f"{_field(violation)} holds {shown(twice)} twice"
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
    if isinstance(required, list):
        fields = " and ".join(repr(name) for name in required)
        return Explanation(violation.tokens, f"{fields} exclude each other", "Remove one of them.")
    return _other(violation)


def _several_alternatives(violation: Violation) -> Explanation:
    message = f"{_it_is(violation)}, which fits more than one alternative of 'oneOf'"
    return Explanation(
        violation.tokens, message, "Let the alternatives exclude each other, or use 'anyOf'."
    )


def _one_of(violation: Violation) -> Explanation:
    alternatives = [branch for branch in violation.branches if branch]
    if not alternatives:
        return _several_alternatives(violation)
    return _other(violation)


def _other(violation: Violation) -> Explanation:
    rule = f"{violation.keyword!r}: {shown(violation.expected)}"
    message = f"{_it_is(violation)}, which breaks {rule}"
    return Explanation(violation.tokens, message)


_SENTENCES: dict[str, Callable[[Violation], Explanation]] = {
    "type": _type,
    "required": _required,
    REQUIRED_CHOICE: _required_choice,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "format": _format,
    "minProperties": _too_small,
    "minItems": _too_small,
    "uniqueItems": _unique,
    "not": _not,
    "oneOf": _one_of,
}
