"""How a hand-written package names files, classes and its principal: by what it already has."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from adhere.scaffold.classes import Class
from adhere.scaffold.interfaces import Interface
from adhere.scaffold.names import dotted

_ANY = "typing.Any"


@dataclass(frozen=True, slots=True)
class Conventions:
    """Patterns with `{group}` and `{name}` in them; `principal` is a qualified name."""

    file: str = "{group}.py"
    class_name: str = "{name}Api"
    principal: str = _ANY

    def path(self, interface: Interface, folder: Path) -> Path:
        """Return the file of a new implementation: the first that neither takes nor hides one."""
        patterns = (self.file, "{group}.py", "{group}/api.py", "{group}_api.py")
        paths = [folder / pattern.format(group=interface.group) for pattern in patterns]
        return next((path for path in paths if _is_free(path)), paths[-1])


def _is_free(path: Path) -> bool:
    """Tell whether a module may be made here, with no package or module of its name beside it."""
    as_package, parent_as_module = path.with_suffix(""), path.parent.with_suffix(".py")
    return not (path.exists() or as_package.is_dir() or parent_as_module.exists())


def observe(pairs: Iterable[tuple[Interface, Class]], folder: Path) -> Conventions:
    """Take the commonest patterns among classes that already implement a Protocol."""
    files, names, principals = Counter[str](), Counter[str](), Counter[str]()
    for interface, cls in pairs:
        files.update(_pattern(cls.file.relative_to(folder).as_posix(), interface.group, "{group}"))
        names.update(_pattern(cls.name, interface.name, "{name}"))
        principals.update(_principal(interface, cls))
    usual = Conventions()
    return Conventions(
        file=_commonest(files, usual.file),
        class_name=_commonest(names, usual.class_name),
        principal=_commonest(principals, usual.principal),
    )


def _pattern(text: str, part: str, placeholder: str) -> list[str]:
    return [text.replace(part, placeholder)] if part in text and "{" not in text else []


def _principal(interface: Interface, cls: Class) -> list[str]:
    argument = cls.argument(interface)
    name = dotted(ast.parse(argument, mode="eval").body) if argument else None
    qualified = cls.names.qualified(name) if name else None
    return [qualified] if qualified else []


def _commonest(counted: Counter[str], otherwise: str) -> str:
    return counted.most_common(1)[0][0] if counted else otherwise
