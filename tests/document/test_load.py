from __future__ import annotations

from pathlib import Path

from adhere.document import load
from adhere.source import Pointer

ROOT = """\
openapi: 3.0.3
info: {title: T, version: 1.0}
paths:
  /a: {$ref: 'paths/a.yaml'}
components:
  schemas:
    Pet: {$ref: 'schemas/pet.yaml'}
"""
PATH = """\
get:
  responses:
    200:
      description: ok
      content:
        application/json:
          schema: {$ref: '../schemas/pet.yaml'}
    404: {$ref: '../shared.yaml#/components/responses/NotFound'}
"""
PET = """\
type: object
properties:
  name: {type: string, nullable: true, example: Rex}
  mother: {$ref: '#'}
"""
SHARED = """\
components:
  responses:
    NotFound: {description: no}
"""


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / next(iter(files))


def test_many_files_become_one_and_every_node_leads_back(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "openapi.yaml": ROOT,
            "paths/a.yaml": PATH,
            "schemas/pet.yaml": PET,
            "shared.yaml": SHARED,
        },
    )
    document, report = (loaded := load(root)).document, loaded.report
    assert [d.rule for d in report] == ["number-for-text"]
    assert document is not None
    assert document.version == "3.0.3"
    assert document.data["info"]["version"] == "1.0"
    get = document.data["paths"]["/a"]["get"]
    assert get["responses"]["404"] == {"$ref": "#/components/responses/NotFound"}
    media_type = get["responses"]["200"]["content"]["application/json"]
    assert media_type["schema"] == {"$ref": "#/components/schemas/Pet"}
    pet = document.data["components"]["schemas"]["Pet"]
    assert pet["properties"]["name"] == {"type": ["string", "null"], "examples": ["Rex"]}
    assert pet["properties"]["mother"] == {"$ref": "#/components/schemas/Pet"}
    span = document.span(Pointer.parse("/components/schemas/Pet/properties/mother/$ref"))
    assert (span.file.name, span.start.line, span.start.column) == ("pet.yaml", 4, 18)
    pointer, value = document.resolve(Pointer.parse("/paths/~1a/get/responses/404"))
    assert pointer == Pointer.parse("/components/responses/NotFound")
    assert value == {"description": "no"}
