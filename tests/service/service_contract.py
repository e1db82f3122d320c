"""The contract as a test reads it, and the check of an answer against it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx
import jsonschema_rs

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    node: Mapping[str, Any]
    parameters: tuple[Mapping[str, Any], ...]

    @property
    def id(self) -> str:
        return str(self.node["operationId"])

    @property
    def security(self) -> list[dict[str, list[str]]]:
        return list(self.node["security"])

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        parts = re.split(r"\{[^}]+\}", self.path)
        return re.compile("[^/]+".join(map(re.escape, parts)))

    def admits(self, roles: tuple[str, ...], scopes: tuple[str, ...]) -> bool:
        held = {"userToken": set(roles), "clientToken": set(scopes)}
        return any(
            all(set(needed) <= held[scheme] for scheme, needed in uses.items())
            for uses in self.security
        )


class Contract:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._registry = jsonschema_rs.Registry([("urn:contract", document)])
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}
        self.operations = tuple(self._operations())

    def _operations(self) -> Iterator[Operation]:
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    node = item[method]
                    listed = [*item.get("parameters", ()), *node.get("parameters", ())]
                    parameters = tuple(self.resolve(parameter) for parameter in listed)
                    yield Operation(method.upper(), path, node, parameters)

    def resolve(self, node: Any) -> Any:
        while "$ref" in node:
            found: Any = self.document
            for token in node["$ref"].removeprefix("#/").split("/"):
                found = found[token.replace("~1", "/").replace("~0", "~")]
            node = found
        return node

    def operation(self, operation_id: str) -> Operation:
        return next(o for o in self.operations if o.id == operation_id)

    def find(self, method: str, path: str) -> Operation | None:
        found = [o for o in self.operations if o.method == method and o.pattern.fullmatch(path)]
        return min(found, key=lambda o: o.path.count("{"), default=None)

    def example(self, operation: Operation) -> tuple[str | None, Any]:
        body = operation.node.get("requestBody")
        if body is None:
            return None, None
        media_type, content = next(iter(self.resolve(body)["content"].items()))
        return media_type, content.get("example")

    def validator(self, schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
        text = json.dumps(schema).replace('"$ref": "#', '"$ref": "urn:contract#')
        if text not in self._validators:
            self._validators[text] = jsonschema_rs.Draft202012Validator(
                json.loads(text), registry=self._registry, validate_formats=True
            )
        return self._validators[text]

    def check(self, response: httpx.Response) -> None:
        """Whatever was sent: the answer is one that the contract declares."""
        assert response.headers["X-Request-ID"]
        assert response.status_code < 500 or response.status_code == 503, response.text
        is_problem = response.headers.get("Content-Type") == "application/problem+json"
        if response.status_code >= 400 and "/oauth/" not in response.request.url.path:
            assert is_problem, response.headers
        if is_problem:
            assert response.json()["status"] == response.status_code
        operation = self.find(response.request.method, response.request.url.path)
        if operation is not None:
            self._check_declared(operation, response)

    def _check_declared(self, operation: Operation, response: httpx.Response) -> None:
        status = str(response.status_code)
        declared = operation.node["responses"]
        assert status in declared, (operation.id, status, response.text)
        node = self.resolve(declared[status])
        for name, header in node.get("headers", {}).items():
            assert name in response.headers or not self.resolve(header).get("required"), name
        media_type = response.headers.get("Content-Type", "").split(";")[0]
        content = node.get("content", {})
        if not response.content:
            return
        assert media_type in content, (operation.id, status, media_type)
        schema = content[media_type].get("schema")
        if schema is not None:
            self.validator(schema).validate(response.json())
