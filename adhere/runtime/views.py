"""The document as requests and as replies are checked against it.

A property that is `readOnly` need not be in a request, one that is `writeOnly` need not be
in a reply, though `required` lists it (OpenAPI 3.1, section 4.8.24.1).
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping
from typing import Any, Literal

from jsonschema_rs import Draft202012Validator, ValidationError

from .contract_files import Contract, Located
from .schemas import schemas_of

logger = logging.getLogger("adhere.runtime")

FLOAT_MAX = 3.4028234663852886e38
RANGES: Mapping[str, tuple[float, float]] = {
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "float": (-FLOAT_MAX, FLOAT_MAX),
}
Exemption = Literal["readOnly", "writeOnly"]


def prepared(contract: Contract) -> dict[str, Any]:
    """Return the document as the validator needs it.

    The ranges that OpenAPI's number formats mean become `minimum` and `maximum`; a regular
    expression that the validator cannot compile is left out with a warning.
    """
    document = copy.deepcopy(dict(contract.data))
    compiled: dict[str, bool] = {}
    for schema in schemas_of(document):
        _assert_range(schema)
        _drop_patterns(schema, compiled)
    return document


def view(document: dict[str, Any], exemption: Exemption) -> dict[str, Any]:
    """Return the document without the `required` names that the exemption covers.

    The document itself where it has no such property.
    """
    if not any(schema.get(exemption) is True for schema in schemas_of(document)):
        return document
    changed = copy.deepcopy(document)
    contract = Contract(changed)
    for schema in schemas_of(changed):
        if isinstance(schema.get("required"), list):
            exempt = _exempt_names(contract, schema, exemption)
            schema["required"] = [name for name in schema["required"] if name not in exempt]
    return changed


def _exempt_names(contract: Contract, schema: dict[str, Any], exemption: Exemption) -> set[str]:
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return set()
    return {name for name, value in properties.items() if _is_exempt(contract, value, exemption)}


def _is_exempt(contract: Contract, schema: Any, exemption: Exemption) -> bool:
    if not isinstance(schema, dict):
        return False
    if schema.get(exemption) is True:
        return True
    target = contract.resolve(Located(schema, "")).value
    if isinstance(target, dict) and target.get(exemption) is True:
        return True
    parts = schema.get("allOf", ())
    return any(_is_exempt(contract, part, exemption) for part in parts if part is not schema)


def _assert_range(schema: dict[str, Any]) -> None:
    limits = RANGES.get(schema.get("format", "")) if isinstance(schema.get("format"), str) else None
    if limits is None:
        return
    lowest, highest = limits
    schema["minimum"] = max(schema.get("minimum", lowest), lowest)
    schema["maximum"] = min(schema.get("maximum", highest), highest)


def _drop_patterns(schema: dict[str, Any], compiled: dict[str, bool]) -> None:
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and not _compiles(pattern, compiled):
        del schema["pattern"]
    named = schema.get("patternProperties")
    if isinstance(named, dict):
        for name in [name for name in named if not _compiles(name, compiled)]:
            del named[name]


def _compiles(pattern: str, compiled: dict[str, bool]) -> bool:
    if pattern not in compiled:
        try:
            Draft202012Validator({"pattern": pattern})
            compiled[pattern] = True
        except (ValidationError, ValueError):
            compiled[pattern] = False
            logger.warning("The pattern %r cannot be compiled; it is not checked.", pattern)
    return compiled[pattern]
