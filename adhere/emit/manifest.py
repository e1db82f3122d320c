"""`manifest.json`: what a package was made from, and what belongs to it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

MANIFEST = "manifest.json"

_TOOLS = ("datamodel-code-generator", "ruff")
_PARTS = ("source", "diagnostics", "document", "contract", "emit")
"""The layers of the toolkit that decide what a package holds."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Versions of the tools, and SHA-256 hashes of the files read and written.

    `inputs` are by their path from the package's folder, the root document first; `outputs`
    by their name in it. `options` are what was asked for (`client`, settings of the
    document), remembered for the next run.
    `operations` maps every name that an operation has or had (`orders.place_order`) to its method
    and path (`POST /orders`), so that what implements it can be found again under a new name.
    """

    tools: Mapping[str, str]
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    options: Mapping[str, bool | str] = field(default_factory=dict)
    operations: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        folder: Path,
        *,
        inputs: Iterable[Path],
        files: Mapping[str, str],
        options: Mapping[str, bool | str] | None = None,
        operations: Mapping[str, str] | None = None,
    ) -> Self:
        """Describe a package about to be written to a folder, which may hold the one before it.

        A file on another host has no hash: it is fetched anew every time.
        """
        before = cls.read(folder)
        named = _names(before.operations if before else {}, operations or {})
        read = dict(_input(folder, path) for path in inputs)
        outputs = {name: hash_of(text.encode()) for name, text in files.items()}
        return cls(versions(), read, outputs, options or {}, named)

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Read the manifest of a folder; `None` where it has none of ours."""
        try:
            found: Any = json.loads((folder / MANIFEST).read_bytes())
            options = {
                n: v if isinstance(v, str) else bool(v) for n, v in found.get("options", {}).items()
            }
            operations = {n: str(route) for n, route in found.get("operations", {}).items()}
            tools, inputs, outputs = (dict(found[n]) for n in ("tools", "inputs", "outputs"))
            return cls(tools, inputs, outputs, options, operations)
        except (AttributeError, OSError, ValueError, KeyError, TypeError):
            return None

    @property
    def text(self) -> str:
        """The manifest as it is written."""
        return json.dumps(asdict(self), indent=2) + "\n"

    def own_files(self) -> set[str]:
        """Return the files that belong to the package; never one outside its folder."""
        return {name for name in self.outputs if Path(name).name == name}

    def is_current(self, folder: Path, root: Path, options: Mapping[str, bool | str]) -> bool:
        """Tell whether the same tools would make the same files from the same document."""
        if self.options != options:
            return False
        if not self.inputs or next(iter(self.inputs)) != _from(folder, root):
            return False
        hashed = [(folder / path, digest) for path, digest in self.inputs.items()]
        hashed += [(folder / name, digest) for name, digest in self.outputs.items()]
        if self.tools != versions():
            return False
        return all(_has(path, digest) for path, digest in hashed)


@cache
def versions() -> dict[str, str]:
    """Return the versions of what makes packages.

    The toolkit's ends in a hash of its sources (PEP 440, local version): a checkout changes while
    its version does not.
    """
    own = f"{version('adhere')}+{sources_hash(Path(__file__).parents[1])}"
    return {"adhere": own, **{tool: version(tool) for tool in _TOOLS}}


def sources_hash(toolkit: Path) -> str:
    """Hash names and texts; the same for the same code wherever it is installed."""
    digest = hashlib.sha256()
    for path in sorted(path for part in _PARTS for path in (toolkit / part).rglob("*.py")):
        digest.update(path.relative_to(toolkit).as_posix().encode() + b"\0")
        digest.update(hash_of(path.read_bytes()).encode())
    return digest.hexdigest()[:16]


def _names(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Add to the names of operations those that they had before; of gone operations none."""
    routes = set(now.values())
    former = {name: route for name, route in before.items() if route in routes}
    return dict(sorted({**former, **now}.items()))


def hash_of(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _input(folder: Path, path: Path) -> tuple[str, str]:
    if not path.is_file():
        return path.as_posix(), ""
    return _from(folder, path), hash_of(path.read_bytes())


def _has(path: Path, digest: str) -> bool:
    try:
        return hash_of(path.read_bytes()) == digest
    except OSError:
        return False


def _from(folder: Path, path: Path) -> str:
    return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
