"""The metaschema of JSON Schema 2020-12 and its vocabularies: known, never fetched."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from adhere.source import SourceFile, parse

BASE = "https://json-schema.org/draft/2020-12/"
VOCABULARIES = frozenset(
    {"applicator", "content", "core", "format-annotation", "meta-data", "unevaluated", "validation"}
)
NAMES = {"schema": "metaschema.json"} | {f"meta/{v}": f"vocabularies/{v}" for v in VOCABULARIES}


def is_metaschema(uri: str) -> bool:
    """Tell whether a URI names the metaschema or a vocabulary of it."""
    return uri.startswith(BASE) and uri.removeprefix(BASE) in NAMES


def metaschema(uri: str) -> SourceFile:
    """Return what such a URI names, as if it had been fetched."""
    folder = files("jsonschema_specifications") / "schemas" / "draft202012"
    text = (folder / NAMES[uri.removeprefix(BASE)]).read_text("utf-8")
    return parse(Path(uri).with_suffix(".json"), text)
