"""From a contract to the files of a generated package, and those to a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adhere.emit.cache import Cache
from adhere.emit.manifest import MANIFEST, Manifest
from adhere.emit.writing import Changes, changes, drift, is_foreign, write

if TYPE_CHECKING:
    from adhere.emit.package import Package, generate

__all__ = [
    "MANIFEST",
    "Cache",
    "Changes",
    "Manifest",
    "Package",
    "changes",
    "drift",
    "generate",
    "is_foreign",
    "write",
]


def __getattr__(name: str) -> Any:
    """Import `generate` when first asked for: a run with nothing to do needs the manifest alone."""
    if name not in {"Package", "generate"}:
        raise AttributeError(name)
    from adhere.emit import package  # noqa: PLC0415 - as said above

    return getattr(package, name)
