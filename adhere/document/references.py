"""Where a `$ref` leads: through files, pointers, `$id` and `$anchor`."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from adhere.document.files import Files
from adhere.document.findings import Unresolved
from adhere.document.grammar import Tokens
from adhere.document.identifiers import Identifiers
from adhere.source import Pointer, SourceFile

_MAX_CHAIN = 50


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a reference is read: its file, and the base URI that relative references join."""

    file: SourceFile
    base: str

    def enter(self, schema: Any) -> Scope:
        """Return the scope inside `schema`, whose `$id` changes the base (RFC 3986 5.1)."""
        identifier = schema.get("$id") if isinstance(schema, dict) else None
        if not isinstance(identifier, str):
            return self
        return Scope(self.file, urldefrag(urljoin(self.base, identifier)).url)


@dataclass(frozen=True, slots=True)
class Target:
    """A node of a file; `scope` is the one it stands in, its own `$id` not yet entered."""

    scope: Scope
    tokens: Tokens
    value: Any

    @property
    def key(self) -> tuple[str, Tokens]:
        """What makes the node the same node, reached however."""
        return (str(self.scope.file.path), self.tokens)

    def child(self, token: str) -> Target | None:
        """Return the member or element of that name; `None` where there is none."""
        value = self.value
        if isinstance(value, dict) and token in value:
            return Target(self.scope.enter(value), (*self.tokens, token), value[token])
        if isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            return Target(self.scope, (*self.tokens, token), value[int(token)])
        return None


