"""Links that lead to no operation, or give it what it does not take."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract import Cursor
from adhere.contract.nodes import Contract, Link, Operation
from adhere.contract.operations import slots
from adhere.diagnostics import Severity
from adhere.lint.rule import Finding, Rule, Subject
from adhere.source import Pointer


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the links of every response, shared ones once."""
    known = {slot.cursor.text("operationId") for slot in slots(subject.root)}
    links = (link for operation in subject.contract.operations for link in operation.links)
    for link in {link.pointer: link for link in links}.values():
        target, written = _target(subject.contract, link), Cursor.of(link)
        if link.operation_id is not None and link.operation_id not in known:
            yield Finding(
                written.get("operationId") or written,
                f"no operation has the operationId {link.operation_id!r}",
                "Name an operationId of this document.",
            )
        elif _is_local(link) and not _leads(link):
            yield Finding(
                written.get("operationRef") or written,
                f"{link.operation_ref!r} leads to no operation",
                "Write it as '#/paths/~1orders/get'.",
            )
        elif target is not None:
            yield from _parameters(written, target)


def _parameters(link: Cursor, target: Operation) -> Iterator[Finding]:
    """Look at the names of parameters, before which their place may stand (`path.id`)."""
    taken = {name for p in target.parameters for name in (p.name, f"{p.location}.{p.name}")}
    for written in link.members("parameters"):
        if written.token not in taken:
            yield Finding(
                written,
                f"{target.method} {target.path} has no parameter {written.token!r}",
                "Name a parameter of the operation that the link leads to.",
            )


def _target(contract: Contract, link: Link) -> Operation | None:
    if link.operation_id is not None:
        found = (o for o in contract.operations if o.operation_id == link.operation_id)
        return next(found, None)
    if not _is_local(link):
        return None
    try:
        pointer = Pointer.parse_fragment(link.operation_ref or "")
    except ValueError:
        return None
    return next((o for o in contract.operations if o.pointer == pointer), None)


def _is_local(link: Link) -> bool:
    """Tell whether a link is by reference, from the first file into itself."""
    file, _ = link.document.origin(link.pointer)
    return file is link.document.root and (link.operation_ref or "").startswith("#")


def _leads(link: Link) -> bool:
    """Tell whether there is something where the reference leads."""
    try:
        link.document.resolve(Pointer.parse_fragment(link.operation_ref or ""))
    except (KeyError, ValueError):
        return False
    return True


RULE = Rule(
    id="link-unresolvable",
    severity=Severity.WARNING,
    summary="A link leads to no operation, or gives it a parameter that it does not have.",
    why="Whoever follows the link, `adhere fuzz` and documentation among them, ends nowhere.",
    mend="Name an operation of the document and its parameters.",
    bad="""\
paths:
  /orders:
    post:
      operationId: createOrder
      responses:
        "201": {description: Made., links: {read: {operationId: getOrdr}}}
""",
    good="""\
paths:
  /orders:
    post:
      operationId: createOrder
      responses:
        "201": {description: Made., links: {again: {operationId: createOrder}}}
""",
    check=check,
)
