"""Many files to one document: every `$ref` becomes local."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from adhere.diagnostics import Report
from adhere.document import findings
from adhere.document.findings import Place, Unresolved
from adhere.document.grammar import GRAMMAR, SECTIONS, Child, Kind, Tokens, rebuild, rebuild_child
from adhere.document.origins import Origins
from adhere.document.references import References, Scope, Target
from adhere.source import Pointer, SourceFile

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")

Home = tuple[Kind, tuple[str, Tokens]]


@dataclass(slots=True)
class _Move:
    """A node of another file on its way into the components."""

    kind: Kind
    target: Target
    tokens: Tokens


class Bundler:
    """Copies the root file; what its references reach elsewhere is brought in.

    A referenced object moves into the section of the components that its kind has, under
    the name it has in its file; a path item is copied to where it is referred to.
    """

    def __init__(self, root: SourceFile, references: References, report: Report) -> None:
        """Prepare to bundle `root`."""
        self.origins = Origins(root)
        self._root = root
        self._references = references
        self._report = report
        self._homes: dict[Home, Tokens] = {}
        self._names: dict[str, set[str]] = {}
        self._moves: deque[_Move] = deque()
        self._scopes: list[Scope] = [references.scope(root)]
        self._inlining: set[tuple[str, Tokens]] = set()

    def bundle(self) -> dict[str, Any]:
        """Return the bundled document."""
        self._claim_components()
        result: dict[str, Any] = self._node(Kind.OPENAPI, self._root.data, ())
        while self._moves:
            move = self._moves.popleft()
            self.origins.set(move.tokens, move.target.scope.file, move.target.tokens)
            _, section, name = move.tokens
            value = self._in_scope(move.target, Child(move.kind), move.tokens)
            _section(result, section)[name] = value
        return result

    def _claim_components(self) -> None:
        """Let a component that is only a reference to another file be the home of its target."""
        components = self._root.data.get("components")
        for section, kind in SECTIONS.items() if isinstance(components, dict) else ():
            members = components.get(section)
            for name, value in members.items() if isinstance(members, dict) else ():
                self._names.setdefault(section, set()).add(name)
                if not _is_pure_reference(value):
                    continue
                target = self._references.resolve(value["$ref"], self._scopes[-1])
                if isinstance(target, Target) and target.scope.file is not self._root:
                    self._homes.setdefault((kind, target.key), ("components", section, name))

    def _follow(self, value: Any) -> Target | None:
        """Follow a chain of references to the object; `None` where there is none."""
        scope, seen = self._scopes[-1], set[tuple[str, Tokens]]()
        target: Target | None = None
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            found = self._references.resolve(value["$ref"], scope)
            if isinstance(found, Unresolved) or found.key in seen:
                return None
            seen.add(found.key)
            target, value, scope = found, found.value, found.scope
        return target

    def _node(self, kind: Kind, value: Any, tokens: Tokens) -> Any:
        if not isinstance(value, dict):
            return value
        if isinstance(value.get("$ref"), str):
            return self._reference(kind, value, tokens)
        return rebuild(kind, value, tokens, self._node)

    def _reference(self, kind: Kind, value: dict[str, Any], tokens: Tokens) -> Any:
        target = self._target(value["$ref"], tokens)
        if target is None:
            return rebuild(kind, value, tokens, self._node)
        if kind is Kind.PATH_ITEM or GRAMMAR[kind].section is None:
            return self._inline(Child(kind), value, tokens)
        home = self._home(kind, target)
        if home == tokens:
            return self._inline(Child(kind), value, tokens)
        result = rebuild(kind, value, tokens, self._node)
        result["$ref"] = Pointer(home).fragment
        return result

    def _target(self, ref: str, tokens: Tokens) -> Target | None:
        found = self._references.resolve(ref, self._scopes[-1])
        if isinstance(found, Unresolved):
            self._report.add(findings.unresolved(found, self._place((*tokens, "$ref"))))
            return None
        if _is_pure_reference(found.value) and self._follow({"$ref": ref}) is None:
            self._report.add(findings.circular_ref(ref, self._place((*tokens, "$ref"))))
            return None
        return found

    def _home(self, kind: Kind, target: Target) -> Tokens:
        """Return where the target stands in the bundled document."""
        if target.scope.file is self._root:
            return target.tokens
        known = self._placed(kind, target)
        if known is not None:
            return known
        section = GRAMMAR[kind].section or ""
        home = ("components", section, self._name(section, target))
        self._homes[kind, target.key] = home
        self._moves.append(_Move(kind, target, home))
        return home

    def _placed(self, kind: Kind, target: Target) -> Tokens | None:
        return self._homes.get((kind, target.key))

    def _name(self, section: str, target: Target) -> str:
        wanted = target.tokens[-1] if target.tokens else PurePath(target.scope.file.path).stem
        stem = _NOT_IN_NAMES.sub("_", wanted).strip("_") or "_"
        taken = self._names.setdefault(section, set())
        name, number = stem, 1
        while name in taken:
            number += 1
            name = f"{stem}_{number}"
        taken.add(name)
        return name

    def _inline(self, child: Child, value: dict[str, Any], tokens: Tokens) -> Any:
        """Put a copy of the target here; fields beside the `$ref` win over the target's."""
        target = self._follow(value)
        if target is None or target.key in self._inlining:
            return value
        here = self.origins.of(tokens)
        self.origins.set(tokens, target.scope.file, target.tokens)
        self._inlining.add(target.key)
        result = self._in_scope(target, child, tokens)
        self._inlining.discard(target.key)
        if isinstance(result, dict):
            for key in value.keys() - {"$ref"}:
                self.origins.set((*tokens, key), here[0], (*here[1].tokens, key))
                result[key] = value[key]
        return result

    def _in_scope(self, target: Target, child: Child, tokens: Tokens) -> Any:
        self._scopes.append(target.scope)
        result = rebuild_child(child, target.value, tokens, self._node)
        self._scopes.pop()
        return result

    def _place(self, tokens: Tokens) -> Place:
        file, pointer = self.origins.of(tokens)
        return Place(file.span(pointer), pointer)


def _section(document: dict[str, Any], name: str) -> dict[str, Any]:
    components = document.get("components")
    if not isinstance(components, dict):
        components = document["components"] = {}
    section = components.get(name)
    if not isinstance(section, dict):
        section = components[name] = {}
    return section


def _is_pure_reference(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("$ref"), str)
