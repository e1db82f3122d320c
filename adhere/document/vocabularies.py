"""Which keywords a metaschema of one's own has (JSON Schema 2020-12 core, section 8.1.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from adhere.document.metaschema import BASE, metaschema

_VOCABULARY = re.compile(r"https://json-schema\.org/draft/(?:2019-09|2020-12)/vocab/([a-z-]+)")
_ASSERTING = ("applicator", "unevaluated", "validation")
"""The vocabularies that decide what is valid; the others only tell readers more."""
_OPENAPI = "https://spec.openapis.org/oas/"
_ASSERTION, _ANNOTATION = "format-assertion", ("format-annotation", "format")


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """What a metaschema says about the keywords of its schemas.

    `absent` are standard keywords that mean nothing there. `formats` tells whether `format`
    decides what is valid, `None` where that is left to the settings (validation, section 7.2).
    """

    absent: frozenset[str] = frozenset()
    formats: bool | None = None


def vocabularies_of(meta: Mapping[str, Any]) -> Vocabularies:
    """Read `$vocabulary`, which says all of them, or by its absence nothing."""
    declared = meta.get("$vocabulary")
    if not isinstance(declared, dict):
        return Vocabularies()
    found = {match[1] for uri in declared if (match := _VOCABULARY.fullmatch(uri)) is not None}
    absent = [_keywords(name) for name in _ASSERTING if name not in found]
    if "applicator" in found and _is_2019(declared):
        absent = [keywords for keywords in absent if keywords != _keywords("unevaluated")]
    formats = True if _ASSERTION in found else None if found & set(_ANNOTATION) else False
    return Vocabularies(frozenset().union(*absent), formats)


def foreign(meta: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the vocabularies that a metaschema requires and nothing is known of.

    Its schemas must not be read then (JSON Schema 2020-12 core, section 8.1.2).
    """
    declared = meta.get("$vocabulary")
    return tuple(
        uri
        for uri, required in (declared.items() if isinstance(declared, dict) else ())
        if required is True and not _VOCABULARY.fullmatch(uri) and not uri.startswith(_OPENAPI)
    )


def _is_2019(declared: Mapping[str, Any]) -> bool:
    """Tell whether these are of 2019-09, which has the unevaluated keywords in its applicators."""
    return any("2019-09" in uri for uri in declared)


@cache
def _keywords(vocabulary: str) -> frozenset[str]:
    meta: Any = metaschema(f"{BASE}meta/{vocabulary}").data
    return frozenset(meta["properties"])
