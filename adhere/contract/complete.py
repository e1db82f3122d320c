"""The document with what the contract adds to it."""

from __future__ import annotations

from typing import Any

from adhere.contract.nodes import Contract, Operation, Parameter


def completed(contract: Contract) -> dict[str, Any]:
    """Return `Document.data` with the path parameters that it forgets to declare written in.

    The document is left as it is; only what leads to a changed operation is copied.
    """
    data: dict[str, Any] = contract.document.data
    for operation in contract.operations:
        added = [_written(p) for p in operation.parameters if not p.is_declared]
        if added:
            data = _with_parameters(data, operation, added)
    return data


def _written(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.location.value,
        "required": True,
        "schema": parameter.schema.value,
    }


def _with_parameters(
    data: dict[str, Any], operation: Operation, added: list[dict[str, Any]]
) -> dict[str, Any]:
    root = dict(data)
    place = root
    for token in operation.pointer.tokens:
        inner = dict(place[token])
        place[token] = inner
        place = inner
    declared = place.get("parameters")
    place["parameters"] = [*(declared if isinstance(declared, list) else []), *added]
    return root
