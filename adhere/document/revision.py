"""A document as it stood at a revision of its git repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from adhere.document.load import Loaded, load
from adhere.source.document_settings import DocumentSettings


class RevisionError(Exception):
    """The document cannot be read at that revision; the message is one sentence."""


def load_revision(path: Path, revision: str, *, settings: DocumentSettings | None = None) -> Loaded:
    """Read the document, and every file that it referred to, as they stood at a revision.

    The spans of the result name a copy that is gone. Raises RevisionError where there is no
    repository, no such revision, or no such file in it.
    """
    history = _History.of(path, revision)
    with tempfile.TemporaryDirectory(prefix="adhere-") as name:
        copy = Path(name).resolve()
        root = history.top / history.inside(path)
        if not history.fetch(root, copy):
            raise RevisionError(f"{path} is not in the git revision {revision!r}")
        wanted = {root}
        while True:
            loaded = load(copy / root.relative_to(history.top), settings=settings)
            seen = {history.top / p.relative_to(copy) for p in _below(copy, loaded.looked_for)}
            came = [file for file in seen - wanted if history.fetch(file, copy)]
            if not came:
                return loaded
            wanted |= seen


def _below(folder: Path, files: tuple[Path, ...]) -> list[Path]:
    whole = [Path(os.path.abspath(file)) for file in files]  # noqa: PTH100 - keeps symlinks
    return [file for file in whole if file.is_relative_to(folder)]


@dataclass(frozen=True, slots=True)
class _History:
    """A git repository at one of its revisions, a commit's hash; `top` is its folder."""

    top: Path
    commit: str

    @classmethod
    def of(cls, path: Path, revision: str) -> _History:
        folder = path.absolute().parent
        if shutil.which("git") is None:
            raise RevisionError("git is not installed: comparing with a revision needs it")
        top = _git(folder, "rev-parse", "--show-toplevel") if folder.is_dir() else None
        if top is None:
            raise RevisionError(
                f"{path} is in no git repository, so nothing is known of {revision!r}"
            )
        commit = _git(
            folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
        if commit is None:
            raise RevisionError(f"the git repository of {path} has no revision {revision!r}")
        return cls(Path(top.decode().strip()), commit.decode().strip())

    def inside(self, path: Path) -> Path:
        """Return the path below the repository's folder."""
        return (path.absolute().parent.resolve() / path.name).relative_to(self.top.resolve())

    def fetch(self, file: Path, copy: Path) -> bool:
        """Write a file as it stood below `copy`; tell whether there was one."""
        inside = file.relative_to(self.top)
        content = _git(self.top, "show", f"{self.commit}:{inside.as_posix()}")
        if content is None:
            return False
        target = copy / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return True


def _git(folder: Path, *words: str) -> bytes | None:
    """Return what git prints; `None` where it fails."""
    done = subprocess.run(  # noqa: S603 - git itself, no shell; what a user names is no option
        ["git", "-C", str(folder), *words],  # noqa: S607 - as the user has it
        capture_output=True,
        check=False,
    )
    return done.stdout if done.returncode == 0 else None
