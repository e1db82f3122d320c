"""Parameters of the query that nobody declares."""

from __future__ import annotations

from collections.abc import Sequence

from .parameters import ParameterSpec, Parts
from .problems import Breach


def unknown_query(
    parts: Parts, specs: Sequence[ParameterSpec], known: frozenset[str]
) -> list[Breach]:
    """Return a breach where the query has a parameter that nothing reads.

    `known` are names that are read by others: keys of security schemes, dependencies.
    """
    for name in parts.query:
        if name not in known and not any(_claims(spec, name) for spec in specs):
            return [Breach("/query", "has a parameter that the operation does not declare.")]
    return []


def _claims(spec: ParameterSpec, name: str) -> bool:
    if spec.location == "querystring":
        return True
    if spec.style == "deepObject":
        return name == spec.name or name.startswith(f"{spec.name}[")
    if spec.style == "form" and spec.explode and spec.shape.allows_object and not spec.media_type:
        return name in spec.shape.names or spec.shape.is_open or name == spec.name
    return name == spec.name
