"""OpenAPI 3.0, 3.1 and 3.2 to one dialect: OpenAPI 3.1 with JSON Schema 2020-12 schemas."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from adhere.document.formats import assert_format
from adhere.document.grammar import COMPONENT_NAME, Child, Kind, Tokens, rebuild, rebuild_field
from adhere.document.moves import Moves
from adhere.document.patterns import readable
from adhere.document.vocabularies import Vocabularies, foreign, vocabularies_of
from adhere.source import Pointer

_ENCODINGS = {"byte": "base64", "base64": "base64", "base64url": "base64url"}
_STANDARD = Vocabularies()
_INTERNAL_VERSION = "3.1.1"
_INTERNAL_DRAFT = 2020
_OPENAPI_30_DRAFT = 4
_LAST_BOOLEAN_LIMITS = 4
_LAST_LONE_REF = 7
"""The last draft that ignores what stands beside a `$ref`."""
_SINCE: Mapping[int, frozenset[str]] = {
    6: frozenset({"const", "contains", "propertyNames"}),
    7: frozenset({"if", "then", "else"}),
    2019: frozenset({"dependentRequired", "dependentSchemas", "maxContains", "minContains",
                     "unevaluatedItems", "unevaluatedProperties"}),
    2020: frozenset({"prefixItems", "$dynamicRef"}),
}  # fmt: skip
"""Which keywords that decide what is valid a draft brought."""
_DRAFT = re.compile(r"https?://json-schema\.org/draft(?:-0([34567])|/(2019|2020)-\d\d)/schema")


class Metaschemas:
    """The metaschemas that a document names, those of its own included."""

    def __init__(
        self, find: Callable[[object], Mapping[str, Any] | None], *, asserts: bool
    ) -> None:
        """Look others than the standard ones up with `find`; each but once.

        `asserts` tells whether `format` decides what is valid where a metaschema leaves it open.
        """
        self.asserts = asserts
        self._find = find
        self._found: dict[str, Mapping[str, Any] | None] = {}

    @property
    def known(self) -> Mapping[str, tuple[str, ...]]:
        """The URIs of those that are the document's own, and the vocabularies foreign to us."""
        return {uri: foreign(found) for uri, found in self._found.items() if found is not None}

    def __getitem__(self, identifier: str) -> Mapping[str, Any] | None:
        """Return the metaschema of that URI, `None` where nothing is known of it."""
        if identifier not in self._found:
            self._found[identifier] = self._find(identifier)
        return self._found[identifier]


def normalise(served: dict[str, Any], version: str, metaschemas: Metaschemas) -> dict[str, Any]:
    """Return the document in the internal dialect; `served` is left as it is."""
    is_30 = version.startswith("3.0")
    dialect = _Dialect(is_30, _OPENAPI_30_DRAFT if is_30 else _INTERNAL_DRAFT, metaschemas)
    if not is_30:
        dialect = dialect.named(served.get("jsonSchemaDialect"))
    result: dict[str, Any] = dialect.visit(Kind.OPENAPI, served, ())
    dialect.moves.follow(result)
    if is_30:
        result["openapi"] = _INTERNAL_VERSION
        if isinstance(result.get("x-webhooks"), dict):
            result.setdefault("webhooks", result.pop("x-webhooks"))
    return result