class References:
    """Resolves references; each only once."""

    def __init__(self, files: Files) -> None:
        """Resolve among `files`."""
        self._files = files
        self._known: dict[tuple[str, str, str], Target | Unresolved] = {}
        self._identifiers: dict[str, Identifiers] = {}
        self._depth = 0

    def scope(self, file: SourceFile) -> Scope:
        """Return the scope of a whole file."""
        return Scope(file, self._files.uri(file))

    def resolve(self, ref: str, scope: Scope) -> Target | Unresolved:
        """Return the node that `ref` names when it is written in `scope`."""
        key = (str(scope.file.path), scope.base, ref)
        if key not in self._known:
            # Stands while the reference is being resolved: it may lead through itself.
            self._known[key] = _endless(ref)
            self._depth += 1
            if self._depth <= _MAX_CHAIN:
                self._known[key] = self._resolve(ref, scope)
            self._depth -= 1
        return self._known[key]

    def from_root(self, uri: str, scope: Scope, root: SourceFile) -> str:
        """Write a relative URI of another file as the root would write it."""
        if scope.file is root or urlsplit(uri).scheme:
            return uri
        target, home = urlsplit(urljoin(self.scope(scope.file).base, uri)), self.scope(root).base
        if target.scheme != "file":
            return target.geturl()
        path = posixpath.relpath(target.path, posixpath.dirname(urlsplit(home).path))
        return target._replace(scheme="", path=path).geturl()

    def metaschema(self, uri: object) -> Mapping[str, Any] | None:
        """Return the metaschema of a URI where the files or the settings hold it."""
        if not isinstance(uri, str):
            return None
        url = urldefrag(uri).url
        for file in self._files.all:
            place = self._identifiers_of(file).resources.get(url)
            value = None if place is None else self._at(file, place).value
            if isinstance(value, dict):
                return value
        copy = self._files.mirrored(url)
        return copy.data if copy is not None and isinstance(copy.data, dict) else None

    def resource(self, target: Target) -> Target:
        """Return the schema resource around a node: by its `$id`, or the whole file."""
        found = around = Target(self.scope(target.scope.file), (), target.scope.file.data)
        for token in target.tokens:
            inner = around.child(token)
            if inner is None:
                break
            around = inner
            if inner.scope.enter(inner.value) is not inner.scope:
                found = inner
        return found

    def has_dynamic_anchors(self, file: SourceFile) -> bool:
        """Tell whether a file is a schema in which `$dynamicRef` may find its target."""
        identifiers = self._identifiers_of(file)
        return identifiers.has_dynamic_anchors and not identifiers.is_openapi

    def _resolve(self, ref: str, scope: Scope) -> Target | Unresolved:
        found = self._in_base(ref, scope)
        plain = self.scope(scope.file)
        if isinstance(found, Unresolved) and scope.base != plain.base:
            # Many a `$id` is only a name: its author's references start from the file.
            retried = self._in_base(ref, plain)
            return found if isinstance(retried, Unresolved) else retried
        return found

    def _in_base(self, ref: str, scope: Scope) -> Target | Unresolved:
        try:
            # `urljoin` knows no URN, whose fragments are joined all the same (RFC 3986 5.2.2).
            full = scope.base + ref if ref.startswith("#") else urljoin(scope.base, ref)
            url, fragment = urldefrag(full)
            fragment = unquote(fragment, errors="strict")
            start = self._resource(url, ref, scope)
            if isinstance(start, Unresolved):
                return start
            if fragment and not fragment.startswith("/"):
                return self._anchor(ref, url, fragment, start)
            return self._walk(ref, start, Pointer.parse(fragment))
        except ValueError as error:
            mend = "A reference into a file looks like 'file.yaml#/components/schemas/Name'."
            return Unresolved("dangling-ref", f"{ref!r} is no reference: {error}", mend)

    def _resource(self, url: str, ref: str, scope: Scope) -> Target | Unresolved:
        """Return the file, or the schema with that `$id`, at `url`."""
        if url == self._files.uri(scope.file):
            return Target(self.scope(scope.file), (), scope.file.data)
        for file in self._files.all:
            place = self._identifiers_of(file).resources.get(url)
            if place is not None:
                return self._at(file, place)
        opened = self._files.open(scope.base, ref)
        if isinstance(opened, Unresolved):
            return opened
        return Target(self.scope(opened), (), opened.data)

    def _anchor(self, ref: str, url: str, name: str, start: Target) -> Target | Unresolved:
        anchors = self._identifiers_of(start.scope.file).anchors
        place = anchors.get((url, name))
        if place is not None:
            return self._at(start.scope.file, place)
        names = [anchor for base, anchor in anchors if base == url]
        message = f"the $ref {ref!r} leads nowhere: no '$anchor' there is {name!r}"
        return Unresolved("dangling-ref", message, _mend(name, names))

    def _identifiers_of(self, file: SourceFile) -> Identifiers:
        uri = self._files.uri(file)
        if uri not in self._identifiers:
            self._identifiers[uri] = Identifiers(file.data, uri)
        return self._identifiers[uri]

    def _at(self, file: SourceFile, tokens: Tokens) -> Target:
        target = Target(self.scope(file), (), file.data)
        for token in tokens:
            target = target.child(token) or target
        return target

    def _walk(self, ref: str, target: Target, pointer: Pointer) -> Target | Unresolved:
        for token in pointer.tokens:
            inner = self._step(target, token)
            if inner is None:
                return _dangling(ref, target, token)
            target = inner
        return target

    def _step(self, target: Target, token: str) -> Target | None:
        """Go one level down, through references where the node itself has no such member."""
        seen: set[tuple[str, Tokens]] = set()
        while target.key not in seen:
            seen.add(target.key)
            inner = target.child(token)
            if inner is not None:
                return inner
            if not is_reference(target.value):
                return None
            through = self.resolve(target.value["$ref"], target.scope.enter(target.value))
            if isinstance(through, Unresolved):
                return None
            target = through
        return None


def is_reference(value: Any) -> bool:
    """Tell whether a value has a `$ref` (and is not a map with a member of that name)."""
    return isinstance(value, dict) and isinstance(value.get("$ref"), str)


def _endless(ref: str) -> Unresolved:
    message = f"the $ref {ref!r} leads through more references than are followed"
    return Unresolved("circular-ref", message, "Refer to the object itself.")


def _dangling(ref: str, target: Target, token: str) -> Unresolved:
    place = f"at {Pointer(target.tokens)}" if target.tokens else "at the top"
    file = target.scope.file.path.name
    message = f"the $ref {unquote(ref)!r} leads nowhere: {file} has no {token!r} {place}"
    names = list(target.value) if isinstance(target.value, dict) else []
    return Unresolved("dangling-ref", message, _mend(token, names))


def _mend(wanted: str, names: list[str]) -> str | None:
    close = get_close_matches(wanted, names, n=1)
    return f"Did you mean {close[0]!r}?" if close else None
