"""A Python module in the making: its text and the imports that the text turns out to need."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from adhere.emit.docs import docstring
from adhere.emit.leaves import RUNTIME, RUNTIME_TYPES
from adhere.emit.models import Models
from adhere.emit.types import (
    Anything,
    ListOf,
    Literals,
    MapOf,
    Named,
    Null,
    Scalar,
    TupleOf,
    Type,
    UnionOf,
    union,
)

# Rules that the contract's own words may break: names of parameters, moods of summaries,
# characters. Formatting takes those out again that nothing in the module breaks.
_NOQA = (
    "A001, A002, A004, ASYNC109, D210, D301, D400, D401, D402, E501, E741, E743, F401, FBT001, "
    "N802, N803, N999, PLC2401, PLC2403, PLR0913, PLR0915, PYI041, RUF001, RUF002, S105, S106, "
    "S107"
)

MODELS = "models"
"""The module of the package's models."""

_SCALARS: Mapping[tuple[str, str | None], tuple[str, str]] = {
    ("string", None): ("", "str"),
    ("integer", None): ("", "int"),
    ("number", None): ("", "float"),
    ("boolean", None): ("", "bool"),
    ("string", "uuid"): ("uuid", "UUID"),
    **{("string", text): (RUNTIME, name) for text, name in RUNTIME_TYPES.items()},
}
"""The module (none for a builtin) and the name of each scalar's Python type."""


@dataclass(slots=True)
class Module:
    """Parts of one module, which may name classes of `models`.

    They are written `models.Order`, so that importing the module does not take those in; `named`
    are those that are. `refers_ahead` says that annotations may name what comes further down.
    """

    doc: str
    models: Models
    refers_ahead: bool = field(default=True, kw_only=True)
    parts: list[str] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    _imports: dict[str, set[str]] = field(default_factory=dict)

    def add(self, *parts: str) -> None:
        """Append top-level definitions."""
        self.parts.extend(parts)

    def define(self, name: str, write: Callable[[Self], str]) -> str:
        """Append the class of this name, as `write` writes it here, and return the name."""
        self.add(write(self))
        return name

    def use(self, module: str, name: str) -> str:
        """Import a name and return it."""
        self._imports.setdefault(module, set()).add(name)
        return name

    def runtime(self, name: str) -> str:
        """Import a name of the runtime and return it."""
        return self.use(RUNTIME, name)

    def binary(self, *, is_reply: bool) -> str:
        """Write the type of a body that is no text."""
        return self.runtime("BinaryContent" if is_reply else "UploadBody")

    def items(self, item: str, *, is_reply: bool) -> str:
        """Write the type of a body that is items one after another."""
        del is_reply
        return f"{self.runtime('ItemStream')}[{item}]"

    def annotation(self, found: Type) -> str:  # noqa: PLR0911  # one a type
        """Write a type as a Python annotation, importing what it names."""
        match found:
            case Anything():
                return self.use("typing", "Any")
            case Null():
                return "None"
            case Scalar(type=name, format=text):
                module, python = _SCALARS[name, text]
                return self.use(module, python) if module else python
            case Literals(values=values):
                self.use("typing", "Literal")
                return f"Literal[{', '.join(repr(value) for value in values)}]"
            case ListOf(item=item):
                return f"list[{self.annotation(item)}]"
            case TupleOf(items=items):
                return f"tuple[{', '.join(self.annotation(item) for item in items)}]"
            case MapOf(value=value):
                return f"dict[str, {self.annotation(value)}]"
            case Named(name=name):
                return self._named(name)
            case UnionOf(members=members):
                return self.any_of(members)

    def _named(self, name: str) -> str:
        if name in self.models.inlined:
            return self.annotation(self.models.inlined[name])
        written = self.models.classes.get(name, name)
        self.named.add(written)
        return f"{self.use('.', MODELS)}.{written}"

    def any_of(self, members: Iterable[Type]) -> str:
        """Write a union; `None` stands last."""
        joined = union(members)
        leaves = joined.members if isinstance(joined, UnionOf) else (joined,)
        in_order = sorted(leaves, key=lambda leaf: isinstance(leaf, Null))
        return " | ".join(self.annotation(leaf) for leaf in in_order)

    def literal(self, found: Type, value: str | float) -> str:
        """Write a scalar of a type: a member where the type is a `StrEnum`."""
        for leaf in found.members if isinstance(found, UnionOf) else (found,):
            if isinstance(leaf, Named) and (leaf.name, value) in self.models.members:
                return f"{self.annotation(leaf)}.{self.models.members[leaf.name, str(value)]}"
        return repr(value)

    def text(self) -> str:
        """Return the module, unformatted."""
        opening = [f"# ruff: noqa: {_NOQA}\n{docstring(self.doc)}"]
        if self.refers_ahead or self.named:
            opening.append("from __future__ import annotations")
        return "\n\n".join([*opening, self.import_statements(), *self.parts]) + "\n"

    def import_statements(self) -> str:
        """Write the imports, a line for each module."""
        statements = [
            f"from {module} import {', '.join(sorted(names))}"
            for module, names in sorted(self._imports.items())
        ]
        return "\n".join(statements)


def deferred(annotation: str) -> str:
    """Quote a type that stands where Python evaluates it, if it names a model."""
    return json.dumps(annotation, ensure_ascii=False) if f"{MODELS}." in annotation else annotation


def indented(*lines: str) -> str:
    """Indent the lines of a block, empty ones left empty."""
    return "\n".join(f"    {line}" if line else "" for text in lines for line in text.split("\n"))
