"""Which operation a request is for, and what its values stand for."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any

from adhere.contract.nodes import (
    Contract,
    MediaType,
    Operation,
    Parameter,
    ParameterLocation,
    ParameterStyle,
)
from adhere.fuzz.resources import is_json
from adhere.fuzz.wire.readings import readings
from adhere.fuzz.wire.schemas import Schemas

_EXPRESSION = re.compile(r"\{[^{}]*\}")
_PLAIN = frozenset({ParameterStyle.SIMPLE, ParameterStyle.FORM, ParameterStyle.COOKIE})
# OpenAPI ignores header parameters of these names.
_IGNORED_HEADERS = frozenset({"accept", "authorization", "content-type"})

ABSENT: Any = object()
"""Stands for a value that was not sent, or that cannot be read."""


class Routes:
    """Finds operations by method and path; a literal segment comes before an expression."""

    def __init__(self, contract: Contract, base_path: str) -> None:
        """Take the contract and the path that stands before every path of it."""
        self._base = base_path.rstrip("/")
        self._known: dict[tuple[str, int], list[tuple[re.Pattern[str], Operation]]]
        self._known = defaultdict(list)
        for operation in sorted(contract.operations, key=lambda o: o.path.count("{")):
            key = (operation.method, operation.path.count("/"))
            self._known[key].append((_pattern(operation.path), operation))

    def find(self, method: str, path: str) -> Operation | None:
        """Return the operation; `None` where no path fits."""
        if not path.startswith(self._base):
            return None
        rest = path[len(self._base) :]
        candidates = self._known.get((method, rest.count("/")), ())
        return next((o for pattern, o in candidates if pattern.fullmatch(rest)), None)


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(map(re.escape, _EXPRESSION.split(template))))


def label(operation: Operation) -> str:
    """Return what reports call an operation: `POST /orders`."""
    return f"{operation.method} {operation.path}"


def is_ignored(parameter: Parameter) -> bool:
    """Tell whether OpenAPI gives a parameter no meaning."""
    is_header = parameter.location is ParameterLocation.HEADER
    return is_header and parameter.name.lower() in _IGNORED_HEADERS


def is_readable(parameter: Parameter) -> bool:
    """Tell whether the value of a parameter can be told from its text."""
    if parameter.location is ParameterLocation.QUERYSTRING:
        return False
    if parameter.media_type is not None:
        return is_json(parameter.media_type)
    return parameter.style in _PLAIN


def value_of(parameter: Parameter, texts: list[str], schemas: Schemas) -> Any:
    """Return the JSON value that the texts of a readable parameter stand for, or `ABSENT`."""
    if parameter.media_type is not None:
        return json_of(texts[0].encode())
    types = schemas.types(parameter.schema)
    validator = schemas.validator(parameter.schema)
    if "array" in types:
        is_exploded = parameter.explode and parameter.location is ParameterLocation.QUERY
        items = texts if is_exploded else texts[0].split(",")
        if validator.is_valid(items):
            return items
        return [readings(item)[-1] for item in items]
    if "object" in types or len(texts) > 1:
        return ABSENT
    values = readings(texts[0])
    if types == {"string"}:
        return values[0]
    return next((value for value in values if validator.is_valid(value)), values[-1])


def json_of(content: bytes | None) -> Any:
    """Return the JSON value of a text, or `ABSENT`."""
    try:
        return json.loads(content or b"")
    except (ValueError, RecursionError):
        return ABSENT


def media_type_of(content: tuple[MediaType, ...], sent: str | None) -> MediaType | None:
    """Return the closest media type of a `content` (OpenAPI 3.1, section 4.8.14)."""
    name = (sent or "").split(";", 1)[0].strip().lower()
    ranges = {media.range.split(";", 1)[0].strip().lower(): media for media in content}
    closest = (name, f"{name.partition('/')[0]}/*", "*/*")
    return next((ranges[item] for item in closest if item in ranges), None) if name else None