@dataclass(frozen=True, slots=True)
class _Dialect:
    """The dialect that a document, or a schema with a `$schema` of its own, is written in."""

    is_30: bool
    draft: int
    metaschemas: Metaschemas
    vocabularies: Vocabularies = _STANDARD
    moves: Moves = field(default_factory=Moves)

    def named(self, identifier: object) -> _Dialect:
        """Return the dialect that `$schema` or `jsonSchemaDialect` names; itself if unknown."""
        if not isinstance(identifier, str):
            return self
        found = _DRAFT.match(identifier)
        if found is not None:
            return replace(self, draft=int(found[1] or found[2]), vocabularies=_STANDARD)
        own = self.metaschemas[identifier]
        if own is None:
            return self
        base = self if own.get("$schema") == identifier else self.named(own.get("$schema"))
        return replace(base, vocabularies=vocabularies_of(own))

    def visit(self, kind: Kind, value: Any, tokens: Tokens) -> Any:
        if not isinstance(value, dict):
            return value
        if kind is Kind.SCHEMA and "$schema" in value and not self.is_30:
            return self.named(value["$schema"]).visit_object(kind, value, tokens)
        return self.visit_object(kind, value, tokens)

    def visit_object(self, kind: Kind, value: dict[str, Any], tokens: Tokens) -> dict[str, Any]:
        is_schema = kind is Kind.SCHEMA
        if isinstance(value.get("$ref"), str) and not (is_schema and self.draft > _LAST_LONE_REF):
            return self._reference(value, is_schema=is_schema)
        result = rebuild(kind, value, tokens, self._field)
        if is_schema:
            self._schema(result, tokens)
        return result

    def _field(self, child: Child, value: Any, tokens: Tokens) -> Any:
        return rebuild_field(child, value, tokens, self.visit)

    def _reference(self, value: dict[str, Any], *, is_schema: bool) -> dict[str, Any]:
        """Other fields beside `$ref` "SHALL be ignored" (Reference Object, each version)."""
        lone = is_schema or self.is_30
        fields = ("$ref",) if lone else ("$ref", "summary", "description")
        return {name: value[name] for name in fields if name in value}

    def _schema(self, schema: dict[str, Any], tokens: Tokens) -> None:
        if self.is_30:
            _nullable_to_type(schema)
        else:
            self._without_later(schema)
            if self.draft < _INTERNAL_DRAFT:
                self._tuples_to_prefix(schema, tokens)
            self._dependencies_to_dependent(schema, tokens)
            schema.pop("$schema", None)
        if self.draft <= _LAST_BOOLEAN_LIMITS:
            _exclusive_to_number(schema, "exclusiveMinimum", "minimum")
            _exclusive_to_number(schema, "exclusiveMaximum", "maximum")
        _example_to_examples(schema)
        _format_to_content(schema)
        _mapping_to_references(schema)
        self._without_meaning(schema)
        self._read_patterns(schema, tokens)
        assert_format(schema)

    def _tuples_to_prefix(self, schema: dict[str, Any], tokens: Tokens) -> None:
        """Until 2019-09 a list of `items` was what `prefixItems` is now."""
        if isinstance(schema.get("items"), list):
            schema["prefixItems"] = schema.pop("items")
            self.moves.note((*tokens, "items"), "prefixItems")
            if "additionalItems" in schema:
                schema["items"] = schema.pop("additionalItems")
                self.moves.note((*tokens, "additionalItems"), "items")
        schema.pop("additionalItems", None)

    def _dependencies_to_dependent(self, schema: dict[str, Any], tokens: Tokens) -> None:
        """Until draft 7 one keyword held what `dependentRequired` and `dependentSchemas` hold.

        The metaschema of 2020-12 keeps it reserved, so that it can still be read as that.
        """
        dependencies = schema.pop("dependencies", None)
        for name, needed in dependencies.items() if isinstance(dependencies, dict) else ():
            keyword = "dependentRequired" if isinstance(needed, list) else "dependentSchemas"
            schema[keyword] = {**schema.get(keyword, {}), name: needed}
            self.moves.note((*tokens, "dependencies"), "dependentSchemas")

    def _read_patterns(self, schema: dict[str, Any], tokens: Tokens) -> None:
        """Write patterns so that the validators' engine reads them."""
        if isinstance(schema.get("pattern"), str):
            schema["pattern"] = readable(schema["pattern"])
        named = schema.get("patternProperties")
        if isinstance(named, dict):
            schema["patternProperties"] = {readable(name): inner for name, inner in named.items()}
            for name in named:
                self.moves.note((*tokens, "patternProperties", name), readable(name))

    def _without_later(self, schema: dict[str, Any]) -> None:
        """Take out what was no keyword yet."""
        for draft, keywords in _SINCE.items():
            for keyword in keywords & schema.keys() if self.draft < draft else ():
                del schema[keyword]

    def _without_meaning(self, schema: dict[str, Any]) -> None:
        """Take out what the vocabularies of the schema do not have."""
        for keyword in self.vocabularies.absent & schema.keys():
            del schema[keyword]
        formats = self.vocabularies.formats
        if not (self.metaschemas.asserts if formats is None else formats):
            schema.pop("format", None)


def _nullable_to_type(schema: dict[str, Any]) -> None:
    """`nullable` counts only beside a `type` (OpenAPI 3.0.3, Schema Object)."""
    if schema.pop("nullable", False) is True and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]


def _exclusive_to_number(schema: dict[str, Any], exclusive: str, limit: str) -> None:
    flag = schema.get(exclusive)
    if not isinstance(flag, bool):
        return
    del schema[exclusive]
    if flag and limit in schema:
        schema[exclusive] = schema.pop(limit)


def _example_to_examples(schema: dict[str, Any]) -> None:
    if "example" in schema:
        example = schema.pop("example")
        schema.setdefault("examples", [example])


def _format_to_content(schema: dict[str, Any]) -> None:
    """Add the annotations of JSON Schema section 8; they assert nothing, and `format` stays."""
    form = schema.get("format")
    if form == "binary":
        schema.setdefault("contentMediaType", "application/octet-stream")
    elif isinstance(form, str) and form in _ENCODINGS:
        schema.setdefault("contentEncoding", _ENCODINGS[form])


def _mapping_to_references(schema: dict[str, Any]) -> None:
    """Write bare names of a discriminator's mapping as the references that they stand for."""
    discriminator = schema.get("discriminator")
    if not isinstance(discriminator, dict):
        return
    mapping = discriminator.get("mapping")
    if isinstance(mapping, dict):
        schema["discriminator"] = {
            **discriminator,
            "mapping": {key: _mapped(value) for key, value in mapping.items()},
        }


def _mapped(value: Any) -> Any:
    if isinstance(value, str) and COMPONENT_NAME.fullmatch(value):
        return Pointer(("components", "schemas", value)).fragment
    return value
