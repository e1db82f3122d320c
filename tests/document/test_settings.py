"""`[tool.adhere.document]`: folders that stand for URIs, and what `format` means."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adhere.document import Document, load, validate
from adhere.source.document_settings import document_settings
from adhere.source.settings import SettingsError

VOCABULARY = "https://json-schema.org/draft/2020-12/vocab/"
MIRROR = '[tool.adhere.document.mirrors]\n"https://schemas.example.com/v1" = "vendor"\n'


def project(folder: Path, schema: Any, *, settings: str = MIRROR, **files: Any) -> Path:
    """Write a document with one schema, the settings beside it, and the files of `vendor`."""
    (folder / "vendor" / "inner").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(settings, "utf-8")
    for name, content in files.items():
        target = folder / "vendor" / name.replace("__", "/")
        target.with_suffix(".json").write_text(json.dumps(content), "utf-8")
    spec = folder / "openapi.json"
    info = {"title": "T", "version": "1"}
    components = {"schemas": {"S": schema}}
    text = {"openapi": "3.1.1", "info": info, "paths": {}, "components": components}
    spec.write_text(json.dumps(text), "utf-8")
    return spec


def loaded(spec: Path) -> Document:
    found = load(spec, settings=document_settings(spec))
    assert found.document is not None
    assert [d.message for d in found.report] == []
    return found.document


def schemas(spec: Path) -> Any:
    return loaded(spec).data["components"]["schemas"]


def test_a_folder_stands_for_a_prefix(tmp_path: Path) -> None:
    schema = {"$ref": "https://schemas.example.com/v1/person"}
    spec = project(
        tmp_path, schema, person={"items": {"$ref": "inner/pet.json"}}, inner__pet={"type": "null"}
    )
    found = schemas(spec)
    assert found["S"] == {"items": {"$ref": "#/components/schemas/pet"}}
    assert found["pet"] == {"type": "null"}


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("https://schemas.example.com/v1/absent.json", "absent.json does not exist"),
        ("https://schemas.example.com/v1/%2e%2e/openapi.json", "another host"),
        ("https://schemas.example.com/v1/..%2fopenapi.json", "another host"),
        ("https://schemas.example.com/v10/person.json", "another host"),
    ],
)
def test_nothing_outside_of_the_folder_stands_for_a_uri(
    tmp_path: Path, uri: str, said: str
) -> None:
    spec = project(tmp_path, {"$ref": uri}, person={})
    (message,) = [d.message for d in load(spec, settings=document_settings(spec)).report]
    assert said in message


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[tool.adhere.document]\nformat = "x"\n', "did you mean 'formats'?"),
        ('[tool.adhere.document]\nformats = "x"\n', "is 'assert' or 'annotate', not 'x'"),
        ('[tool.adhere.document.mirrors]\n"x/" = "vendor"\n', "does not begin like an http"),
        ('[tool.adhere.document.mirrors]\n"http://x/" = "no"\n', "there is no folder"),
        ('[tool.adhere.document.mirrors]\n"http://x/" = 1\n', "is not a text"),
    ],
)
def test_wrong_settings_are_told(tmp_path: Path, settings: str, said: str) -> None:
    spec = project(tmp_path, {}, settings=settings)
    with pytest.raises(SettingsError, match=said):
        document_settings(spec)


def test_formats_annotate_where_the_settings_say_so(tmp_path: Path) -> None:
    settings = '[tool.adhere.document]\nformats = "annotate"\n'
    spec = project(tmp_path, {"type": "string", "format": "date"}, settings=settings)
    assert schemas(spec)["S"] == {"type": "string"}
    assert loaded(spec).served["components"]["schemas"]["S"]["format"] == "date"


@pytest.mark.parametrize(
    ("vocabularies", "kept"),
    [
        (("core", "applicator"), {"properties"}),
        (("core", "applicator", "validation"), {"properties", "minimum"}),
        (("core", "validation", "format-annotation"), {"minimum", "format"}),
        (("core", "validation", "format-assertion"), {"minimum", "format"}),
    ],
)
def test_a_metaschema_says_which_keywords_mean_something(
    tmp_path: Path, vocabularies: tuple[str, ...], kept: set[str]
) -> None:
    declared = {VOCABULARY + name: True for name in vocabularies}
    uri = "https://schemas.example.com/v1/mine"
    schema = {"$schema": uri, "properties": {}, "minimum": 1, "format": "date"}
    spec = project(tmp_path, schema, mine={"$id": uri, "$vocabulary": declared})
    document = loaded(spec)
    assert set(document.data["components"]["schemas"]["S"]) == kept
    assert not [d for d in validate(document) if d.rule == "unknown-dialect"]


@pytest.mark.parametrize(
    ("vocabularies", "said"),
    [
        ({"https://example.com/units": True}, ["requires 'https://example.com/units'"]),
        ({"https://example.com/units": False}, []),
        ({"https://spec.openapis.org/oas/3.1/vocab/base": True}, []),
    ],
)
def test_a_vocabulary_that_is_required_and_unknown_is_told(
    tmp_path: Path, vocabularies: dict[str, bool], said: list[str]
) -> None:
    uri = "https://schemas.example.com/v1/mine"
    declared = {VOCABULARY + "core": True, **vocabularies}
    spec = project(tmp_path, {"$schema": uri}, mine={"$id": uri, "$vocabulary": declared})
    messages = [d.message for d in validate(loaded(spec))]
    assert [part in m for part, m in zip(said, messages, strict=True)] == [True] * len(said)


def test_a_metaschema_that_nobody_has_is_told(tmp_path: Path) -> None:
    spec = project(tmp_path, {"$schema": "https://schemas.example.com/v1/mine", "minimum": 1})
    (finding,) = validate(loaded(spec))
    assert finding.rule == "unknown-dialect"


def test_keywords_of_later_drafts_mean_nothing_in_an_older_one(tmp_path: Path) -> None:
    old = {"$schema": "http://json-schema.org/draft-04/schema#", "const": 1, "if": {}, "minimum": 2}
    assert schemas(project(tmp_path, old))["S"] == {"minimum": 2}
