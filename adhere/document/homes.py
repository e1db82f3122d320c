"""Where the nodes of all files stand in the bundled document."""

from __future__ import annotations

import re
from pathlib import PurePath

from adhere.document.grammar import GRAMMAR, SECTIONS, Kind, Tokens, kind_at
from adhere.document.references import Target
from adhere.source import SourceFile

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")

Key = tuple[str, Tokens]


class Homes:
    """One home for each node and kind; names in the components are unique and deterministic."""

    def __init__(self, root: SourceFile) -> None:
        """Start with the root file, which stands where it stands."""
        self._root = root
        self._components: dict[tuple[Kind, Key], Tokens] = {}
        self._copies: dict[Key, tuple[Kind, Tokens]] = {(str(root.path), ()): (Kind.OPENAPI, ())}
        components = root.data.get("components")
        sections = components if isinstance(components, dict) else {}
        self._names = {section: _names(sections.get(section)) for section in SECTIONS}

    def claim(self, kind: Kind, target: Target, home: Tokens) -> None:
        """Let the target stand at `home`, unless it has a home."""
        self._components.setdefault((kind, target.key), home)

    def place(self, kind: Kind, target: Target, tokens: Tokens) -> None:
        """Say that a copy of the target stands at `tokens`, and all that is in it below."""
        self._copies.setdefault(target.key, (kind, tokens))

    def find(self, kind: Kind, target: Target) -> Tokens | None:
        """Return the home of a node, its own or inside that of a node around it."""
        own = self._components.get((kind, target.key))
        if own is not None:
            return own
        path, tokens = target.key
        for length in range(len(tokens), -1, -1):
            copy = self._copies.get((path, tokens[:length]))
            if copy is not None and kind_at(copy[0], tokens[length:]) is kind:
                return (*copy[1], *tokens[length:])
        return None

    def make(self, kind: Kind, target: Target) -> Tokens:
        """Return a new home in the components, named as the target is in its file."""
        section = GRAMMAR[kind].section or ""
        home = ("components", section, self._name(section, target))
        self.claim(kind, target, home)
        self.place(kind, target, home)
        return home

    def kind_of(self, target: Target) -> Kind | None:
        """Return what stands at a node of the root file; `None` where the grammar says nothing."""
        if target.scope.file is not self._root:
            return None
        return kind_at(Kind.OPENAPI, target.tokens)

    def _name(self, section: str, target: Target) -> str:
        wanted = target.tokens[-1] if target.tokens else PurePath(target.scope.file.path).stem
        stem = _NOT_IN_NAMES.sub("_", wanted).strip("_") or "_"
        taken = self._names[section]
        name, number = stem, 1
        while name in taken:
            number += 1
            name = f"{stem}_{number}"
        taken.add(name)
        return name


def _names(section: object) -> set[str]:
    return set(section) if isinstance(section, dict) else set()
