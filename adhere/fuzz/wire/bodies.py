"""Judges the body of a request (OpenAPI 3.1, 4.8.13)."""

from __future__ import annotations

import json
import math
from typing import Any

from adhere.contract.nodes import MediaType, RequestBody
from adhere.fuzz.wire.readings import is_moderate
from adhere.fuzz.wire.request import WireRequest
from adhere.fuzz.wire.schemas import Schemas
from adhere.fuzz.wire.verdict import UNKNOWN, VALID, Verdict, invalid

# A service may well set limits near these, which no schema shows.
_DEEPEST = 16
_LARGEST = 256 * 1024


class _DuplicateKeyError(ValueError):
    pass


class BodyJudge:
    """Judges JSON and text bodies; says UNKNOWN of forms and of other media types."""

    def __init__(self, schemas: Schemas) -> None:
        """Take the compiled schemas."""
        self._schemas = schemas

    def judge(self, declared: RequestBody | None, request: WireRequest) -> Verdict:
        """Judge what was sent against what is declared."""
        if not request.body:
            return self._absent(declared, request)
        if declared is None or len(request.body) > _LARGEST:
            return UNKNOWN
        media = _media_type(declared, request.media_type)
        if media is None or media.schema is None:
            return UNKNOWN
        if _is_json(request.media_type or ""):
            return self._json(media, request.body)
        return UNKNOWN

    def _absent(self, declared: RequestBody | None, request: WireRequest) -> Verdict:
        if declared is None or not declared.required:
            return VALID if request.media_type is None else UNKNOWN
        if all(_is_json(media.range) for media in declared.content):
            return invalid("the required body is missing", declared.pointer)
        return UNKNOWN

    def _json(self, media: MediaType, body: bytes) -> Verdict:
        try:
            value = json.loads(body.decode(), object_pairs_hook=_unique, parse_constant=_refuse)
        except _DuplicateKeyError:
            return UNKNOWN
        except (ValueError, RecursionError):
            return invalid("the body is not JSON", media.pointer)
        if media.schema is None or not _is_ordinary(value, depth=0):
            return UNKNOWN
        validator = self._schemas.validator(media.schema)
        error = next(validator.iter_errors(value), None)
        if error is None:
            return UNKNOWN if _wants_integers_of_floats(validator, value) else VALID
        tokens = ("*" if isinstance(token, int) else token for token in error.instance_path)
        place = "".join(f"/{token}" for token in tokens) or "itself"
        keyword = error.schema_path[-1] if error.schema_path else "false"
        return invalid(f"the body {place} breaks {keyword}", media.pointer)


def _media_type(declared: RequestBody, sent: str | None) -> MediaType | None:
    return next((media for media in declared.content if media.range.lower() == sent), None)


def _is_json(media_type: str) -> bool:
    subtype = media_type.split(";", 1)[0].strip().lower().partition("/")[2]
    return subtype == "json" or subtype.endswith("+json")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _DuplicateKeyError
    return members


def _refuse(constant: str) -> Any:
    message = f"{constant} is not JSON"
    raise ValueError(message)


def _wants_integers_of_floats(validator: Any, value: Any) -> bool:
    """Tell whether a number written like `1.0` stands where an integer is due.

    It is one for JSON Schema (Validation 2020-12, section 6.1.1), and none for many parsers.
    """
    shifted = _shifted(value)
    return shifted != value and any(
        list(error.schema_path)[-1:] == ["type"] for error in validator.iter_errors(shifted)
    )


def _shifted(value: Any) -> Any:
    """Return the value with half of one more in each float that has no fraction."""
    if isinstance(value, dict):
        return {name: _shifted(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_shifted(item) for item in value]
    return value + 0.5 if isinstance(value, float) and value.is_integer() else value


def _is_ordinary(value: Any, *, depth: int) -> bool:
    """Tell whether every implementation can hold the value: no NUL, lone surrogate, huge number."""
    if depth > _DEEPEST:
        return False
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= char <= "\udfff" for char in value)
    if isinstance(value, dict):
        return all(_is_ordinary(part, depth=depth + 1) for item in value.items() for part in item)
    if isinstance(value, list):
        return all(_is_ordinary(item, depth=depth + 1) for item in value)
    return is_moderate(value) and not (isinstance(value, float) and not math.isfinite(value))
