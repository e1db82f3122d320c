"""What `adhere generate --lenient` makes of documents that are broken somewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adhere.cli.entry import run

CORPUS_TESTS = Path(__file__).parents[1] / "corpus"

DOCUMENT = """\
openapi: 3.1.1
info: {{title: Shop, version: '1'}}
security: []
paths:
  /sound:
    get:
      operationId: sound
      responses: {{'204': {{description: Done.}}}}
  /orders:
    {shared}
    post:
      operationId: broken
      {operation}
components:
  {components}
"""
OK = "responses: {'204': {description: Done.}}"
REFERS = "responses: {'200': {description: D, content: {application/json: {schema: {%s}}}}}"
TO_ORDER = REFERS % "$ref: '#/components/schemas/Order'"

LEFT_OUT = {
    "a dangling ref in an optional property": (
        {
            "operation": TO_ORDER,
            "components": "schemas: {Order: {properties: {a: {$ref: '#/components/schemas/X'}}}}",
        },
        "POST /orders is left out: it needs the schema 'Order', which refers to",
    ),
    "at several removes": (
        {
            "operation": TO_ORDER,
            "components": "schemas: {Order: {$ref: '#/components/schemas/B'}, "
            "B: {items: {$ref: '#/components/schemas/C'}}, C: {type: strin}}",
        },
        "POST /orders is left out: it needs the schema 'C', which holds what is no JSON Schema",
    ),
    "a schema that is none": (
        {"operation": REFERS % "minimum: five"},
        "POST /orders is left out: its response '200' holds what is no JSON Schema",
    ),
    "a parameter without a name": (
        {"operation": f"parameters: [{{in: query}}]\n      {OK}"},
        "POST /orders is left out: it cannot be served: a parameter has no name",
    ),
    "parameters that are no list": (
        {"operation": f"parameters: {{in: query}}\n      {OK}"},
        "POST /orders is left out: it has a 'parameters' that is no list of Parameter Objects",
    ),
    "a broken parameter of the path item": (
        {"shared": "parameters: [{$ref: '#/components/parameters/X'}]", "operation": OK},
        "POST /orders is left out: it needs the path item '/orders', which refers to",
    ),
    "a body that is none": (
        {"operation": f"requestBody: yes, please\n      {OK}"},
        "POST /orders is left out: it has a 'requestBody' that is no Request Body Object",
    ),
    "a body that is required, perhaps": (
        {
            "operation": "requestBody: {required: 'yes', content: {text/plain: {}}}\n"
            f"      {OK}"
        },
        "POST /orders is left out: it has a 'required' that is neither true nor false",
    ),
    "a security scheme that nobody can satisfy": (
        {
            "operation": f"security: [{{key: []}}]\n      {OK}",
            "components": "securitySchemes: {key: {type: apiKey}}",
        },
        "POST /orders is left out: it requires the security scheme 'key', which is not sound",
    ),
    "security that is a name": (
        {
            "operation": f"security: [key]\n      {OK}",
            "components": "securitySchemes: {key: {type: http, scheme: bearer}}",
        },
        "POST /orders is left out: it has a security requirement that is no map of schemes",
    ),
    "a success that dangles": (
        {"operation": "responses: {'200': {$ref: '#/components/responses/X'}}"},
        "POST /orders is left out: its response '200' refers to",
    ),
    "a ref to another operation that is left out": (
        {
            "operation": REFERS % "$ref: '#/components/schemas/Order/properties/a'",
            "components": "schemas: {Order: {type: 5, properties: {a: {}}}}",
        },
        "POST /orders is left out: it needs the schema 'Order', which holds what is no JSON",
    ),
}


def document(
    *, shared: str = "summary: Orders", operation: str = OK, components: str = "schemas: {}"
) -> str:
    return DOCUMENT.format(shared=shared, operation=operation, components=components)


def imports(package: Path) -> list[str]:
    """Build the application in a process of its own; return the paths that it routes."""
    code = (
        f"import {package.name} as package, json; app = package.create_app(); "
        "print(json.dumps([f'{o.method} {o.path}' for o in app.state.adhere]))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=package.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(("parts", "told"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_an_operation_that_reaches_a_fault_is_left_out(
    spec: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
    parts: dict[str, str],
    told: str,
) -> None:
    path = str(spec(document(**parts)))
    assert run(["generate", path]) == 1
    assert not Path("generated").exists()
    capsys.readouterr()
    assert run(["generate", path, "--lenient"]) == 0
    said = capsys.readouterr()
    assert "error[" in said.err
    what, _, cause = told.partition(" is left out: ")
    lines = said.out.partition("\nLeft out:\n")[2].splitlines()
    assert [line for line in lines if line.startswith(f"  {what}") and cause in line]
    assert list(json.loads(Path("generated/contract.json").read_bytes())["paths"]) == ["/sound"]
    assert "/orders" in json.loads(Path("generated/openapi.json").read_bytes())["paths"]


def test_the_rest_is_served(spec: Callable[..., Path], tmp_path: Path) -> None:
    parts, _ = LEFT_OUT["a dangling ref in an optional property"]
    assert run(["generate", str(spec(document(**parts))), "--lenient", "-q"]) == 0
    assert imports(tmp_path / "generated") == ["GET /sound"]


def test_the_place_of_the_fault_is_told(
    spec: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    parts, _ = LEFT_OUT["a dangling ref in an optional property"]
    path = spec(document(**parts))
    lines = path.read_text().splitlines()
    line = next(n for n, text in enumerate(lines, 1) if "schemas/X" in text)
    assert run(["generate", str(path), "--lenient"]) == 0
    told = f"refers to '#/components/schemas/X', which is not there (openapi.yaml:{line}:"
    assert capsys.readouterr().out.count(told) == 2  # the operation, and the schema


def test_a_scheme_that_nobody_describes_admits_nobody(
    spec: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = spec(document(operation=f"security: [{{key: []}}]\n      {OK}"))
    assert run(["generate", str(path), "--lenient"]) == 0
    told = "POST /orders is left out: it requires the security scheme 'key', which is not sound"
    assert told in capsys.readouterr().out


def test_an_operation_may_have_fewer_ways_to_fail(
    spec: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    operation = "responses: {'204': {description: D}, '404': {$ref: '#/components/responses/X'}}"
    assert run(["generate", str(spec(document(operation=operation))), "--lenient"]) == 0
    assert "the response '404' of POST /orders is left out: it" in capsys.readouterr().out
    assert imports(tmp_path / "generated") == ["GET /sound", "POST /orders"]


def test_a_default_that_its_schema_refuses_is_left_out_alone(
    spec: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    schema = "{type: integer, default: ten}"
    operation = f"parameters: [{{name: n, in: query, schema: {schema}}}]\n      {OK}"
    assert run(["generate", str(spec(document(operation=operation))), "--lenient"]) == 0
    assert "the default 'ten' is left out: its own schema refuses it" in capsys.readouterr().out
    paths = json.loads(Path("generated/contract.json").read_bytes())["paths"]
    assert paths["/orders"]["post"]["parameters"][0]["schema"] == {"type": "integer"}


def test_what_cannot_change_what_is_served_is_told_and_kept(
    spec: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run(["generate", str(spec(document(operation=f"summary: 5\n      {OK}"))), "--lenient"])
        == 0
    )
    said = capsys.readouterr()
    assert "error[schema-violation]" in said.err
    assert "2 operations" in said.out
    assert "Left out" not in said.out


def test_nothing_sound_is_said_in_a_sentence(
    spec: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = spec(document().replace("'204': {description: Done.}", "'204': {$ref: '#/no'}"))
    assert run(["generate", str(path), "--lenient"]) == 1
    assert capsys.readouterr().err.endswith(
        "No operation of openapi.yaml is sound; nothing is generated.\n"
    )
    assert not Path("generated").exists()


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        ("info: {title: Shop, version: '1'}", "info: [Shop]"),
        ("components:\n", "x-empty:\n"),
        ("components:\n", "webhooks: {sold: {post: {requestBody: 5}}}\ncomponents:\n"),
        ("    post:\n", "    additionalOperations: 5\n    post:\n"),
        ("  /orders:\n", "  orders: {get: {}}\n  /orders:\n"),
        ("  schemas: {}", "  schemas: []"),
        ("  schemas: {}", "  links: {a: 5}"),
    ],
)
def test_what_stands_around_operations_may_be_broken(
    spec: Callable[..., Path], tmp_path: Path, sound: str, broken: str
) -> None:
    path = spec(document().replace(sound, broken))
    assert run(["generate", str(path), "--lenient", "-q"]) == 0
    assert "GET /sound" in imports(tmp_path / "generated")


def test_leniency_is_remembered_and_can_be_taken_back(spec: Callable[..., Path]) -> None:
    parts, _ = LEFT_OUT["a schema that is none"]
    path = spec(document(**parts))
    assert run(["generate", str(path), "--lenient", "-q"]) == 0
    path.write_text(path.read_text() + "# edited\n")
    assert run(["generate", str(path), "-q"]) == 0
    assert run(["generate", str(path), "--strict", "-q"]) == 1


def chosen() -> list[Path]:
    """Return some of the invalid documents of the corpus, or with ADHERE_CORPUS=all every one."""
    root = CORPUS_TESTS.parents[2] / "shared" / "corpus"
    if not root.exists():
        return []
    import csv  # noqa: PLC0415 - only here

    with (root / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["valid"] == "0"]
    if os.environ.get("ADHERE_CORPUS") != "all":
        rows = [row for row in rows if int(row["operations"]) < 30][::4]
    return [root / row["root"] for row in rows]


@pytest.mark.skipif(not chosen(), reason="the corpus is not beside the checkout")
@pytest.mark.parametrize("published", chosen(), ids=lambda path: path.stem)
def test_published_documents_with_errors(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "generated"
    code = run(["generate", str(published), "--lenient", "--out", str(out)])
    said = capsys.readouterr()
    if code == 1:
        assert said.err.endswith("is sound; nothing is generated.\n")
        return
    assert code == 0
    contract = json.loads((out / "contract.json").read_bytes())
    methods = {"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}
    declared = [m for item in contract["paths"].values() for m in item if m in methods]
    assert len(imports(out)) == len(declared) > 0


def test_what_is_missing_for_one_cause_is_told_once(
    spec: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    parts, _ = LEFT_OUT["a dangling ref in an optional property"]
    also = "    get:\n      operationId: also\n      " + TO_ORDER + "\n    post:"
    path = spec(document(**parts).replace("    post:", also))
    assert run(["generate", str(path), "--lenient"]) == 0
    (told,) = [
        line
        for line in capsys.readouterr().out.partition("\nLeft out:\n")[2].splitlines()
        if "each for this" in line
    ]
    assert told.count("/orders") == 2


def test_a_forgotten_leniency_is_told(
    spec: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    parts, _ = LEFT_OUT["a dangling ref in an optional property"]
    path = str(spec(document(**parts)))
    assert run(["generate", path, "--lenient", "-q"]) == 0
    Path("generated/manifest.json").write_text("{", "utf-8")
    capsys.readouterr()
    assert run(["generate", path, "--force"]) == 1
    told = "manifest.json does not tell whether --lenient was given: add it if it was.\n"
    assert told in capsys.readouterr().err
    assert run(["generate", path, "--force", "--lenient"]) == 0
    assert "does not tell" not in capsys.readouterr().err
