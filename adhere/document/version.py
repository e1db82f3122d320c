"""Which specification a document follows."""

from __future__ import annotations

import re

from adhere.diagnostics import Report
from adhere.document import findings
from adhere.document.findings import Place
from adhere.source import Pointer, SourceFile

_SUPPORTED = re.compile(r"3\.[012](\.\d+)?(-.+)?")
_FIELD = Pointer(("openapi",))


def check_version(root: SourceFile, report: Report) -> str | None:
    """Return the `openapi` field as text; `None`, with a finding, where it is none we know."""
    place = Place(root.span(Pointer()), Pointer())
    if not isinstance(root.data, dict):
        report.add(findings.not_an_object(place))
        return None
    if "openapi" not in root.data:
        other = next((name for name in ("swagger", "asyncapi") if name in root.data), None)
        if other is not None:
            pointer = Pointer((other,))
            place = Place(root.key_span(pointer), pointer)
        report.add(findings.not_openapi(other, place))
        return None
    version = root.data["openapi"]
    text = version if isinstance(version, str) else root.written(_FIELD)
    if _SUPPORTED.fullmatch(text):
        return text
    report.add(findings.unknown_version(text, Place(root.span(_FIELD), _FIELD)))
    return None
