"""From a path to a document."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adhere.diagnostics import Report
from adhere.document import findings
from adhere.document.bundle import Bundler
from adhere.document.dialect import Metaschemas, normalise
from adhere.document.document import Document
from adhere.document.files import Files
from adhere.document.findings import Place
from adhere.document.references import References
from adhere.document.version import check_version
from adhere.source import Pieces, Pointer, SourceFile, read
from adhere.source.document_settings import DocumentSettings


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document, `None` where nothing could be read of it, and what is wrong with it.

    `looked_for` are its files, those that are not there included.
    """

    document: Document | None
    report: Report
    looked_for: tuple[Path, ...] = ()


def load(
    path: Path,
    *,
    allow_remote: bool = False,
    settings: DocumentSettings | None = None,
    pieces: Pieces | None = None,
) -> Loaded:
    """Read an OpenAPI document and every file that it refers to. Never raises for bad input.

    What `pieces` knows of the files is not read again.
    """
    settings = settings or DocumentSettings()
    report = Report()
    with _collector_paused():
        root = read(Path(path), pieces)
    report.extend(findings.from_problem(problem) for problem in root.problems)
    if not root.is_read:
        return Loaded(None, report, (root.path,))
    version = check_version(root, report)
    if version is None:
        return Loaded(None, report, (root.path,))
    root.data = _with_version_texts(root, report)
    files = Files(root, report, settings, allow_remote=allow_remote, pieces=pieces)
    references = References(files)
    bundler = Bundler(root, references, version, report)
    metaschemas = Metaschemas(references.metaschema, asserts=settings.formats == "assert")
    try:
        with _collector_paused():
            served = bundler.bundle()
            data = normalise(served, version, metaschemas)
    except RecursionError:
        report.add(findings.too_deep(Place(root.span(Pointer()), Pointer())))
        return Loaded(None, report, files.looked_for)
    document = Document(root, files.all, version, served, data, metaschemas.known, bundler.origins)
    return Loaded(document, report, files.looked_for)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Make a million objects that all stay, without looking for garbage: a third faster."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _with_version_texts(root: SourceFile, report: Report) -> dict[str, Any]:
    """Read an unquoted `1.0` as it is written in the two fields that hold a version."""
    data: dict[str, Any] = dict(root.data)
    if _is_number(data["openapi"]):
        data["openapi"] = root.written(Pointer(("openapi",)))
    info = data.get("info")
    if isinstance(info, dict) and _is_number(info.get("version")):
        pointer = Pointer(("info", "version"))
        data["info"] = {**info, "version": root.written(pointer)}
        place = Place(root.span(pointer), pointer)
        report.add(findings.number_for_text(root.written(pointer), place))
    return data


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
