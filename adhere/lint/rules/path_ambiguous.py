"""Two paths that one request may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from adhere.contract import Cursor
from adhere.contract.operations import slots
from adhere.diagnostics import Severity
from adhere.lint.rule import Finding, Rule, Subject

_EXPRESSION = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A path with its expressions made anonymous."""

    item: Cursor
    segments: tuple[str, ...]
    methods: frozenset[str]


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the paths of equal length with each other."""
    by_length: dict[int, list[Template]] = {}
    for template in _templates(subject.root):
        by_length.setdefault(len(template.segments), []).append(template)
    for templates in by_length.values():
        yield from _identical(templates)
        yield from _crossing(templates)


def _templates(root: Cursor) -> Iterator[Template]:
    methods: dict[str, set[str]] = {}
    items: dict[str, Cursor] = {}
    for slot in slots(root):
        methods.setdefault(slot.path, set()).add(slot.method)
        items[slot.path] = slot.item
    for path, item in items.items():
        segments = tuple(_EXPRESSION.sub("{}", path.partition("#")[0]).split("/")[1:])
        yield Template(item, segments, frozenset(methods[path]))


def _identical(templates: list[Template]) -> Iterator[Finding]:
    first: dict[tuple[str, ...], Template] = {}
    for template in templates:
        other = first.setdefault(template.segments, template)
        if other is not template:
            yield Finding(
                template.item,
                f"{template.item.token!r} differs from {other.item.token!r} only in "
                + _difference(template, other),
                "Merge the two path items, or change the path of one.",
                related=(("the other path stands here", other.item),),
            )


def _difference(one: Template, other: Template) -> str:
    has_fragment = "#" in f"{one.item.token}{other.item.token}"
    return "what stands after '#', which no request carries" if has_fragment else "names"


def _crossing(templates: list[Template]) -> Iterator[Finding]:
    """Find `/{kind}/me` beside `/books/{id}`: neither is the more concrete one."""
    partly = [
        t for t in templates if any(s == "{}" for s in t.segments) and set(t.segments) != {"{}"}
    ]
    for one, other in combinations(partly, 2):
        if one.methods & other.methods and _cross(one.segments, other.segments):
            yield Finding(
                other.item,
                f"a request may mean {other.item.token!r} or {one.item.token!r}, "
                "and neither is the more concrete",
                "Change one of the paths so that a fixed segment tells them apart.",
                related=(("the other path stands here", one.item),),
                severity=Severity.WARNING,
            )


def _cross(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    is_met = all("{}" in (a, b) for a, b in pairs)
    return is_met and {a == "{}" for a, _ in pairs} == {True, False}


RULE = Rule(
    id="path-ambiguous",
    severity=Severity.ERROR,
    summary="One request may mean two paths.",
    why="Which operation answers would depend on the order of the document or of the router.",
    mend="Merge path items that differ only in names; tell others apart by a fixed segment.",
    bad="""\
/orders/{id}: {get: {operationId: getOrder}}
/orders/{order_id}: {delete: {operationId: deleteOrder}}
""",
    good="""\
/orders/{order_id}:
  get: {operationId: getOrder}
  delete: {operationId: deleteOrder}
""",
    check=check,
)
