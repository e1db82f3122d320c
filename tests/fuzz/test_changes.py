"""`--changed-since`: only what means something else is tested, with what creates what it needs."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from adhere.cli.fuzz import fuzz as command
from adhere.document import Document
from adhere.document.revision import RevisionError, load_revision
from adhere.fuzz.changes import changes
from adhere.fuzz.run import read

SPEC = """\
openapi: 3.1.1
info: {title: Shop, version: '1'}
servers: [{url: /v1}]
security: [{token: [read]}]
paths:
  /shops:
    post:
      operationId: openShop
      responses: {'201': {description: Made}}
  /shops/{shop_id}/things:
    parameters:
      - {name: shop_id, in: path, required: true, schema: {type: string}}
    get:
      operationId: listThings
      parameters:
        - {name: q, in: query, description: Words, schema: {type: string, maxLength: 9}}
        - {name: limit, in: query, schema: {type: integer, enum: [1, 2]}}
      responses: {'200': {description: All}}
    post:
      operationId: makeThing
      requestBody: {$ref: 'parts.yaml#/bodies/Thing'}
      responses: {'201': {description: Made}}
  /thanks:
    get:
      operationId: thank
      security: []
      responses: {'200': {description: Thanks, content: {text/plain: {example: Hello}}}}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
"""
PARTS = """\
bodies:
  Thing:
    content:
      application/json:
        schema:
          type: object
          required: [name, description]
          properties:
            name: {$ref: '#/schemas/Name'}
            description: {type: string}
            parent: {type: object, properties: {shop_id: {type: string}}}
schemas:
  Name: {type: string, title: A name, enum: [description, examples]}
"""
OPEN, LIST, MAKE, THANK = (
    "POST /shops", "GET /shops/{shop_id}/things", "POST /shops/{shop_id}/things", "GET /thanks",
)  # fmt: skip


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Document]:
    def written(name: str, *edits: tuple[str, str]) -> Document:
        texts = {"openapi.yaml": SPEC, "parts.yaml": PARTS}
        folder = tmp_path / name
        folder.mkdir()
        for old, new in edits:
            assert any(old in text for text in texts.values()), old
            texts = {file: text.replace(old, new) for file, text in texts.items()}
        for file, text in texts.items():
            (folder / file).write_text(text)
        return read(folder / "openapi.yaml")

    return written


@pytest.mark.parametrize(
    ("edit", "changed", "producers"),
    [
        (("description: Words", "description: Text"), [], []),
        (("example: Hello", "example: Bye"), [], []),
        (("title: A name", "title: The name"), [], []),
        (("operationId: thank", "operationId: thankYou"), [], []),
        (("Name", "Label"), [], []),
        (("enum: [1, 2]", "enum: [2, 1]"), [], []),
        (("[name, description]", "[description, name]"), [], []),
        (("[name, description]", "[name]"), [MAKE], [OPEN]),
        (("description: {type: string}", "description: {type: integer}"), [MAKE], [OPEN]),
        (("enum: [description, examples]", "enum: [description]"), [MAKE], [OPEN]),
        (("maxLength: 9", "maxLength: 8"), [LIST], [OPEN]),
        (("shop_id, in: path, required: true, schema: {type: string}",
          "shop_id, in: path, required: true, schema: {type: integer}"), [LIST, MAKE], [OPEN]),
        (("security: []", "security: [{token: []}]"), [THANK], []),
        (("scheme: bearer", "scheme: basic"), [OPEN, LIST, MAKE], []),
        (("[{token: [read]}]", "[{token: [write]}]"), [OPEN, LIST, MAKE], []),
        (("url: /v1", "url: /v2"), [OPEN, LIST, MAKE, THANK], []),
        (("/thanks", "/welcome"), ["GET /welcome"], []),
    ],
)  # fmt: skip
def test_what_means_something_else(
    written: Callable[..., Document],
    edit: tuple[str, str],
    changed: list[str],
    producers: list[str],
) -> None:
    found = changes(written("before"), written("now", edit))
    assert (list(found.changed), list(found.producers)) == (changed, producers)


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", "-C", folder, *identity, *words], check=True, capture_output=True)  # noqa: S607


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repo" / "api"
    folder.mkdir(parents=True)
    (folder / "openapi.yaml").write_text(SPEC.replace("parts.yaml", "../shared/parts.yaml"))
    shared = folder.parent / "shared"
    shared.mkdir()
    (shared / "parts.yaml").write_text(PARTS)
    git(folder.parent, "init", "-q")
    git(folder.parent, "add", ".")
    git(folder.parent, "commit", "-q", "-m", "First")
    return folder


def test_document_is_read_as_it_stood_with_all_its_files(repository: Path) -> None:
    spec = repository / "openapi.yaml"
    (repository.parent / "shared" / "parts.yaml").unlink()
    spec.write_text(spec.read_text().replace("../shared/parts.yaml", "parts.yaml"))
    (repository / "parts.yaml").write_text(PARTS.replace("[name, description]", "[name]"))
    before = load_revision(spec, "HEAD").document

    assert before is not None
    assert list(changes(before, read(spec)).changed) == [MAKE]


def test_what_git_does_not_have_is_one_sentence(repository: Path, tmp_path: Path) -> None:
    new = repository / "new.yaml"
    new.write_text(SPEC)
    alone = tmp_path / "alone.yaml"
    alone.write_text(SPEC)
    for spec, revision, message in [
        (new, "HEAD", "new.yaml is not in the git revision 'HEAD'"),
        (repository / "openapi.yaml", "nope", "has no revision 'nope'"),
        (repository / "openapi.yaml", "--all", "has no revision '--all'"),
        (alone, "HEAD", "alone.yaml is in no git repository"),
    ]:
        with pytest.raises(RevisionError, match=re.escape(message)):
            load_revision(spec, revision)


def test_nothing_is_sent_where_nothing_changed(repository: Path) -> None:
    spec = repository / "openapi.yaml"
    spec.write_text(spec.read_text().replace("description: Words", "description: Text"))
    words = ["http://127.0.0.1:9", "--spec", str(spec), "--changed-since"]
    same = CliRunner().invoke(command, [*words, "HEAD"])
    assert (same.exit_code, same.output) == (
        0,
        "Nothing to test: every operation means what it did at HEAD.\n",
    )
    wrong = CliRunner().invoke(command, [*words, "nope"])
    assert (wrong.exit_code, "has no revision 'nope'" in wrong.output) == (2, True)
