"""Parameters put into definitions that are there; every other byte of them stays."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from adhere.scaffold.edit import add
from adhere.scaffold.imports import Home
from adhere.scaffold.methods import Speller, parameter_source
from adhere.scaffold.parameters import (
    Difference,
    Parameter,
    is_static,
    keyword_only,
    positional,
)
from adhere.scaffold.signature import Signature, read_signature
from adhere.scaffold.text import Edit, Text


def extend(
    differences: Sequence[Difference],
    impl: Path,
    contents: Mapping[Path, bytes],
    *,
    retype: bool = False,
) -> dict[Path, bytes]:
    """Return the files with the parameters that their methods lack, and what these import.

    `contents` are files as they are about to be. With `retype`, parameters take the types and
    defaults of the Protocol. A definition that would be no Python is left alone.
    """
    by_file: dict[Path, list[Difference]] = defaultdict(list)
    for difference in differences:
        if difference.missing or (retype and difference.retyped):
            by_file[difference.owner.file].append(difference)
    files = {}
    for file, found in by_file.items():
        content = contents.get(file) or file.read_bytes()
        changed = _extended(content, found, Home.of(file, impl), retype=retype)
        if changed != content:
            files[file] = changed
    return files


def _extended(content: bytes, found: Sequence[Difference], home: Home, *, retype: bool) -> bytes:
    text = Text.of(content)
    speller = Speller(found[0].owner.names)
    edits: list[Edit] = []
    for difference in found:
        tried = Speller(speller.names, dict(speller.needed))
        own = list(_Change(difference, text, tried).edits(retype=retype))
        if _is_python(text.edited([*edits, *own])):
            edits += own
            speller = tried
    changed = text.edited(edits)
    return add(changed, home, methods={}, imports=speller.needed) if speller.needed else changed


def _is_python(content: bytes) -> bool:
    try:
        ast.parse(content)
    except SyntaxError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Change:
    """What is put into one definition."""

    difference: Difference
    text: Text
    speller: Speller

    def edits(self, *, retype: bool) -> Iterator[Edit]:
        signature = read_signature(self.text, self.difference.node)
        for after, parameters in self._insertions(signature).items():
            yield from signature.insert(after, parameters)
        if retype:
            yield from self._retyped()

    def _insertions(self, signature: Signature) -> dict[int, list[str]]:
        """Say behind which item (-1: before the first) which parameters belong."""
        theirs, ours = self.difference.method.definition, self.difference.node
        missing = {parameter.name for parameter in self.difference.missing}
        found: dict[int, list[str]] = defaultdict(list)
        for index, parameter in enumerate(positional(theirs)[is_static(ours) :]):
            if parameter.name in missing:
                found[_behind(signature, index)].append(self._written(parameter))
        at = signature.star
        for parameter in keyword_only(theirs):
            if parameter.name not in missing:
                at = _keyword(signature, parameter.name, at)
            elif at is None:
                last = len(signature.items) - 1
                star = ["*"] if "*" not in found[last] else []
                found[last] += [*star, self._written(parameter)]
            else:
                found[at].append(self._written(parameter))
        return found

    def _written(self, parameter: Parameter) -> str:
        return parameter_source(
            parameter,
            self.difference.interface,
            argument=self.difference.argument,
            speller=self.speller,
        )

    def _retyped(self) -> Iterator[Edit]:
        for ours, theirs in self.difference.retyped:
            argument = ours.argument
            last: ast.expr | ast.arg = argument
            if theirs.default is not None and ours.default is not None:
                last = ours.default
            start = self.text.offset(argument.lineno, argument.col_offset)
            end = self.text.offset(last.end_lineno or last.lineno, last.end_col_offset or 0)
            renamed = ast.arg(ours.name, theirs.argument.annotation)
            yield Edit(start, end, self._written(Parameter(renamed, theirs.default)))


def _behind(signature: Signature, index: int) -> int:
    """Return the item that a parameter given by this position stands behind."""
    before = signature.positional[:index]
    return signature.items.index(before[-1]) if before else -1


def _keyword(signature: Signature, name: str, otherwise: int | None) -> int | None:
    """Return the item behind `*` that has a name."""
    if signature.star is None:
        return None
    items = list(enumerate(signature.items))[signature.star :]
    return next((i for i, item in items if item.name == name), otherwise)
