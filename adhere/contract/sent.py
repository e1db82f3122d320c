"""What a service sends: webhooks and callbacks (OpenAPI 3.2 sections 4.1.1 and 4.19)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adhere.contract.cursor import Cursor
from adhere.contract.nodes import Callback, Group, Operation, Webhook
from adhere.contract.operations import Slot, slots_in


def webhook_slots(root: Cursor) -> Iterator[Slot]:
    """Walk the operations of `webhooks`."""
    for item in root.members("webhooks"):
        if not item.token.startswith("x-"):
            yield from slots_in(item, item.token, Webhook(**item.node, name=item.token))


def callback_slots(operations: Iterable[Operation]) -> Iterator[Slot]:
    """Walk the operations of the callbacks that operations have; a shared one comes once."""
    seen: set[str] = set()
    for owner in operations:
        for written in Cursor.of(owner).members("callbacks"):
            for item in _items(written):
                if str(item.pointer) not in seen:
                    seen.add(str(item.pointer))
                    origin = Callback(**item.node, name=written.token, owner=owner)
                    yield from slots_in(item, item.token, origin)


def _items(written: Cursor) -> Iterator[Cursor]:
    """Walk the path items of a Callback Object; one that is not there has none."""
    try:
        found = written.follow()
    except LookupError:
        return
    for item in found.members():
        if not item.token.startswith("x-") and isinstance(item.value, dict):
            yield item


def sent_group(root: Cursor, name: str, operations: tuple[Operation, ...]) -> Group | None:
    """Return the group of what is sent, not yet named; `None` where there is nothing."""
    if not operations:
        return None
    return Group(
        **root.node, name=name, class_name="", tag=name, description="", operations=operations
    )
