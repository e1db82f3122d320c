"""A sentence about a node, before it has a place in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adhere.diagnostics import Severity
from adhere.document.grammar import Tokens

_SHOWN = 60
_LISTS = frozenset(
    {
        "allOf",
        "anyOf",
        "enum",
        "examples",
        "items",
        "oneOf",
        "parameters",
        "prefixItems",
        "required",
        "security",
        "servers",
        "tags",
        "type",
    }
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sentence, its mend, and the node it is about; `on_key` where the name itself is wrong.

    `keyword` is what the schema says there, `missing` the fields that are not there, and
    `suggestion` the field that was probably meant.
    """

    tokens: Tokens
    message: str
    help: str | None = None
    on_key: bool = False
    rule: str = "schema-violation"
    severity: Severity = Severity.ERROR
    keyword: str = ""
    missing: tuple[str, ...] = ()
    suggestion: str | None = None


def name_of(tokens: Tokens) -> str:
    """Return how a sentence names a node: its key, or its number in a list."""
    if not tokens:
        return "the document"
    last = tokens[-1]
    if last.isdecimal() and len(tokens) > 1 and tokens[-2] in _LISTS:
        return f"element {last} of {tokens[-2]!r}"
    return repr(last)


def shown(value: Any) -> str:
    """Return a value as a sentence quotes it, shortened."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
