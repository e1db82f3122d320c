"""Writing a package: only what differs, only what is ours, whole files or none."""

from __future__ import annotations

import difflib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adhere.emit.manifest import MANIFEST, Manifest

MAX_DIFF_LINES = 60
"""Lines shown of one file's difference; the rest is counted."""

_IGNORED = frozenset({"__pycache__", ".DS_Store"})


@dataclass(frozen=True, slots=True)
class Changes:
    """What writing a package does to its folder, file by file."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.added or self.changed or self.removed)


def is_foreign(folder: Path) -> bool:
    """Tell whether a folder holds files, and no manifest of ours. Raises OSError."""
    if not folder.exists() or Manifest.read(folder) is not None:
        return False
    return any(path.name not in _IGNORED for path in folder.iterdir())


def changes(folder: Path, files: Mapping[str, str]) -> Changes:
    """Compare a package with what its folder holds. Raises OSError."""
    added = [name for name in files if not (folder / name).exists()]
    changed = [n for n in files if n not in added and _read(folder / n) != files[n].encode()]
    before = Manifest.read(folder)
    stale = (before.own_files() if before else set()) - set(files) - {MANIFEST}
    removed = [name for name in sorted(stale) if (folder / name).is_file()]
    return Changes(tuple(added), tuple(changed), tuple(removed))


def write(folder: Path, files: Mapping[str, str]) -> Changes:
    """Make a folder hold these files, the manifest last, and remove what is stale.

    All files are written beside the folder before the first one is replaced. Raises OSError,
    in which case the folder is as before unless replacing itself failed.
    """
    found = changes(folder, files)
    if not found:
        return found
    folder.mkdir(parents=True, exist_ok=True)
    staging = Path(
        tempfile.mkdtemp(prefix=f".{folder.resolve().name}.", dir=folder.resolve().parent)
    )
    try:
        written = [*found.added, *found.changed]
        for name in written:
            (staging / name).write_bytes(files[name].encode())
        for name in sorted(written, key=lambda name: name == MANIFEST):
            (staging / name).replace(folder / name)
        for name in found.removed:
            (folder / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return found


def drift(folder: Path, files: Mapping[str, str]) -> Iterator[str]:
    """Yield how a folder differs from a package, as unified diffs; JSON is indented for it.

    That other versions of the tools made the same package is no difference.
    """
    found = changes(folder, files)
    for name in found.removed:
        yield f"{folder / name} is stale"
    for name in (*found.added, *found.changed):
        path = folder / name
        if name == MANIFEST and name in found.changed:
            yield from _manifest_diff(path, files[name])
        elif name.endswith(".json") and name in found.changed:
            yield from _diff(path, _indented(_decoded(path)), _indented(files[name]))
        elif name.endswith(".py"):
            yield from _diff(path, _decoded(path), files[name])
        else:
            yield f"{path} {'is missing' if name in found.added else 'differs'}"


def _manifest_diff(path: Path, text: str) -> Iterator[str]:
    """Yield what differs but the hashes, which say nothing to readers."""
    before, now = _manifest(_decoded(path)), _manifest(text)
    if before != now:
        told = list(_diff(path, *(_without_hashes(data) for data in (before, now))))
        yield from told or [f"{path} was written for another text of the document"]


def _manifest(text: str) -> Any:
    """Return a manifest without the tools; of a damaged one the text."""
    try:
        data: Any = json.loads(text)
    except ValueError:
        return text
    return {k: v for k, v in data.items() if k != "tools"} if isinstance(data, dict) else text


def _without_hashes(data: Any) -> str:
    if isinstance(data, str):
        return data
    shown = {k: list(v) if k in {"inputs", "outputs"} else v for k, v in data.items()}
    return json.dumps(shown, indent=2)


def _indented(text: str) -> str:
    """Indent JSON; return a text that is none as it is."""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text


def _diff(path: Path, before: str, now: str) -> Iterator[str]:
    names = (str(path), f"{path} (generated)")
    lines = list(difflib.unified_diff(before.splitlines(), now.splitlines(), *names, lineterm=""))
    yield from lines[:MAX_DIFF_LINES]
    if len(lines) > MAX_DIFF_LINES:
        yield f"... {len(lines) - MAX_DIFF_LINES} more lines in {path}"


def _decoded(path: Path) -> str:
    return _read(path).decode("utf-8", "replace")


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
