"""openapi-spec-validator, taught to say where.

Its rules beyond the meta-schema yield errors without a place, and an exception in one ends
them all. Here every keyword validator is wrapped: an error takes the place of the object
that the innermost validator was called with, and an exception costs that object only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any

import jsonschema_rs
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]  # it ships no types
from jsonschema.validators import validator_for  # type: ignore[import-untyped]  # as above
from jsonschema_specifications import (  # type: ignore[import-untyped]  # it ships no types
    REGISTRY as SPECIFICATIONS,
)
from openapi_spec_validator import (
    OpenAPIV30SpecValidator,
    OpenAPIV31SpecValidator,
    OpenAPIV32SpecValidator,
)
from openapi_spec_validator.schemas import schema_v30, schema_v31, schema_v32
from openapi_spec_validator.validation.keywords import (
    KeywordValidator,
    OpenAPIV30SchemaValidator,
    OpenAPIV31SchemaValidator,
    SchemaValidator,
    ValueValidator,
)
from openapi_spec_validator.validation.validators import SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from adhere.document.grammar import Tokens

_VALIDATORS: Mapping[str, tuple[type[SpecValidator], Any]] = {
    "3.0": (OpenAPIV30SpecValidator, schema_v30),
    "3.1": (OpenAPIV31SpecValidator, schema_v31),
    "3.2": (OpenAPIV32SpecValidator, schema_v32),
}


_VOCABULARIES = (
    "https://spec.openapis.org/oas/3.1/meta/base",
    "https://spec.openapis.org/oas/3.2/meta/2025-09-17",
)


class LocatedError(ValidationError):  # type: ignore[misc]  # jsonschema has no types
    """An error of a keyword validator, or an exception in it, and the place it was called for."""

    def __init__(self, error: Exception, tokens: Tokens, arguments: tuple[Any, ...]) -> None:
        """Keep the error, where the validator was called, and what with."""
        super().__init__(str(error))
        self.error = error
        self.tokens = tokens
        self.arguments = arguments
        self.is_default = False


class _IdSet(set[int]):
    """The set that the library keeps as a list; with a list, large documents take minutes."""

    append = set.add


class _NoRetrieval(dict[str, Any]):
    """Handlers for every scheme that fetch nothing: what is left to fetch was refused before."""

    def __contains__(self, scheme: object) -> bool:
        return True

    def __missing__(self, scheme: str) -> Any:
        return _refuse


def _refuse(uri: str) -> Any:
    raise LookupError(uri)


@cache
def _specifications() -> Registry[Any]:
    """Return the meta-schemas of JSON Schema, and places for the vocabularies of OpenAPI.

    These are not public in the library; its own first error covers what they forbid.
    """
    anything: Resource[Any] = DRAFT202012.create_resource(True)  # noqa: FBT003 - a schema
    known: Registry[Any] = SPECIFICATIONS
    return known.with_resources([(uri, anything) for uri in _VOCABULARIES])


@cache
def meta_schema(series: str) -> Mapping[str, Any]:
    """Return the schema of OpenAPI `3.0`, `3.1` or `3.2` documents."""
    return dict(_VALIDATORS[series][1])


@cache
def structure_validator(series: str) -> Any:
    """Return the compiled meta-schema."""
    schema = dict(meta_schema(series))
    return jsonschema_rs.validator_cls_for(schema)(schema)


@cache
def rules_validator(series: str) -> type[SpecValidator]:
    """Return the library's validator for a version, its keyword validators wrapped."""
    base = _VALIDATORS[series][0]
    wrapped = {name: _wrap(cls) for name, cls in base.keyword_validators.items()}
    return type(
        base.__name__, (base,), {"keyword_validators": wrapped, "resolver_handlers": _NoRetrieval()}
    )


def _wrap(cls: type[KeywordValidator]) -> type[KeywordValidator]:
    bases = (_LocatedSchema, cls) if issubclass(cls, SchemaValidator) else (_Located, cls)
    return type(cls.__name__, bases, {})


