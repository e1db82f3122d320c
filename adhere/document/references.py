"""Where a `$ref` leads: through files, pointers, `$id` and `$anchor`."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from adhere.document.files import Files
from adhere.document.findings import Unresolved
from adhere.document.grammar import Tokens
from adhere.source import Pointer, SourceFile


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Where a reference is read: its file, and the base URI that relative references join."""

    file: SourceFile
    base: str


@dataclass(frozen=True, slots=True)
class Target:
    """A node of a file."""

    scope: Scope
    tokens: Tokens
    value: Any

    @property
    def key(self) -> tuple[str, Tokens]:
        """What makes the node the same node, reached however."""
        return (str(self.scope.file.path), self.tokens)


class References:
    """Resolves references; each only once."""

    def __init__(self, files: Files) -> None:
        """Resolve among `files`."""
        self._files = files
        self._known: dict[tuple[str, str], Target | Unresolved] = {}
        self._scopes: dict[int, Scope] = {}

    def scope(self, file: SourceFile) -> Scope:
        """Return the scope of a whole file."""
        if id(file) not in self._scopes:
            self._scopes[id(file)] = Scope(file, self._files.uri(file))
        return self._scopes[id(file)]

    def resolve(self, ref: str, scope: Scope) -> Target | Unresolved:
        """Return the node that `ref` names when it is written in `scope`."""
        key = (scope.base, ref)
        if key not in self._known:
            self._known[key] = self._resolve(ref, scope)
        return self._known[key]

    def _resolve(self, ref: str, scope: Scope) -> Target | Unresolved:
        try:
            url, fragment = urldefrag(urljoin(scope.base, ref))
            pointer = Pointer.parse_fragment(fragment)
        except ValueError as error:
            mend = "A reference into a file looks like 'file.yaml#/components/schemas/Name'."
            return Unresolved("dangling-ref", f"{ref!r} is no reference: {error}", mend)
        file = scope.file
        if url != self._files.uri(file):
            opened = self._files.open(scope.base, ref)
            if isinstance(opened, Unresolved):
                return opened
            file = opened
        return self._walk(ref, self.scope(file), pointer)

    def _walk(self, ref: str, scope: Scope, pointer: Pointer) -> Target | Unresolved:
        target = Target(scope, (), scope.file.data)
        for token in pointer.tokens:
            inner = self._step(target, token)
            if inner is None:
                return _dangling(ref, target, token)
            target = inner
        return target

    def _step(self, target: Target, token: str) -> Target | None:
        seen: set[tuple[str, Tokens]] = set()
        while target.key not in seen:
            seen.add(target.key)
            value = target.value
            if isinstance(value, dict) and token in value:
                return Target(target.scope, (*target.tokens, token), value[token])
            if isinstance(value, list) and token.isdecimal() and int(token) < len(value):
                return Target(target.scope, (*target.tokens, token), value[int(token)])
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                return None
            through = self.resolve(value["$ref"], target.scope)
            if isinstance(through, Unresolved):
                return None
            target = through
        return None


def _dangling(ref: str, target: Target, token: str) -> Unresolved:
    where = Pointer(target.tokens).fragment if target.tokens else "the top"
    message = f"the $ref {unquote(ref)!r} leads nowhere: {target.scope.file.path} has no {token!r} at {where}"
    names = list(target.value) if isinstance(target.value, dict) else []
    close = get_close_matches(token, names, n=1)
    return Unresolved("dangling-ref", message, f"Did you mean {close[0]!r}?" if close else None)
