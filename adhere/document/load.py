"""From a path to a document."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adhere.diagnostics import Report
from adhere.document import findings
from adhere.document.bundle import Bundler
from adhere.document.dialect import normalise
from adhere.document.document import Document
from adhere.document.files import Files
from adhere.document.findings import Place
from adhere.document.references import References
from adhere.document.version import check_version
from adhere.source import Pointer, SourceFile, read


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document, `None` where nothing could be read of it, and what is wrong with it."""

    document: Document | None
    report: Report


def load(path: Path, *, allow_remote: bool = False) -> Loaded:
    """Read an OpenAPI document and every file that it refers to. Never raises for bad input."""
    report = Report()
    root = read(Path(path))
    report.extend(findings.from_problem(problem) for problem in root.problems)
    if not root.is_read:
        return Loaded(None, report)
    version = check_version(root, report)
    if version is None:
        return Loaded(None, report)
    _restore_version_texts(root)
    files = Files(root, report, allow_remote=allow_remote)
    bundler = Bundler(root, References(files), version, report)
    served = bundler.bundle()
    data = normalise(served, version)
    return Loaded(Document(root, files.all, version, served, data, bundler.origins), report)


def _restore_version_texts(root: SourceFile) -> None:
    """Unquoted `1.0` is a number in YAML, and a text in these two fields: keep what was written."""
    _restore(root, root.data, Pointer(("openapi",)))
    info = root.data.get("info")
    if isinstance(info, dict):
        _restore(root, info, Pointer(("info", "version")))


def _restore(root: SourceFile, holder: dict[str, Any], pointer: Pointer) -> None:
    name = pointer.tokens[-1]
    if isinstance(holder.get(name), int | float) and not isinstance(holder[name], bool):
        holder[name] = root.written(pointer)


__all__ = ["Loaded", "Place", "load"]