class _Located:
    """Goes before a KeywordValidator."""

    def __call__(self, *args: Any, **options: Any) -> Iterator[LocatedError]:
        path = next(a for a in args if hasattr(a, "parts"))
        tokens = tuple(str(part) for part in path.parts)
        if isinstance(self, ValueValidator):
            tokens = (*tokens, "default")
        try:
            for error in super().__call__(*args, **options):  # type: ignore[misc]  # the class after this one
                if isinstance(error, LocatedError):
                    yield error
                    continue
                for located in self._locate(error, tokens, args):
                    located.is_default = isinstance(self, ValueValidator)
                    yield located
        except Exception as error:  # noqa: BLE001 - odd input makes the library raise anything
            yield LocatedError(error, tokens, args)

    def _locate(self, error: Any, tokens: Tokens, args: tuple[Any, ...]) -> Iterator[LocatedError]:
        yield LocatedError(error, tokens, args)


class _LocatedSchema(_Located):
    """Goes before a SchemaValidator: all errors of a schema, not the best match alone."""

    def __init__(self, registry: Any) -> None:
        super().__init__(registry)  # type: ignore[call-arg]  # the class after this one
        self.visited_schema_ids = _IdSet()
        self.meta_checked_schema_ids = _IdSet()

    def _validate_schema_meta(self, schema: Any, schema_value: Any) -> Any:
        """Ask the compiled meta-schema first; the library's tells what is wrong, slowly."""
        cls = self._class_for(schema, schema_value)
        if cls is not None and _is_valid(cls, schema_value):
            return None
        return super()._validate_schema_meta(schema, schema_value)  # type: ignore[misc]  # the class after this one

    def _locate(self, error: Any, tokens: Tokens, args: tuple[Any, ...]) -> Iterator[LocatedError]:
        yield LocatedError(error, tokens, args)
        if isinstance(error.validator, str):
            for further in self._every(args[0]):
                yield LocatedError(further, tokens, args)

    def _every(self, path: Any) -> Iterator[ValidationError]:
        schema = path.read_value()
        cls = self._class_for(path, schema)
        if cls is None:
            return
        meta_class = validator_for(cls.META_SCHEMA, default=cls)
        meta_validator = meta_class(
            cls.META_SCHEMA, registry=_specifications(), format_checker=cls.FORMAT_CHECKER
        )
        yield from meta_validator.iter_errors(schema)

    def _class_for(self, path: Any, schema: Any) -> Any:
        """Return the validator class of a schema's dialect; `None` where it is not known."""
        if isinstance(self, OpenAPIV30SchemaValidator):
            return self.schema_validator_cls
        if not isinstance(self, OpenAPIV31SchemaValidator):
            return None
        try:
            dialect = self._get_schema_dialect_id(path, schema)
        except ValueError:
            return None
        return self._get_validator_class_for_dialect(dialect)


def _is_valid(cls: Any, schema: Any) -> bool:
    """Tell whether a schema is certainly valid; where the compiled validator gives up it is not."""
    try:
        found: bool = _compiled(cls).is_valid(schema)
    except ValueError:
        return False
    return found


@cache
def _compiled(cls: Any) -> Any:
    """Compile a dialect's meta-schema, with the library's own notion of each format."""
    checker = cls.FORMAT_CHECKER
    formats: dict[str, Any] = {n: partial(_conforms, checker, n) for n in checker.checkers}
    return jsonschema_rs.validator_for(
        dict(cls.META_SCHEMA),
        formats=formats,
        validate_formats=True,
        registry=jsonschema_rs.Registry(list(_vocabularies())),
    )


def _vocabularies() -> Iterator[tuple[str, Any]]:
    """Yield the library's copies of the vocabularies that only OpenAPI has."""
    folder = files("openapi_schema_validator") / "schemas"
    for name in ("oas3.1/vocabularies/base", "oas3.2/meta/2025-09-17.json"):
        contents = json.loads((folder / name).read_text("utf-8"))
        yield contents["$id"], contents


def _conforms(checker: Any, name: str, value: object) -> bool:
    conforms: bool = checker.conforms(value, name)
    return conforms
