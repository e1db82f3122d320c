"""The JSON-Schema-Test-Suite as OpenAPI documents: one for each file, an operation a schema.

The schemas are written as the suite has them, each into a file of its own that the document
refers to. What the suite serves at `http://localhost:1234` is a folder in the settings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from adhere.runtime import Options
from adhere.source.document_settings import DocumentSettings

SUITE = Path(__file__).parents[2] / ".." / "shared" / "json-schema-test-suite"
TESTS = SUITE / "tests" / "draft2020-12"
REMOTES = MappingProxyType({"http://localhost:1234/": SUITE / "remotes"})


@dataclass(frozen=True)
class Section:
    """A folder of the suite, and how its tests want formats to be taken."""

    folder: str
    formats: str

    @property
    def files(self) -> list[Path]:
        """The files of the section, none where the suite is absent."""
        return sorted((TESTS / self.folder).glob("*.json"))

    @property
    def settings(self) -> DocumentSettings:
        """How the documents of the section are read."""
        return DocumentSettings(REMOTES, self.formats)


SUITE_OPTIONS = Options(allow_nul=True)


@dataclass(frozen=True)
class Case:
    """A value, and whether the schema of its operation accepts it."""

    path: str
    group: str
    description: str
    data: Any
    valid: bool


def write_document(file: Path, folder: Path) -> Path:
    """Write the document whose operations take what the file's schemas accept."""
    groups = json.loads(file.read_text(encoding="utf-8"))
    folder.mkdir(parents=True)
    for number, group in enumerate(groups):
        (folder / f"g{number}.json").write_text(json.dumps(group["schema"]), encoding="utf-8")
    document = {
        "openapi": "3.1.0",
        "info": {"title": file.stem, "version": "1"},
        "paths": {f"/g{n}": {"post": _operation(n)} for n in range(len(groups))},
    }
    root = folder / "openapi.json"
    root.write_text(json.dumps(document), encoding="utf-8")
    return root


def cases(file: Path) -> Iterator[Case]:
    """Yield the cases of a file, as requests to its document."""
    for n, group in enumerate(json.loads(file.read_text(encoding="utf-8"))):
        for test in group["tests"]:
            yield Case(
                f"/g{n}", group["description"], test["description"], test["data"], test["valid"]
            )


def _operation(number: int) -> dict[str, Any]:
    schema = {"$ref": f"g{number}.json"}
    return {
        "operationId": f"post_g{number}",
        "tags": ["suite"],
        "security": [],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"204": {"description": "Accepted."}},
    }
