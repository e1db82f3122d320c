"""The files of a document, found by URI and read once each."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from adhere.diagnostics import Report
from adhere.document import findings
from adhere.document.findings import Unresolved
from adhere.document.metaschema import is_metaschema, metaschema
from adhere.source import Pieces, SourceFile, read
from adhere.source.document_settings import DocumentSettings


class Files:
    """Reads what references lead to. Files are named as the root was: relative or absolute."""

    def __init__(
        self,
        root: SourceFile,
        report: Report,
        settings: DocumentSettings,
        *,
        allow_remote: bool,
        pieces: Pieces | None = None,
    ) -> None:
        """Start from the root file, which is read already."""
        self._settings = settings
        self._absolute = root.path.is_absolute()
        self._allow_remote = allow_remote
        self._report = report
        self._pieces = pieces
        self._by_uri: dict[str, SourceFile] = {}
        self._uris: dict[int, str] = {}
        self._add(Path(os.path.abspath(root.path)).as_uri(), root)  # noqa: PTH100 - keeps symlinks

    @property
    def all(self) -> tuple[SourceFile, ...]:
        """Every file that was read, in the order of first use."""
        return tuple({id(file): file for file in self._by_uri.values() if file.text}.values())

    @property
    def looked_for(self) -> tuple[Path, ...]:
        """Every file that was read or could not be."""
        return tuple(file.path for file in self._by_uri.values())

    def uri(self, file: SourceFile) -> str:
        """Return the URI that relative references in `file` start from."""
        return self._uris[id(file)]

    def open(self, base: str, ref: str) -> SourceFile | Unresolved:
        """Return the file that `ref` names when it stands in the file at `base`."""
        target = urldefrag(urljoin(base, ref)).url
        known = self._by_uri.get(target)
        if known is None:
            refusal = self._refusal(target, ref)
            if refusal is not None:
                return refusal
            known = self._load(target)
        if not known.is_read:
            return _broken(known, ref)
        return known

    def mirrored(self, uri: str) -> SourceFile | None:
        """Return the file that stands for a URI by the settings; `None` where none does."""
        if uri not in self._by_uri and self._settings.mirrored(uri) is None:
            return None
        file = self._by_uri.get(uri) or self._load(uri)
        return file if file.is_read else None

    def _refusal(self, target: str, ref: str) -> Unresolved | None:
        written, scheme = urlsplit(ref), urlsplit(target).scheme
        if scheme == "file":
            if not (written.scheme or written.netloc or ref.startswith("/")):
                return None
            return Unresolved(
                "absolute-ref",
                f"the $ref {ref!r} names a place on one machine",
                "Write the path relative to this file.",
            )
        if is_metaschema(target) or self._settings.mirrored(target) is not None:
            return None
        if scheme not in ("http", "https"):
            return Unresolved("remote-ref", f"a $ref with the scheme {scheme!r} is not followed")
        if not self._allow_remote:
            return Unresolved(
                "remote-ref",
                f"the $ref {ref!r} leads to another host and is not followed",
                "Copy the file beside this one and refer to the copy, or say in "
                "[tool.adhere.document.mirrors] which folder holds it, or pass --allow-remote.",
            )
        return None

    def _load(self, target: str) -> SourceFile:
        copy = self._settings.mirrored(target)
        if copy is not None:
            file = read(self._shown(copy), self._pieces)
        elif urlsplit(target).scheme == "file":
            file = read(self._shown(Path(unquote(urlsplit(target).path))), self._pieces)
        elif is_metaschema(target):
            file = metaschema(target)
        else:
            # Few documents need it, and `urllib.request` is a third of all imports of this layer.
            from adhere.document.remote import fetch  # noqa: PLC0415

            file = fetch(target)
        self._report.extend(findings.from_problem(p) for p in file.problems if file.text)
        return self._add(target, file)

    def _shown(self, path: Path) -> Path:
        return path.absolute() if self._absolute else Path(os.path.relpath(path))

    def _add(self, uri: str, file: SourceFile) -> SourceFile:
        self._by_uri[uri] = file
        self._uris[id(file)] = uri
        return file


def _broken(file: SourceFile, ref: str) -> Unresolved:
    reason = file.problems[0].message
    if file.text:
        reason = f"{file.path} could not be read"
    mend = None if file.text else _similar(file.path)
    return Unresolved("dangling-ref", f"the $ref {ref!r} leads nowhere: {reason}", mend)


def _similar(path: Path) -> str | None:
    """Suggest a file beside one that is absent."""
    try:
        names = {} if path.exists() else {file.stem: file.name for file in path.parent.iterdir()}
    except (OSError, ValueError):
        return None
    close = get_close_matches(path.stem, names, n=1)
    return f"Did you mean {names[close[0]]!r}?" if close else None
