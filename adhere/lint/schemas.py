"""Schemas of the document as jsonschema-rs reads them."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
from jsonschema_rs import Draft202012Validator, Registry

from adhere.contract import Cursor
from adhere.document import Document

_BASE = "urn:adhere:document"

# What a document can make jsonschema-rs refuse: a schema that is not one, or leads nowhere.
REFUSALS = (
    jsonschema_rs.ValidationError,
    jsonschema_rs.ReferencingError,
    jsonschema_rs.canonical.CanonicalizationError,
    ValueError,
)


class Schemas:
    """Compiles the schemas of one document; each reaches the others through `$ref`."""

    def __init__(self, document: Document) -> None:
        """Register the document; nothing is compiled yet."""
        self._registry = Registry([(_BASE, document.data)], retriever=_refuse)

    def validator(self, cursor: Cursor) -> Draft202012Validator | None:
        """Return the validator of the schema at a place, formats asserted; `None` if refused."""
        try:
            return Draft202012Validator(
                _reference(cursor), registry=self._registry, validate_formats=True, offline=True
            )
        except REFUSALS:
            return None

    def is_unsatisfiable(self, cursor: Cursor) -> bool:
        """Tell whether it is proved that no value satisfies the schema at a place."""
        try:
            schema = jsonschema_rs.canonicalize(
                _reference(cursor), registry=self._registry, offline=True
            )
            return schema.satisfiability() == jsonschema_rs.canonical.Satisfiability.NO
        except REFUSALS:
            return False


def _refuse(uri: str) -> Any:
    """Fetch nothing: what another host has to say is no part of the document."""
    raise LookupError(uri)


def _reference(cursor: Cursor) -> dict[str, str]:
    return {"$ref": f"{_BASE}{cursor.pointer.fragment}"}
