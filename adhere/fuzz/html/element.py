"""Builds HTML so that nothing gets in unescaped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

_VOID = frozenset({"meta", "wbr"})
# What HTML cannot hold even escaped, and what would reorder the text around it.
_UNPRINTABLE = re.compile(
    "[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)


@dataclass(frozen=True, slots=True)
class Markup:
    """Text that is HTML already. Made only here, from elements."""

    text: str


Child = Markup | str | int | None
Value = str | int | bool | None


def element(name: str, /, *children: Child, **attributes: Value) -> Markup:
    """Return an element; strings are escaped, `None` is left out.

    An attribute's trailing `_` is dropped and other `_` are `-`; `True` writes the bare name.
    """
    opening = f"<{name}{''.join(_attribute(pair) for pair in attributes.items())}>"
    if name in _VOID:
        return Markup(opening)
    return Markup(f"{opening}{fragment(*children).text}</{name}>")


def fragment(*children: Child) -> Markup:
    """Return the children one after the other."""
    return Markup("".join(_child(child) for child in children))


def _child(child: Child) -> str:
    if child is None:
        return ""
    return child.text if isinstance(child, Markup) else _escape(str(child))


def _attribute(pair: tuple[str, Value]) -> str:
    name, value = pair
    if value is None or value is False:
        return ""
    written = name.rstrip("_").replace("_", "-")
    return f" {written}" if value is True else f' {written}="{_escape(str(value))}"'


def _escape(text: str) -> str:
    visible = _UNPRINTABLE.sub(lambda found: f"\\u{{{ord(found.group()):x}}}", text)
    return escape(visible, quote=True)
