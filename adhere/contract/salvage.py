"""What is sound of a document that is not: the rest is left out, and told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from adhere.contract.build import Built, build
from adhere.contract.cursor import Cursor
from adhere.contract.faults import Fault, Unit, Units
from adhere.contract.findings import finding
from adhere.contract.nodes import Contract
from adhere.contract.operations import slots
from adhere.contract.reading import LEAVES_OUT, LEFT_OUT
from adhere.contract.walk import Part, walk
from adhere.diagnostics import Diagnostic, Report, Severity
from adhere.document.grammar import Kind
from adhere.source import Pointer

if TYPE_CHECKING:
    from adhere.document import Document

PART_LEFT_OUT = "part-left-out"
INVALID_DEFAULT = "invalid-default"

_Tree = dict[str, Any]
"""Places to cut, by token; an empty one is where the cut is."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The sound part of a document, as `Document.data`; `Document.served` is all of it.

    `left_out` says of everything that is missing why, operations first. `report` is what else
    building the contract brought to light.
    """

    document: Document
    contract: Contract
    report: Report
    left_out: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class _Loss:
    """A unit that is left out, for a fault in it or in another that it needs."""

    unit: Unit
    fault: Fault
    at_fault: Unit


def all_of(document: Document) -> Salvaged:
    """Take a document as it is."""
    built = build(document)
    return Salvaged(document, built.contract, built.report)


def salvage(document: Document, report: Report) -> Salvaged:
    """Leave out what is unsound and what cannot do without it. Nothing is raised.

    `report` is what loading and validating found: defaults that their own schemas refuse are
    known from it, and are left out alone.
    """
    root = Cursor.root(document)
    units, defaults = Units(root), list(_invalid_defaults(root, report))
    losses = _losses(units)
    sound, built = _built(root, losses, defaults)
    if _add_inexpressible(units, sound, built):
        losses = _losses(units)
        sound, built = _built(root, losses, defaults)
    left_out = [*_told(losses), *map(_default_left_out, defaults)]
    left_out.sort(key=lambda told: told.rule != LEFT_OUT)
    return Salvaged(sound, built.contract, built.report, tuple(left_out))


def _built(
    root: Cursor, losses: Mapping[Pointer, _Loss], defaults: Iterable[Cursor]
) -> tuple[Document, Built]:
    """Build a document without its losses and the given defaults."""
    cut = [*losses, *_emptied(root, losses), *(default.pointer for default in defaults)]
    sound = replace(root.document, data=_without(root.value, _tree(cut)))
    return sound, build(sound)


def _add_inexpressible(units: Units, sound: Document, built: Built) -> bool:
    """Take over from `build` why it leaves out operations; tell whether it does."""
    expressed = {operation.pointer for operation in built.contract.operations}
    missing = [s for s in slots(Cursor.root(sound)) if s.cursor.pointer not in expressed]
    for slot in missing:
        units.all[slot.cursor.pointer].faults.extend(_said_of(slot.label, built.report))
    return bool(missing)


def _said_of(label: str, report: Report) -> Iterator[Fault]:
    beginning = f"{label}{LEAVES_OUT}"
    for told in report:
        if told.rule == LEFT_OUT and told.message.startswith(beginning):
            reason = told.message.removeprefix(beginning)
            yield Fault(f"cannot be served: {reason}", told.span, told.pointer)


def _losses(units: Units) -> dict[Pointer, _Loss]:
    """Spread from the units with faults to those that need them, at whatever remove."""
    users: dict[Pointer, list[Unit]] = {}
    for unit in units.all.values():
        for needed in filter(None, map(units.around, unit.needs)):
            users.setdefault(needed.cursor.pointer, []).append(unit)
    losses = {p: _Loss(u, u.faults[0], u) for p, u in units.all.items() if u.faults}
    queue = list(losses)
    while queue:
        lost = losses[queue.pop()]
        for user in users.get(lost.unit.cursor.pointer, ()):
            if user.cursor.pointer not in losses:
                losses[user.cursor.pointer] = replace(lost, unit=user)
                queue.append(user.cursor.pointer)
    return losses


def _emptied(root: Cursor, losses: Mapping[Pointer, _Loss]) -> Iterator[Pointer]:
    """Yield the path items all of whose operations are left out."""
    kept: dict[Pointer, bool] = {}
    for slot in slots(root):
        item = slot.item.pointer
        kept[item] = kept.get(item, False) or slot.cursor.pointer not in losses
    return (item for item, has_any in kept.items() if not has_any)


def _invalid_defaults(root: Cursor, report: Report) -> Iterator[Cursor]:
    spans = {finding.span for finding in report if finding.rule == INVALID_DEFAULT}
    for part in walk(Part(Kind.OPENAPI, root)) if spans else ():
        default = part.cursor.get("default") if part.kind is Kind.SCHEMA else None
        if default and root.document.span(default.pointer) in spans:
            yield default


def _told(losses: Mapping[Pointer, _Loss]) -> Iterator[Diagnostic]:
    """Say of each loss why; not of what goes with something around it."""
    for pointer, loss in losses.items():
        enclosing = (Pointer(pointer.tokens[:n]) for n in range(1, len(pointer.tokens)))
        if not any(around in losses for around in enclosing) or _is_operation(loss.unit):
            yield _left_out(loss)


def _left_out(loss: _Loss) -> Diagnostic:
    unit, fault = loss.unit, loss.fault
    return Diagnostic(
        rule=LEFT_OUT if _is_operation(unit) else PART_LEFT_OUT,
        severity=Severity.WARNING,
        message=f"{_label(unit)}{LEAVES_OUT}{_reason(loss)}",
        span=fault.span,
        pointer=fault.pointer,
    )


def _reason(loss: _Loss) -> str:
    unit, guilty, what = loss.unit, loss.at_fault, loss.fault.what
    if guilty is unit:
        return f"it {what}"
    if guilty.cursor.pointer.starts_with(unit.cursor.pointer):
        return f"its {_name(guilty)} {what}"
    return f"it needs {_label(guilty)}, which {what}"


def _default_left_out(default: Cursor) -> Diagnostic:
    return finding(
        default,
        rule=PART_LEFT_OUT,
        severity=Severity.WARNING,
        message=f"the default {default.value!r}{LEAVES_OUT}its own schema refuses it",
        mend=None,
    )


def _is_operation(unit: Unit) -> bool:
    return unit.kind is Kind.OPERATION and unit.cursor.pointer.tokens[0] == "paths"


def _label(unit: Unit) -> str:
    tokens = unit.cursor.pointer.tokens
    if _is_operation(unit):
        return _operation_label(tokens)
    in_operation = tokens[0] == "paths" and unit.kind not in {Kind.PATHS, Kind.PATH_ITEM}
    holder = f" of {_operation_label(tokens)}" if in_operation else ""
    return f"the {_name(unit)}{holder}"


def _name(unit: Unit) -> str:
    """Return `schema 'Order'`."""
    return f"{str(unit.kind).removesuffix(' Object').lower()} {unit.cursor.token!r}"


def _operation_label(tokens: tuple[str, ...]) -> str:
    """Return `GET /orders` of a place in an operation."""
    path, field, *below = tokens[1:]
    is_own = below and field == "additionalOperations"
    return f"{below[0] if is_own else field.upper()} {path}"


def _tree(places: Iterable[Pointer]) -> _Tree:
    tree: _Tree = {}
    for place in sorted(places, key=lambda place: len(place.tokens), reverse=True):
        node = tree
        for token in place.tokens[:-1]:
            node = node.setdefault(token, {})
        node[place.tokens[-1]] = {}
    return tree


def _without(value: Any, tree: _Tree) -> Any:
    """Copy what leads to the cuts, and leave out the members there."""
    if isinstance(value, list):
        return [_without(v, tree[str(i)]) if tree.get(str(i)) else v for i, v in enumerate(value)]
    return {
        key: _without(inner, tree[key]) if tree.get(key) else inner
        for key, inner in value.items()
        if tree.get(key) != {}
    }
