"""A component that nothing refers to."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from adhere.contract import Cursor
from adhere.contract.walk import Part, walk
from adhere.diagnostics import Severity
from adhere.document.grammar import SECTIONS, Kind
from adhere.lint.rule import Finding, Rule, Subject
from adhere.source import Pointer


def check(subject: Subject) -> Iterator[Finding]:
    """Follow every reference from the paths, and look at what was not reached."""
    components = dict(_components(subject.root))
    used = _reached(subject.root, components) | _schemes(subject.root)
    for pointer, part in components.items():
        if pointer not in used:
            section, key = pointer.tokens[1:]
            yield Finding(
                part.cursor,
                f"nothing refers to {key!r} of components/{section}",
                "Remove it, or refer to it.",
            )


def _components(root: Cursor) -> Iterator[tuple[Pointer, Part]]:
    for section, kind in SECTIONS.items():
        for member in root.members("components", section):
            yield member.pointer, Part(kind, member)


def _reached(root: Cursor, components: dict[Pointer, Part]) -> set[Pointer]:
    reached: set[Pointer] = set()
    queue = deque([Part(Kind.OPENAPI, Cursor(root.document, root.pointer, _outside(root)))])
    while queue:
        for part in walk(queue.popleft()):
            for reference in _references(part):
                pointer = Pointer(_pointer(reference).tokens[:3])
                if pointer in components and pointer not in reached:
                    reached.add(pointer)
                    queue.append(components[pointer])
    return reached


def _outside(root: Cursor) -> dict[str, object]:
    """Return the document without its components; what they hold counts once it is reached."""
    return {key: value for key, value in root.value.items() if key != "components"}


def _references(part: Part) -> Iterator[str]:
    if part.cursor.reference is not None:
        yield part.cursor.reference
    for member in part.cursor.members("discriminator", "mapping"):
        if isinstance(member.value, str):
            is_name = "/" not in member.value and "#" not in member.value
            yield f"#/components/schemas/{member.value}" if is_name else member.value


def _pointer(reference: str) -> Pointer:
    try:
        return Pointer.parse_fragment(reference) if reference.startswith("#") else Pointer()
    except ValueError:
        return Pointer()


def _schemes(root: Cursor) -> set[Pointer]:
    """Return the schemes that any operation asks for, those of callbacks and webhooks too."""
    parts = walk(Part(Kind.OPENAPI, root))
    holders = [root, *(part.cursor for part in parts if part.kind is Kind.OPERATION)]
    requirements = (r for holder in holders for r in holder.elements("security"))
    names = {use.token for requirement in requirements for use in requirement.members()}
    return {Pointer(("components", "securitySchemes", name)) for name in names}


RULE = Rule(
    id="component-unused",
    severity=Severity.WARNING,
    summary="Nothing refers to a component.",
    why="It is generated, read and kept up for nobody; often a reference was forgotten.",
    mend="Remove the component, or refer to it.",
    bad="""\
components:
  schemas:
    Forgotten: {type: string}
""",
    good="""\
components:
  schemas: {}
""",
    check=check,
)
