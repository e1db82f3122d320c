"""From a contract to the files of a generated package, and those to a folder."""

from adhere.emit.manifest import MANIFEST, Manifest
from adhere.emit.package import Package, generate
from adhere.emit.writing import Changes, changes, drift, is_foreign, write

__all__ = [
    "MANIFEST",
    "Changes",
    "Manifest",
    "Package",
    "changes",
    "drift",
    "generate",
    "is_foreign",
    "write",
]
