"""What a document says, read without the toolkit, compared with what its application serves."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import yaml


class _Loader(yaml.CSafeLoader):
    """Reads YAML 1.2: of plain scalars only the core schema's are anything but text."""

    yaml_implicit_resolvers: Mapping[str, Any] = {}


for _tag, _text, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ("~", "n", "N", "")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+0123456789."),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_text})\Z"), list(_first)
    )


def _decimal(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> int:
    text = loader.construct_scalar(node)
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


_Loader.add_constructor("tag:yaml.org,2002:int", _decimal)
_Loader.add_constructor(
    "tag:yaml.org,2002:float", lambda loader, node: float(loader.construct_scalar(node))
)


@dataclass
class Comparison:
    """Walks a document and what is served of it side by side, through every `$ref`."""

    root: Path
    served: Any
    _files: dict[Path, Any] = field(default_factory=dict)
    _seen: set[tuple[Path, str, str]] = field(default_factory=set)

    def difference(self) -> str:
        """Return where the two first differ in meaning; empty where they do not."""
        return self._differ(self._read(self.root), self.served, self.root, "#")

    def _read(self, file: Path) -> Any:
        if file not in self._files:
            text = file.read_text("utf-8-sig")
            is_json = text.lstrip().startswith("{")
            read = json.loads if is_json else lambda told: yaml.load(told, _Loader)  # noqa: S506  # a safe one
            self._files[file] = read(text)
        return self._files[file]

    def _differ(self, ours: Any, theirs: Any, file: Path, at: str) -> str:
        if _is_reference(ours):
            return self._follow(ours, theirs, file, at)
        if isinstance(ours, dict) and isinstance(theirs, dict):
            named = {_key(name): value for name, value in ours.items()}
            if named.keys() != theirs.keys() and not _is_added_to(at, named, theirs):
                return f"{at}: {sorted(named.keys() ^ theirs.keys())}"
            pairs = ((name, value, theirs[name]) for name, value in named.items())
        elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
            pairs = ((str(i), *pair) for i, pair in enumerate(zip(ours, theirs, strict=True)))
        else:
            return "" if self._is_same_leaf(ours, theirs, at) else f"{at}: {ours!r} {theirs!r}"
        found = (self._differ(one, other, file, f"{at}/{name}") for name, one, other in pairs)
        return next(filter(None, found), "")

    def _follow(self, ours: dict[str, Any], theirs: Any, file: Path, at: str) -> str:
        """Compare targets: of both references, or of ours with what stands in its place."""
        name, fragment = urldefrag(ours["$ref"])
        theirs_ref = theirs.get("$ref") if isinstance(theirs, dict) else None
        if theirs == ours and not fragment and "example" in at:  # a value, and no reference
            return ""
        is_anchor = fragment[:1] not in ("", "/")  # where it leads is not known here
        is_elsewhere = bool(name) and not (file.parent / unquote(name)).is_file()
        if is_anchor or is_elsewhere or "://" in name:
            return "" if is_anchor or theirs_ref == ours["$ref"] else f"{at}: {ours['$ref']}"
        home = (file.parent / unquote(name)).resolve() if name else file
        key = (home, fragment, theirs_ref or at)
        if key in self._seen:
            return ""
        self._seen.add(key)
        target = _step_down(self._read(home), fragment)
        if theirs_ref is None:
            return self._differ(target, theirs, home, at)
        reached = _step_down(self.served, urldefrag(theirs_ref)[1])
        if _is_reference(target) and _others(ours) != _others(theirs):  # a chain, shortened
            return self._differ(target, theirs, home, at)
        siblings = self._differ(_others(ours), _others(theirs), file, at)
        return siblings or self._differ(target, reached, home, theirs_ref)

    def _is_same_leaf(self, ours: Any, theirs: Any, at: str) -> bool:
        """Compare scalars; a discriminator's mapping names the file that the schema had."""
        is_reference = "/mapping/" in at or at.endswith("/operationRef")
        if is_reference and isinstance(ours, str) and isinstance(theirs, str) and ours != theirs:
            return theirs.startswith("#") and "#" + urldefrag(ours)[1] != "#/" + theirs
        return type(ours) is type(theirs) and bool(ours == theirs)


def _is_reference(node: Any) -> bool:
    return isinstance(node, dict) and isinstance(node.get("$ref"), str)


def _is_added_to(at: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Tell whether only what other files hold was put in, where components have their place."""
    added = theirs.keys() - ours.keys()
    is_place = bool(re.fullmatch(r"#/components(/[A-Za-z]+)?", at)) or added == {"components"}
    return is_place and ours.keys() <= theirs.keys()


def _others(node: Mapping[str, Any]) -> dict[str, Any]:
    return {_key(name): value for name, value in node.items() if name != "$ref"}


def _step_down(node: Any, fragment: str) -> Any:
    for token in unquote(fragment).split("/")[1:]:
        plain = token.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list):
            node = node[int(plain)]
        else:
            node = {_key(name): value for name, value in node.items()}[plain]
    return node


def _key(name: Any) -> str:
    return name if isinstance(name, str) else json.dumps(name)
