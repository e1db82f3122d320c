"""The parentheses of a function's definition, as written, and parameters put between them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adhere.scaffold.text import Edit, Text, Token, first_break, joined

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Item:
    """What stands between two commas: a parameter, `*` or `/`.

    `comma` is the place behind its comma; `None` where it has none.
    """

    start: int
    end: int
    star: str
    name: str
    comma: int | None


@dataclass(frozen=True, slots=True)
class Signature:
    """A definition's name and items; `end` is the place of its closing parenthesis."""

    text: Text
    node: Function
    name: Token
    items: tuple[Item, ...]
    end: int

    @property
    def star(self) -> int | None:
        """The index of `*` or `*args`, behind which parameters are keyword-only."""
        return next((i for i, item in enumerate(self.items) if item.star == "*"), None)

    @property
    def takes_any_keyword(self) -> bool:
        """Tell whether it has `**kwargs`."""
        return any(item.star == "**" for item in self.items)

    @property
    def positional(self) -> tuple[Item, ...]:
        """The parameters that a call may give by position."""
        return tuple(item for item in self.items[: self.star] if item.name and not item.star)

    def insert(self, after: int, parameters: Sequence[str]) -> Iterator[Edit]:
        """Put parameters behind an item (-1: before the first), in the layout that it has."""
        if after < 0:
            yield self._first(parameters)
            return
        item = self.items[after]
        if item.comma is not None:
            yield self._behind_comma(after, item.comma, parameters)
        else:
            yield from self._last(item, parameters)

    def _first(self, parameters: Sequence[str]) -> Edit:
        at = self.items[0].start if self.items else self.end
        return Edit(at, at, ", ".join(parameters) + (", " if self.items else ""))

    def _behind_comma(self, after: int, comma: int, parameters: Sequence[str]) -> Edit:
        """Put them behind a comment that follows the comma: it stays with its parameter."""
        is_last = after == len(self.items) - 1
        following = self.end if is_last else self.items[after + 1].start
        gap = first_break(self.text.content[comma:following])
        indent = self.text.indent(self.items[after].start if is_last else following)
        if gap is None or indent is None:
            return Edit(comma, comma, "".join(f" {parameter}," for parameter in parameters))
        lines = joined([f"{p}," for p in parameters], self._newline + indent)
        return Edit(comma + gap, comma + gap, lines)

    def _last(self, item: Item, parameters: Sequence[str]) -> Iterator[Edit]:
        indent = self.text.indent(item.start)
        if indent is None:
            yield Edit(item.end, item.end, joined(parameters, ", "))
            return
        gap = first_break(self.text.content[item.end : self.end]) or 0
        yield Edit(item.end, item.end, ",")
        separator = self._newline + indent
        lines = separator + f",{separator}".join(parameters)
        yield Edit(item.end + gap, item.end + gap, lines)

    @property
    def _newline(self) -> str:
        return self.text.newline(self.node.lineno)


def read_signature(text: Text, node: Function) -> Signature:
    """Read the definition of a function by its tokens, decorators left aside."""
    tokens = text.tokens(node.lineno, node.col_offset)
    next(token for token in tokens if token.text == "def")
    name = next(tokens)
    depth, items, current = 0, list[Item](), list[Token]()
    for token in tokens:
        is_inside = depth > 0
        depth += _nesting(token.text)
        if not is_inside and token.text == "(":
            break
    for token in tokens:
        if depth == 1 and token.text in {",", ")"}:
            comma = token.end if token.text == "," else None
            items += [_item(current, comma)] if current else []
            current = []
            if comma is None:
                return Signature(text, node, name, tuple(items), token.start)
        else:
            current.append(token)
            depth += _nesting(token.text)
    raise AssertionError("Python parsed a definition that has no end")


def _nesting(token: str) -> int:
    return (token in {"(", "[", "{"}) - (token in {")", "]", "}"})


def _item(tokens: Sequence[Token], comma: int | None) -> Item:
    first = tokens[0].text
    star = first if first in {"*", "**"} else ""
    named = next((token.text for token in tokens if token.text.isidentifier()), "")
    return Item(tokens[0].start, tokens[-1].end, star, named, comma)
