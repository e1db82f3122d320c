"""The document as requests and as replies are checked against it.

A property that is `readOnly` need not be in a request, one that is `writeOnly` need not be
in a reply, though `required` lists it (OpenAPI 3.1, section 4.8.24.1).
"""

from __future__ import annotations

import logging
from typing import Any, Literal, cast

from jsonschema_rs import Draft202012Validator, ValidationError

from .contract_files import Contract
from .schemas import schemas_of

logger = logging.getLogger("adhere.runtime")

DEEPEST = 8
CONSEQUENCES = frozenset({"then", "else"})
MARKS = ("readOnly", "writeOnly")
Exemption = Literal["readOnly", "writeOnly"]


def views(contract: Contract) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the document as requests are checked against it, and as replies are.

    One and the same where nothing in it is `readOnly` or `writeOnly`.
    """
    marks = {
        mark for schema in schemas_of(dict(contract.data)) for mark in MARKS if schema.get(mark)
    }
    plain = None if marks == set(MARKS) else _view(contract, None)
    request = _view(contract, "readOnly") if "readOnly" in marks else plain
    reply = _view(contract, "writeOnly") if "writeOnly" in marks else plain
    return cast("tuple[dict[str, Any], dict[str, Any]]", (request, reply))


def _view(contract: Contract, exemption: Exemption | None) -> dict[str, Any]:
    """Return a copy of the document as the validator needs it.

    A regular expression that the validator cannot compile is left out with a warning.
    """
    document: dict[str, Any] = _copied(contract.data)
    schemas = list(schemas_of(document))
    compiled: dict[str, bool] = {}
    for schema in schemas:
        _drop_patterns(schema, compiled)
    if exemption is not None:
        relaxation = Relaxation(Contract(document), exemption)
        for schema in schemas:
            relaxation.relax(schema)
    return document


def _copied(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _copied(value) for key, value in node.items()}
    return [_copied(item) for item in node] if isinstance(node, list) else node


class Relaxation:
    """Takes names that an exemption covers out of all that requires them.

    That is `required`, `dependentRequired`, `dependentSchemas`, `then` and `else`, across
    `allOf` and `$ref`.
    """

    def __init__(self, contract: Contract, exemption: Exemption) -> None:
        """Work on this document, in place."""
        self._contract = contract
        self._exemption = exemption

    def relax(self, schema: dict[str, Any]) -> None:
        """Relax a schema by what it and all that it is composed of exempt."""
        exempt = self._exempt_names(schema, 0)
        if exempt:
            self._relax_own(schema, exempt, 0)

    def _relaxed(self, part: Any, exempt: set[str], depth: int) -> Any:
        """Return a part that does not require the names; a copy, for others may share it."""
        if depth > DEEPEST or not isinstance(part, dict) or not self._requires(part, exempt, 0):
            return part
        own = dict(part)
        self._relax_own(own, exempt, depth + 1)
        return own

    def _relax_own(self, schema: dict[str, Any], exempt: set[str], depth: int) -> None:
        target = self._target(schema)
        if self._requires(target, exempt, depth):
            del schema["$ref"]
            schema["allOf"] = [target, *(schema.get("allOf") or ())]
        if isinstance(schema.get("required"), list):
            schema["required"] = _others(schema["required"], exempt)
        if isinstance(schema.get("dependentRequired"), dict):
            needed = schema["dependentRequired"].items()
            schema["dependentRequired"] = {name: _others(names, exempt) for name, names in needed}
        if isinstance(schema.get("dependentSchemas"), dict):
            dependent = schema["dependentSchemas"].items()
            schema["dependentSchemas"] = {
                name: self._relaxed(part, exempt, depth) for name, part in dependent
            }
        for keyword in CONSEQUENCES & schema.keys():
            schema[keyword] = self._relaxed(schema[keyword], exempt, depth)
        if isinstance(schema.get("allOf"), list):
            schema["allOf"] = [self._relaxed(part, exempt, depth) for part in schema["allOf"]]

    def _requires(self, schema: Any, exempt: set[str], depth: int) -> bool:
        if depth > DEEPEST or not isinstance(schema, dict):
            return False
        needed = [schema.get("required"), *(schema.get("dependentRequired") or {}).values()]
        if any(not exempt.isdisjoint(names or ()) for names in needed):
            return True
        parts = [
            *(schema.get("allOf") or ()),
            *(schema.get("dependentSchemas") or {}).values(),
            *(schema[keyword] for keyword in CONSEQUENCES & schema.keys()),
            self._target(schema),
        ]
        return any(self._requires(part, exempt, depth + 1) for part in parts)

    def _exempt_names(self, schema: Any, depth: int) -> set[str]:
        if depth > DEEPEST or not isinstance(schema, dict):
            return set()
        properties = schema.get("properties")
        named = properties.items() if isinstance(properties, dict) else ()
        found = {name for name, value in named if self._is_exempt(value, 0)}
        for part in (*(schema.get("allOf") or ()), self._target(schema)):
            found |= self._exempt_names(part, depth + 1)
        return found

    def _is_exempt(self, schema: Any, depth: int) -> bool:
        if depth > DEEPEST or not isinstance(schema, dict):
            return False
        if schema.get(self._exemption) is True:
            return True
        parts = (*(schema.get("allOf") or ()), self._target(schema))
        return any(self._is_exempt(part, depth + 1) for part in parts)

    def _target(self, schema: dict[str, Any]) -> Any:
        reference = schema.get("$ref")
        found = self._contract.lookup(reference) if isinstance(reference, str) else None
        return None if found is None else found.value


def _others(names: list[str], exempt: set[str]) -> list[str]:
    return [name for name in names if name not in exempt]


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
