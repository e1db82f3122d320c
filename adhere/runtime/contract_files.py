"""The contract as the runtime reads it: `contract.json` and `openapi.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, unquote

from pydantic_core import from_json

from .operation import OperationMark

Alternatives = Mapping[str, Mapping[str, Mapping[str, str | None]]]
"""By direction and by the pointers of a schema and of its alternatives: the class's name."""

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})


class DamagedContractError(Exception):
    """`contract.json` is not what 'adhere generate' wrote; the message is one sentence."""


@dataclass(frozen=True)
class ContractFiles:
    """The two documents in a generated package's folder.

    `contract.json` is the bundled document in the internal dialect: OpenAPI 3.1 with JSON
    Schema 2020-12. `openapi.json` is the document as written; it is absent where equal.
    """

    folder: Path

    @cached_property
    def contract(self) -> Contract:
        """The contract, read once. Raises DamagedContractError, and OSError."""
        file = self.folder / "contract.json"
        data = _read(file)
        if not isinstance(data, dict) or not isinstance(data.get("openapi"), str):
            raise DamagedContractError(f"{file} is damaged, it is no OpenAPI document")
        return Contract(data, self._alternatives())

    def _alternatives(self) -> Alternatives:
        """Read which class each alternative became, by direction, schema and alternative."""
        file = self.folder / "alternatives.json"
        found: Alternatives = _read(file) if file.exists() else {}
        return found

    @cached_property
    def served(self) -> bytes:
        """The document that `/openapi.json` serves, read once."""
        written = self.folder / "openapi.json"
        return (written if written.exists() else self.folder / "contract.json").read_bytes()


@dataclass(frozen=True, slots=True)
class Located:
    """A node of the contract and its JSON Pointer (RFC 6901)."""

    value: Any
    pointer: str

    def get(self, key: str) -> Located | None:
        """Return the member of this name, `None` where there is none."""
        if not isinstance(self.value, Mapping) or key not in self.value:
            return None
        return Located(self.value[key], f"{self.pointer}/{escape(key)}")

    def items(self) -> Iterator[tuple[str, Located]]:
        """Yield the members of an object."""
        for key, value in self.value.items():
            yield key, Located(value, f"{self.pointer}/{escape(key)}")

    def elements(self) -> Iterator[Located]:
        """Yield the elements of an array."""
        for index, value in enumerate(self.value):
            yield Located(value, f"{self.pointer}/{index}")


class Contract:
    """The document of `contract.json`, with `$ref`s followed on the way."""

    def __init__(
        self, data: Mapping[str, Any], alternatives: Alternatives = MappingProxyType({})
    ) -> None:
        """Hold the document, in which every `$ref` is local, and the classes of alternatives."""
        self.data = data
        self.alternatives = alternatives

    @property
    def root(self) -> Located:
        """The whole document."""
        return Located(self.data, "")

    def child(self, node: Located | None, *keys: str) -> Located | None:
        """Walk down by keys, following `$ref`s at each step."""
        for key in keys:
            if node is None:
                return None
            node = self.resolve(node).get(key)
        return None if node is None else self.resolve(node)

    def resolve(self, node: Located) -> Located:
        """Follow a chain of `$ref`s that stand alone; stop at one that leads nowhere."""
        seen: set[str] = set()
        while isinstance(node.value, Mapping) and isinstance(node.value.get("$ref"), str):
            target = self.lookup(node.value["$ref"])
            if target is None or target.pointer in seen:
                return node
            seen.add(target.pointer)
            node = target
        return node

    def lookup(self, reference: str) -> Located | None:
        """Return what a local reference (`#/components/...`) points at."""
        if not reference.startswith("#"):
            return None
        node: Located | None = self.root
        for token in unquote(reference[1:]).split("/")[1:]:
            node = _step(node, token.replace("~1", "/").replace("~0", "~"))
        return node

    def described(self, node: Located) -> tuple[str | None, Located | None]:
        """Return the media type and the schema of a parameter or header.

        The media type is `None` where `schema` describes it rather than `content`.
        """
        content = node.get("content")
        if node.get("schema") is None and content is not None:
            for media_type, media in content.items():
                return media_type, self.resolve(media).get("schema")
        return None, node.get("schema")

    def operation(self, mark: OperationMark) -> tuple[Located, Located] | None:
        """Return the Path Item Object and the Operation Object of what a method is marked as."""
        owner = None if mark.owner is None else self.operation(mark.owner)
        item = self.child(self.root if owner is None else owner[1], *mark.home, mark.path)
        if item is None:
            return None
        if mark.method.lower() in METHODS:
            found = item.get(mark.method.lower())
        else:
            found = self._additional(item, mark.method)
        return None if found is None else (item, found)

    def security(self, mark: OperationMark, operation: Located) -> Any:
        """Return the security requirements: the operation's own, or the document's.

        The document's are of what the service answers, not of what it sends.
        """
        written = operation.get("security")
        if written is None and not mark.is_sent:
            written = self.root.get("security")
        return [] if written is None else written.value

    def _additional(self, item: Located, method: str) -> Located | None:
        """Find a method that has no field of its own (OpenAPI 3.2, section 4.9.1)."""
        others = item.get("additionalOperations")
        found = () if others is None else others.items()
        return next((node for name, node in found if name.upper() == method), None)


def _read(file: Path) -> Any:
    """Read a JSON file. Raises `DamagedContractError` and `OSError`.

    Equal texts become one object, which halves the memory. What `from_json` refuses though it
    is JSON (lone surrogates, great depth) the standard library reads.
    """
    content = file.read_bytes()
    with suppress(ValueError):
        return from_json(content, cache_strings="all")
    try:
        return json.loads(content)
    except ValueError as error:
        raise DamagedContractError(f"{file} is damaged, it is not JSON: {error}") from error


def _step(node: Located | None, token: str) -> Located | None:
    if node is not None and isinstance(node.value, list):
        inside = token.isdigit() and int(token) < len(node.value)
        return Located(node.value[int(token)], f"{node.pointer}/{token}") if inside else None
    return None if node is None else node.get(token)


def escape(token: str) -> str:
    """Write a key as a reference token of a JSON Pointer (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


def fragment(pointer: str) -> str:
    """Write a JSON Pointer as a URI fragment (RFC 6901, section 6)."""
    return "#" + quote(pointer, safe="/~!$&'()*+,;=:@")
