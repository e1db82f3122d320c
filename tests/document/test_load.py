from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adhere.document import Loaded, load, validate

LoadFiles = Callable[[dict[str, str]], Loaded]


@pytest.mark.parametrize(
    ("text", "place", "rule", "message", "mend"),
    [
        (
            "swagger: '2.0'\ninfo: {}\n",
            "a.yaml:1:1",
            "unknown-version",
            "this is a Swagger 2.0 document; OpenAPI 3.0, 3.1 and 3.2 are read",
            "Convert it to OpenAPI 3, for example with a Swagger converter.",
        ),
        (
            "asyncapi: 3.0.0\n",
            "a.yaml:1:1",
            "unknown-version",
            "this is an AsyncAPI document; OpenAPI 3.0, 3.1 and 3.2 are read",
            "Name the OpenAPI document of the service.",
        ),
        (
            "info: {}\nopenapi: 4.0.0\n",
            "a.yaml:2:10",
            "unknown-version",
            "the OpenAPI version '4.0.0' is not known; 3.0, 3.1 and 3.2 are read",
            "Write a version such as '3.1.1'.",
        ),
        (
            "openapi: [3]\n",
            "a.yaml:1:10",
            "unknown-version",
            "the OpenAPI version '[3]' is not known; 3.0, 3.1 and 3.2 are read",
            "Write a version such as '3.1.1'.",
        ),
        (
            "paths: {}\n",
            "a.yaml:1:1",
            "unknown-version",
            "the key 'openapi' is missing, so this is not known to be an OpenAPI document",
            "Add 'openapi: 3.1.1' at the top, or name the root file of the document.",
        ),
        (
            "# nothing\n",
            "a.yaml:1:1",
            "unknown-version",
            "an OpenAPI document is a mapping with the key 'openapi'; this file holds none",
            "Start the file with 'openapi: 3.1.1'.",
        ),
        (
            "- openapi\n",
            "a.yaml:1:1",
            "unknown-version",
            "an OpenAPI document is a mapping with the key 'openapi'; this file holds none",
            "Start the file with 'openapi: 3.1.1'.",
        ),
        (
            "openapi: 3.1.1\ninfo:\n\ttitle: T\n",
            "a.yaml:3:1",
            "syntax-error",
            "a tab indents this line; YAML allows spaces only",
            "Use spaces.",
        ),
    ],
)
def test_what_is_no_document_is_one_sentence(
    load_files: LoadFiles, text: str, place: str, rule: str, message: str, mend: str
) -> None:
    loaded = load_files({"a.yaml": text})
    (finding,) = loaded.report
    assert loaded.document is None
    assert (str(finding.span), finding.rule) == (place, rule)
    assert (finding.message, finding.help) == (message, mend)


def test_a_directory_or_nothing_is_one_sentence(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.yaml"):
        loaded = load(path)
        assert loaded.document is None
        assert [d.rule for d in loaded.report] == ["unreadable-file"]


def test_a_repeated_key_is_an_error_and_the_document_still_read(load_files: LoadFiles) -> None:
    loaded = load_files(
        {"a.yaml": "openapi: 3.1.1\ninfo: {title: T, title: U, version: '1'}\npaths: {}\n"}
    )
    (finding,) = loaded.report
    assert loaded.document is not None
    assert (str(finding.span), finding.rule) == ("a.yaml:2:18", "duplicate-key")
    assert [str(related.span) for related in finding.related] == ["a.yaml:2:8"]


def test_versions_without_quotes_are_read_as_written(load_files: LoadFiles) -> None:
    loaded = load_files({"a.yaml": "openapi: 3.10\ninfo: {title: T, version: 1.10}\npaths: {}\n"})
    assert [d.message for d in loaded.report] == [
        "the OpenAPI version '3.10' is not known; 3.0, 3.1 and 3.2 are read"
    ]
    loaded = load_files({"a.yaml": "openapi: 3.1\ninfo: {title: T, version: 1.10}\npaths: {}\n"})
    (finding,) = loaded.report
    assert (finding.rule, finding.help) == ("number-for-text", "Quote it: '1.10'.")
    assert loaded.document is not None
    assert loaded.document.data["info"]["version"] == "1.10"
    assert loaded.document.data["openapi"] == "3.1"


def test_files_far_apart_are_named_as_the_root_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "work" / "spec").mkdir(parents=True)
    (tmp_path / "shared" / "a b.yaml").write_text("A: {type: 1}\n")
    root = tmp_path / "work" / "spec" / "root.yaml"
    root.write_text(
        "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths: {}\n"
        "components: {schemas: {A: {$ref: '../../shared/a%20b.yaml#/A'}}}\n"
    )
    monkeypatch.chdir(tmp_path / "work")
    relative = load(Path("spec/root.yaml")).document
    assert relative is not None
    assert [str(d.span) for d in validate(relative)] == ["../shared/a b.yaml:1:11"]
    absolute = load(root).document
    assert absolute is not None
    (finding,) = validate(absolute)
    assert finding.span.file == tmp_path / "shared" / "a b.yaml"


