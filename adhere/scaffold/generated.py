"""What the generated package says of itself in its manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"


class IncompleteError(Exception):
    """The generated package lacks, or holds damaged, what 'adhere generate' wrote: a sentence."""


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """Return the manifest, empty where there is none; all files that it names are there.

    Raises IncompleteError otherwise, and OSError.
    """
    file = folder / MANIFEST
    if not file.exists():
        return {}
    try:
        found: Any = json.loads(file.read_bytes())
    except ValueError:
        raise IncompleteError(f"{file} is damaged: it is not JSON") from None
    if not isinstance(found, dict) or not isinstance(found.get("outputs", {}), dict):
        raise IncompleteError(f"{file} is damaged: it names no files")
    lost = [name for name in found.get("outputs", {}) if not (folder / name).is_file()]
    if lost:
        raise IncompleteError(f"{folder} is incomplete: it lacks {', '.join(lost)}")
    return found
