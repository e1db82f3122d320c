"""Compares the contract that a service says it runs with the one that it is tested against."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from adhere.document import Document
from adhere.fuzz.errors import FuzzError
from adhere.fuzz.settings import Settings
from adhere.fuzz.target import Target

# Answered by `adhere.runtime`; `Options.tell_contract` switches it off.
PATH = "/.well-known/adhere-contract"
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_OK = 200
_MOST = 20


def compare(document: Document, target: Target, settings: Settings) -> str | None:
    """Say in one sentence whether the service runs this contract; `None` where it does not tell.

    Sends one GET, and one for the service's document where the two differ.
    """
    told = _json(target, PATH, settings)
    if not isinstance(told, Mapping) or not isinstance(told.get("sha256"), str):
        return None
    if told["sha256"] == digest(document.served):
        return "the service runs this contract"
    name = " ".join(str(told.get(key, "")) for key in ("title", "version")).strip()
    other = told.get("document")
    theirs = None
    if isinstance(other, str) and other.startswith("/"):
        theirs = _json(target, other, settings)
    if not isinstance(theirs, Mapping):
        return f"the service runs another contract than this ({name})"
    found = list(differences(theirs, document.served))
    listed = ", ".join(found[:_MOST])
    more = f", and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return f"the service runs another contract than this ({name}): {listed}{more}"


def digest(document: Any) -> str:
    """Return the SHA-256 of a document, as `adhere.runtime` does."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def differences(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the service's document has otherwise: operations, then components, the rest."""
    yield from _changes(_operations(theirs), _operations(ours))
    yield from _changes(_components(theirs), _components(ours))
    told = {"paths", "components"}
    rest = [{k: v for k, v in document.items() if k not in told} for document in (theirs, ours)]
    yield from _changes(*rest)


def _changes(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys([*ours, *theirs]):
        if name not in theirs:
            yield f"{name} is missing there"
        elif name not in ours:
            yield f"{name} is only there"
        elif theirs[name] != ours[name]:
            yield f"{name} differs"


def _operations(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the operations by `POST /orders`, each with what its path item adds."""
    found: dict[str, Any] = {}
    for path, item in _mapping(document.get("paths")).items():
        shared = {k: v for k, v in _mapping(item).items() if k not in _METHODS}
        for method in _METHODS:
            if method in _mapping(item):
                found[f"{method.upper()} {path}"] = (item[method], shared)
    return found


def _components(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"components.{kind}.{name}": value
        for kind, members in _mapping(document.get("components")).items()
        for name, value in _mapping(members).items()
    }


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _json(target: Target, path: str, settings: Settings) -> Any:
    try:
        reply = target.send("GET", path, timeout=settings.request_timeout)
        return reply.json() if reply.status_code == _OK else None
    except (FuzzError, ValueError):
        return None
