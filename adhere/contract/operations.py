"""Path items and their operations (OpenAPI 3.2 sections 4.9 and 4.10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from adhere.contract.content import read_request_body, read_responses
from adhere.contract.cursor import Cursor
from adhere.contract.nodes import Callback, Operation, Webhook
from adhere.contract.parameters import read_parameters
from adhere.contract.reading import Reading
from adhere.contract.references import Dangling
from adhere.contract.security import read_security
from adhere.diagnostics import Diagnostic
from adhere.document.grammar import METHODS


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an operation is written: its path item, and the method that it answers.

    `path` is the key of the path item, in which an `origin` elsewhere than `paths` has no
    parameters.
    """

    cursor: Cursor
    item: Cursor
    method: str
    path: str
    origin: Webhook | Callback | None = None

    @property
    def label(self) -> str:
        """How people name an operation: `GET /orders`."""
        return f"{self.method} {self.path}"


def slots(root: Cursor) -> Iterator[Slot]:
    """Walk the operations of `paths` in the document's order."""
    for item in root.members("paths"):
        path = item.token
        if not path.startswith("/"):
            continue
        yield from slots_in(item, path)


def slots_in(item: Cursor, path: str, origin: Webhook | Callback | None = None) -> Iterator[Slot]:
    """Walk the operations of a path item."""
    for member in item.members():
        if member.token in METHODS and isinstance(member.value, dict):
            yield Slot(member, item, member.token.upper(), path, origin)
    for member in item.members("additionalOperations"):
        if isinstance(member.value, dict):
            yield Slot(member, item, member.token, path, origin)


def read_operations(
    found: Iterable[Slot], root: Cursor, dangling: Dangling
) -> tuple[tuple[Operation, ...], list[Diagnostic]]:
    """Return the operations that can be expressed, not yet named, and what is wrong with any."""
    operations: list[Operation] = []
    findings: list[Diagnostic] = []
    for slot in found:
        reading = Reading(slot.label)
        operation = _read(slot, root=root, reading=reading)
        if reading.is_expressible:
            dangling.check(slot.cursor, slot.item, reading)
        findings.extend(reading.findings)
        if reading.is_expressible:
            operations.append(operation)
    return tuple(operations), findings


def _read(slot: Slot, *, root: Cursor, reading: Reading) -> Operation:
    cursor, is_served = slot.cursor, slot.origin is None
    path = slot.path if is_served else ""
    responses, links = read_responses(cursor, reading)
    tags = (tag.value for tag in cursor.elements("tags"))
    return Operation(
        **cursor.node,
        method=slot.method,
        path=slot.path,
        operation_id=cursor.text("operationId"),
        name="",
        class_name="",
        tag=next((tag for tag in tags if isinstance(tag, str)), None),
        group="",
        parameters=read_parameters(cursor, slot.item, path=path, reading=reading),
        request_body=read_request_body(cursor, reading),
        responses=responses,
        security=read_security(cursor, root if is_served else None),
        links=links,
        summary=cursor.text("summary") or "",
        description=cursor.text("description") or "",
        deprecated=cursor.flag("deprecated") is True,
        origin=slot.origin,
    )
