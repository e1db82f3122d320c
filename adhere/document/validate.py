"""Whether a document is OpenAPI."""

from __future__ import annotations

from adhere.diagnostics import Report
from adhere.document.document import Document


def validate(document: Document) -> Report:
    """Check a document against the specification of its version. Never raises.

    References that lead nowhere were reported by `load` and are passed over.
    """
    # openapi-spec-validator takes half a second to import, which `load` alone need not.
    from adhere.document.validation import check  # noqa: PLC0415

    return check(document)
