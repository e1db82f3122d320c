"""The new content of the files that something is added to."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from adhere.scaffold.classes import Class
from adhere.scaffold.conventions import Conventions
from adhere.scaffold.edit import add
from adhere.scaffold.formatting import formatted
from adhere.scaffold.imports import Home
from adhere.scaffold.interfaces import Interface, Method
from adhere.scaffold.methods import Speller, sources
from adhere.scaffold.names import Names, read_names

IMPLEMENTATION = "The implementation of the contract."


@dataclass(frozen=True, slots=True)
class Addition:
    """Methods that a class lacks.

    `cls` is `None` where class and file are not there yet. `argument` says what stands for
    the Protocol's type variable: an expression in the file's words, or for a new file a
    qualified name; `None` where nothing does.
    """

    file: Path
    class_name: str
    interface: Interface
    methods: tuple[Method, ...]
    argument: str | None
    cls: Class | None = None

    @classmethod
    def to_class(cls, interface: Interface, target: Class, methods: tuple[Method, ...]) -> Self:
        """Describe what an existing class lacks."""
        argument = target.argument(interface)
        return cls(target.file, target.name, interface, methods, argument, cls=target)

    @classmethod
    def of_new_class(cls, interface: Interface, conventions: Conventions, impl: Path) -> Self:
        """Describe a class that is missing altogether."""
        name = conventions.class_name.format(name=interface.name)
        file = conventions.path(interface, impl)
        argument = conventions.principal if interface.parameter else None
        return cls(file, name, interface, interface.methods, argument)


def contents(
    additions: Sequence[Addition], impl: Path, before: Mapping[Path, bytes]
) -> dict[Path, bytes]:
    """Return what each file holds once everything is added. Raises FormatError.

    `before` are files as they are about to be.
    """
    by_file: dict[Path, list[Addition]] = defaultdict(list)
    for addition in additions:
        by_file[addition.file].append(addition)
    files: dict[Path, bytes] = {}
    for file, group in by_file.items():
        home = Home.of(file, impl)
        if existing := group[0].cls:
            content = before.get(file) or file.read_bytes()
            files[file] = _extended(content, group, existing.names, home)
        else:
            files |= _new_packages(file, impl, group[0].interface)
            files[file] = _new(group[0], home)
    return files


def _extended(content: bytes, group: Sequence[Addition], names: Names, home: Home) -> bytes:
    speller = Speller(names)
    methods = {
        a.class_name: sources(a.interface, a.methods, argument=a.argument, speller=speller)
        for a in group
    }
    return add(content, home, methods=methods, imports=speller.needed)


def _new(addition: Addition, home: Home) -> bytes:
    """Write a file whose only class lacks everything, then add it."""
    speller = Speller(read_names(ast.parse(""), f"{home.package}.{home.file.stem}"))
    base = speller.spell(addition.interface.qualified)
    argument = speller.spell(addition.argument) if addition.argument else None
    title = ast.Expr(ast.Constant(addition.interface.title))
    expression = ast.parse(f"{base}[{argument}]" if argument else base, mode="eval").body
    cls = ast.ClassDef(
        addition.class_name, bases=[expression], keywords=[], body=[title], decorator_list=[]
    )
    future = ast.ImportFrom("__future__", [ast.alias("annotations")], level=0)
    skeleton = ast.unparse(ast.Module([title, future, cls], type_ignores=[]))
    methods = sources(addition.interface, addition.methods, argument=argument, speller=speller)
    return add(
        formatted(skeleton, home.file).bytes,
        home,
        methods={addition.class_name: methods},
        imports=speller.needed,
    )


def _new_packages(file: Path, impl: Path, interface: Interface) -> dict[Path, bytes]:
    """Return the `__init__.py` that folders on the file's path lack."""
    folders = [folder for folder in file.parents if folder.is_relative_to(impl)]
    return {
        init: _documented(IMPLEMENTATION if folder == impl else interface.title, init)
        for folder in folders
        if not (init := folder / "__init__.py").exists()
    }


def _documented(title: str, file: Path) -> bytes:
    docstring = ast.unparse(ast.Module([ast.Expr(ast.Constant(title))], []))
    return formatted(f"{docstring}\n", file).bytes
