"""Packages that an extra would have brought. Imports nothing but the standard library."""

from __future__ import annotations

_OF_FUZZ = frozenset({"harfile", "httpx", "requests", "schemathesis"})


def missing_extra(error: ModuleNotFoundError) -> str | None:
    """Say how to install what an import lacks; `None` where the lack is a bug of Adhere."""
    package = (error.name or "adhere").partition(".")[0]
    if package == "adhere":
        return None
    extra = "fuzz" if package in _OF_FUZZ else "codegen"
    return f"Error: the package {package} is missing. Install it: pip install 'adhere[{extra}]'."
