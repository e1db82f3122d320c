"""Many files to one document: every `$ref` becomes local."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from adhere.diagnostics import Report
from adhere.document import findings
from adhere.document.findings import Place, Unresolved
from adhere.document.grammar import (
    COMPONENT_NAME,
    GRAMMAR,
    SECTIONS,
    Child,
    Kind,
    Many,
    Tokens,
    kind_at,
    rebuild,
    rebuild_field,
)
from adhere.document.homes import Homes
from adhere.document.origins import Origins
from adhere.document.references import References, Scope, Target, is_reference
from adhere.source import Pointer, SourceFile

_MAX_INLINED = 20
_PLAIN_NAME = re.compile(r"#[^/]+")
_LOOKS_LIKE_REFERENCE = re.compile(r"[#/]|\.(ya?ml|json)$")


@dataclass(frozen=True, slots=True)
class _Move:
    """A node on its way into the components."""

    kind: Kind
    target: Target
    tokens: Tokens


class Bundler:
    """Copies the root file; what its references reach elsewhere is brought in.

    A referenced object moves into the section of the components that its kind has, under
    the name it has in its file; a path item is copied to where it is referred to. References
    that lead nowhere stay as they are written.
    """

    def __init__(
        self, root: SourceFile, references: References, version: str, report: Report
    ) -> None:
        """Prepare to bundle `root`."""
        self.origins = Origins(root)
        self._root = root
        self._references = references
        self._version = version
        self._has_identifiers = not version.startswith("3.0")
        self._report = report
        self._homes = Homes(root)
        self._moves: deque[_Move] = deque()
        self._links: list[tuple[dict[str, Any], Target]] = []
        self._scopes: list[Scope] = [references.scope(root)]
        self._inlining: set[tuple[str, Tokens]] = set()

    def bundle(self) -> dict[str, Any]:
        """Return the bundled document."""
        self._claim_components()
        result: dict[str, Any] = self._node(Kind.OPENAPI, self._root.data, ())
        while self._moves:
            move = self._moves.popleft()
            self.origins.set(move.tokens, move.target.scope.file, move.target.tokens)
            with self._scope(move.target.scope):
                value = self._node(move.kind, move.target.value, move.tokens)
            _section(result, move.tokens[1])[move.tokens[2]] = value
        for link, target in self._links:
            home = self._homes.find(Kind.OPERATION, target)
            if home is not None:
                link["operationRef"] = Pointer(home).fragment
        return result

    def _claim_components(self) -> None:
        """Let a component that is only a reference to another file be the home of its target."""
        components = self._root.data.get("components")
        for section, kind in SECTIONS.items() if isinstance(components, dict) else ():
            members = components.get(section)
            for name, value in members.items() if isinstance(members, dict) else ():
                target = self._follow(value) if _is_nothing_but_a_reference(value) else None
                if target is not None and target.scope.file is not self._root:
                    self._homes.claim(kind, target, ("components", section, name))

    def _follow(self, value: Any) -> Target | None:
        """Follow a reference, and further while there is nothing else; `None` leads nowhere."""
        scope, seen = self._scopes[-1], set[tuple[str, Tokens]]()
        target: Target | None = None
        while target is None or _is_nothing_but_a_reference(value):
            found = self._references.resolve(value["$ref"], scope.enter(value))
            if isinstance(found, Unresolved) or found.key in seen:
                return None
            seen.add(found.key)
            target, value, scope = found, found.value, found.scope
        return target

    def _node(self, kind: Kind, value: Any, tokens: Tokens) -> Any:
        if not isinstance(value, dict):
            return value
        if kind is Kind.SCHEMA and "$id" in value and self._has_identifiers:
            with self._scope(self._scopes[-1].enter(value)):
                return self._object(kind, value, tokens)
        return self._object(kind, value, tokens)

    def _object(self, kind: Kind, value: dict[str, Any], tokens: Tokens) -> Any:
        if is_reference(value):
            return self._reference(kind, value, tokens)
        result = rebuild(kind, value, tokens, self._field)
        if kind is Kind.SCHEMA:
            self._schema(result, tokens)
        elif kind is Kind.LINK:
            self._link(result, tokens)
        elif kind is Kind.EXAMPLE and isinstance(result.get("externalValue"), str):
            result["externalValue"] = self._references.from_root(
                result["externalValue"], self._scopes[-1], self._root
            )
        return result

    def _field(self, child: Child, value: Any, tokens: Tokens) -> Any:
        if child.many is not Many.ONE and is_reference(value):
            what = f"{child.many} of {child.kind}s"
            self._report.add(findings.misplaced_ref(what, self._place((*tokens, "$ref"))))
            return self._inline(child, value, tokens)
        return rebuild_field(child, value, tokens, self._node)

    def _reference(self, kind: Kind, value: dict[str, Any], tokens: Tokens) -> Any:
        target = self._target(value["$ref"], kind, tokens)
        if target is None:
            return rebuild(kind, value, tokens, self._field)
        if not self._may_refer(kind):
            self._report.add(findings.misplaced_ref(kind, self._place((*tokens, "$ref"))))
            return self._inline(Child(kind), value, tokens)
        if kind is Kind.PATH_ITEM:
            return self._inline(Child(kind), value, tokens)
        home = self._home(kind, target)
        if home == tokens:
            return self._inline(Child(kind), value, tokens)
        result = rebuild(kind, value, tokens, self._field)
        result["$ref"] = Pointer(home).fragment
        if kind is Kind.SCHEMA:
            self._schema(result, tokens)
        return result

    def _may_refer(self, kind: Kind) -> bool:
        if kind is Kind.MEDIA_TYPE:
            return self._version.startswith("3.2")
        return GRAMMAR[kind].section is not None

    def _target(self, ref: str, kind: Kind, tokens: Tokens, field: str = "$ref") -> Target | None:
        """Resolve, or report at `field` of the object why not."""
        found = self._references.resolve(ref, self._scopes[-1])
        place = (*tokens, field)
        if isinstance(found, Unresolved):
            self._report.add(findings.unresolved(found, self._place(place)))
            return None
        if is_reference(found.value) and self._is_circular(found):
            self._report.add(findings.circular_ref(ref, self._place(place)))
            return None
        actual = self._homes.kind_of(found)
        if actual is not None and actual is not kind:
            self._report.add(findings.mistyped_ref(ref, actual, kind, self._place(place)))
            return None
        return found

    def _is_circular(self, target: Target) -> bool:
        seen: set[tuple[str, Tokens]] = set()
        while is_reference(target.value):
            if target.key in seen:
                return True
            seen.add(target.key)
            scope = target.scope.enter(target.value)
            found = self._references.resolve(target.value["$ref"], scope)
            if isinstance(found, Unresolved):
                return False
            target = found
        return False

    def _home(self, kind: Kind, target: Target) -> Tokens:
        """Return where the target stands in the bundled document; bring it in if need be."""
        known = self._homes.find(kind, target)
        if known is not None:
            return known
        if _is_nothing_but_a_reference(target.value):
            with self._scope(target.scope):
                further = self._follow(target.value)
            if further is not None:
                return self._home(kind, further)
        around = self._resource_of(kind, target)
        if around is not None:
            return (*self._home(kind, around), *target.tokens[len(around.tokens) :])
        home = self._homes.make(kind, target)
        self._moves.append(_Move(kind, target, home))
        return home

    def _resource_of(self, kind: Kind, target: Target) -> Target | None:
        """Return what must move with a schema: its resource, where `$dynamicRef` looks into it."""
        scope = target.scope
        if kind is not Kind.SCHEMA or not self._references.has_dynamic_anchors(scope.file):
            return None
        around = self._references.resource(target)
        inner = target.tokens[len(around.tokens) :]
        return around if inner and kind_at(kind, inner) is kind else None

    def _inline(self, child: Child, value: dict[str, Any], tokens: Tokens) -> Any:
        """Put a copy of the target here; fields beside the `$ref` win over the target's."""
        target = self._follow(value)
        rest = {key: inner for key, inner in value.items() if key != "$ref"}
        if target is None:
            return value
        if target.key in self._inlining or len(self._inlining) >= _MAX_INLINED:
            self._report.add(findings.circular_ref(value["$ref"], self._place((*tokens, "$ref"))))
            return rest
        beside = {key: self.origins.of((*tokens, key)) for key in rest}
        self.origins.set(tokens, target.scope.file, target.tokens)
        self._homes.place(child.kind, target, tokens)
        self._inlining.add(target.key)
        with self._scope(target.scope):
            result = self._field(child, target.value, tokens)
        self._inlining.discard(target.key)
        for key, (file, origin) in beside.items():
            self.origins.set((*tokens, key), file, origin.tokens)
        if not rest or not isinstance(result, dict):
            return result
        return {**result, **self._field(child, rest, tokens)}

    def _schema(self, schema: dict[str, Any], tokens: Tokens) -> None:
        if isinstance(schema.get("$dynamicRef"), str):
            self._dynamic_reference(schema, tokens)
        if self._has_identifiers and schema.pop("$id", None) is not None:
            # Every `$ref` is now written from the document's root, which an `$id` would move.
            # That the schema is a resource of its own still matters to `$dynamicRef`.
            schema["x-adhere-resource"] = True
        discriminator = schema.get("discriminator")
        if not isinstance(discriminator, dict):
            return
        mapping = discriminator.get("mapping")
        if isinstance(mapping, dict):
            place = (*tokens, "discriminator", "mapping")
            written = {key: self._mapped(key, inner, place) for key, inner in mapping.items()}
            schema["discriminator"] = {**discriminator, "mapping": written}

    def _dynamic_reference(self, schema: dict[str, Any], tokens: Tokens) -> None:
        """Write from the document's root what begins elsewhere (core, section 8.2.3.2).

        One that a `$dynamicAnchor` does not catch is a `$ref`.
        """
        ref = schema["$dynamicRef"]
        if _PLAIN_NAME.fullmatch(ref):
            return
        target = self._target(ref, Kind.SCHEMA, tokens, "$dynamicRef")
        if target is None:
            return
        home = Pointer(self._home(Kind.SCHEMA, target)).fragment
        anchor = target.value.get("$dynamicAnchor") if isinstance(target.value, dict) else None
        if anchor is not None and ref.endswith(f"#{anchor}"):
            schema["$dynamicRef"] = home
            return
        del schema["$dynamicRef"]
        if schema.setdefault("$ref", home) != home:
            schema["allOf"] = [*schema.get("allOf", ()), {"$ref": home}]

    def _mapped(self, key: str, value: Any, tokens: Tokens) -> Any:
        """Bring a discriminator's mapping home: a component's name, or a reference."""
        if not isinstance(value, str):
            return value
        ref = value
        if COMPONENT_NAME.fullmatch(value):
            name = Pointer(("components", "schemas", value)).fragment
            root = self._references.scope(self._root)
            if not isinstance(self._references.resolve(name, root), Unresolved):
                return value
            if not _LOOKS_LIKE_REFERENCE.search(value):
                ref = name
        target = self._target(ref, Kind.SCHEMA, tokens, key)
        return value if target is None else Pointer(self._home(Kind.SCHEMA, target)).fragment

    def _link(self, link: dict[str, Any], tokens: Tokens) -> None:
        ref = link.get("operationRef")
        if not isinstance(ref, str):
            return
        found = self._references.resolve(ref, self._scopes[-1])
        if isinstance(found, Target):
            self._links.append((link, found))
        elif found.rule != "remote-ref":
            self._report.add(findings.unresolved(found, self._place((*tokens, "operationRef"))))

    @contextmanager
    def _scope(self, scope: Scope) -> Iterator[None]:
        self._scopes.append(scope)
        yield
        self._scopes.pop()

    def _place(self, tokens: Tokens) -> Place:
        file, pointer = self.origins.of(tokens)
        return Place(file.span(pointer), pointer)


def _is_nothing_but_a_reference(value: Any) -> bool:
    return is_reference(value) and len(value) == 1


def _section(document: dict[str, Any], name: str) -> dict[str, Any]:
    components = document.get("components")
    if not isinstance(components, dict):
        components = document["components"] = {}
    section = components.get(name)
    if not isinstance(section, dict):
        section = components[name] = {}
    return section
