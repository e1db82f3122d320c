"""From a document to its contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adhere.contract.cursor import Cursor
from adhere.contract.naming import Naming
from adhere.contract.nodes import Contract, Group, Operation
from adhere.contract.operations import read_operations, slots
from adhere.contract.references import Dangling
from adhere.contract.schemas import read_components
from adhere.contract.security import read_schemes, undeclared
from adhere.contract.sent import callback_slots, sent_group, webhook_slots
from adhere.diagnostics import Report

if TYPE_CHECKING:
    from adhere.document import Document


@dataclass(frozen=True, slots=True)
class Built:
    """A contract, and what of the document it could not take over as written."""

    contract: Contract
    report: Report


def build(document: Document) -> Built:
    """Read a document into nodes and name them.

    An operation that cannot be expressed is left out and a diagnostic says why. Nothing is
    raised, whatever the document holds.
    """
    root = Cursor.root(document)
    schemes, scheme_findings = read_schemes(root)
    dangling = Dangling.of(root)
    operations, operation_findings = read_operations(slots(root), root, dangling)
    naming = Naming()
    schemas = naming.schemas(read_components(root))
    groups = naming.groups(_groups(root, operations))
    operations = _assign(naming.operations(operations), groups)
    webhooks, webhook_findings = read_operations(webhook_slots(root), root, dangling)
    callbacks, callback_findings = read_operations(callback_slots(operations), root, dangling)
    contract = Contract(
        **root.node,
        **_info(root),
        operations=operations,
        groups=tuple(_fill(group, operations) for group in groups),
        schemas=schemas,
        security_schemes=naming.schemes(schemes),
        servers=tuple(s.text("url") or "" for s in root.elements("servers")),
        webhooks=naming.sent(sent_group(root, "webhooks", webhooks)),
        callbacks=naming.sent(sent_group(root, "callbacks", callbacks)),
    )
    report = Report()
    report.add(*scheme_findings, *operation_findings, *webhook_findings, *callback_findings)
    report.add(*naming.findings, *undeclared(root, operations))
    return Built(contract, report)


def _info(root: Cursor) -> dict[str, str]:
    info = root.get("info")
    keys = ("title", "version", "description")
    return {key: (info.text(key) if info else None) or "" for key in keys}


def _groups(root: Cursor, operations: Sequence[Operation]) -> list[Group]:
    """Return a group for every first tag, in the order of its first operation."""
    declared = {tag.text("name"): tag for tag in root.elements("tags")}
    first: dict[str, Operation] = {}
    for operation in operations:
        first.setdefault(operation.tag or "", operation)
    return [_group(declared.get(tag) or _use(operation), tag) for tag, operation in first.items()]


def _use(operation: Operation) -> Cursor:
    """Return the place where an operation names its first tag, or would."""
    return Cursor(operation.document, operation.pointer.join("tags", 0), None)


def _group(cursor: Cursor, tag: str) -> Group:
    return Group(
        **cursor.node,
        name="",
        class_name="",
        tag=tag,
        description=cursor.text("description") or "",
        operations=(),
    )


def _assign(operations: Sequence[Operation], groups: Sequence[Group]) -> tuple[Operation, ...]:
    names = {group.tag: group.name for group in groups}
    return tuple(replace(o, group=names[o.tag or ""]) for o in operations)


def _fill(group: Group, operations: Sequence[Operation]) -> Group:
    return replace(group, operations=tuple(o for o in operations if o.group == group.name))