BASE = yaml.safe_load("""\
openapi: 3.0.3
info: {title: T, version: '1'}
servers: [{url: /}]
tags: [{name: t}]
security: [{key: []}]
paths:
  /a/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post:
      operationId: a
      tags: [t]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
      responses:
        '200':
          description: ok
          headers: {H: {schema: {type: integer}}}
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/A'}}}
          links: {l: {operationId: a}}
      callbacks: {c: {'{$url}': {get: {responses: {default: {description: d}}}}}}
components:
  schemas:
    A:
      type: object
      required: [x]
      properties:
        x: {type: string, nullable: true, default: d}
        y: {$ref: '#/components/schemas/A'}
      discriminator: {propertyName: x, mapping: {a: A}}
  securitySchemes: {key: {type: apiKey, in: header, name: k}}
""")
ODD: list[Any] = [
    None,
    True,
    0,
    "",
    "#/",
    "$ref",
    "#/components/schemas/A",
    [],
    {},
    [None],
    {"$ref": 1},
]
ODD += [{"$ref": "#/paths"}, {"$ref": "#"}, {"": None}, {"x-": {}}, {"$ref": "a b://[", "x": []}]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys = (
        list(value)
        if isinstance(value, dict)
        else range(len(value))
        if isinstance(value, list)
        else ()
    )
    return [path, *(place for key in keys for place in places(value[key], (*path, key)))]


PLACES = [place for place in places(BASE) if place]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150
)
@given(
    edits=st.lists(
        st.tuples(st.sampled_from(PLACES), st.sampled_from(ODD)), min_size=1, max_size=3
    ),
    version=st.sampled_from(["3.0.3", "3.1.1", "3.2.0"]),
)
def test_whatever_stands_where_there_are_findings_and_no_exception(
    tmp_path: Path, edits: list[tuple[tuple[Any, ...], Any]], version: str
) -> None:
    data = copy.deepcopy(BASE)
    for place, odd in edits:
        holder = data
        for key in place[:-1]:
            holder = (
                holder[key]
                if isinstance(holder, dict | list) and holder and _has(holder, key)
                else {}
            )
        if isinstance(holder, dict) or (isinstance(holder, list) and _has(holder, place[-1])):
            holder[place[-1]] = copy.deepcopy(odd)
    if data.get("openapi") == "3.0.3":
        data["openapi"] = version
    path = tmp_path / "a.json"
    path.write_text(json.dumps(data))
    loaded = load(path)
    findings = list(loaded.report)
    if loaded.document is not None:
        findings += validate(loaded.document)
    for finding in findings:
        assert finding.message
        assert finding.span.file == path
        assert "is not valid under" not in finding.message


def _has(holder: Any, key: Any) -> bool:
    if isinstance(holder, dict):
        return key in holder
    return isinstance(key, int) and key < len(holder)
