"""Which names a package may have."""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path

from adhere.cli.exits import UnusableError

NEEDED = frozenset(
    {
        "adhere",
        "anyio",
        "fastapi",
        "httpx",
        "jsonschema_rs",
        "pydantic",
        "pydantic_core",
        "python_multipart",
        "starlette",
        "typing_extensions",
    }
)
"""What generated code imports, itself or by the way: a package of that name would hide it."""


def refuse_name(folder: Path, *, mend: str) -> None:
    """Raise UnusableError where a folder's name cannot be that of a package.

    `mend` is a sentence with `{}` in the place of a fitting name. Inside another package a name
    hides nothing.
    """
    name = folder.resolve().name
    is_inner = (folder.resolve().parent / "__init__.py").is_file()
    objection = _objection(name) or ("" if is_inner else _hidden(name))
    if objection:
        raise UnusableError(f"{name!r} {objection}", mend=mend.format(_beside(folder, name)))


def _objection(name: str) -> str:
    if not name.isidentifier() or keyword.iskeyword(name):
        return "cannot be imported, it is no Python identifier"
    if name.startswith("__"):
        return "cannot be a package, Python keeps such names for itself"
    return ""


def _hidden(name: str) -> str:
    if name in sys.stdlib_module_names:
        return "would hide the module of that name in Python's standard library"
    return "would hide the library of that name, which the package needs" if name in NEEDED else ""


def _beside(folder: Path, name: str) -> Path:
    fitting = re.sub(r"\W+", "_", name).strip("_").lower() or "package"
    if _objection(fitting) or _hidden(fitting):
        fitting = f"api_{fitting}"
    return folder.with_name(fitting) if folder.name else Path(fitting)
