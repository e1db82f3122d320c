"""What a generated Protocol says of an operation: its parameters by name, its replies by type."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from adhere import contract, document, emit, runtime
from adhere.emit.statuses import BODILESS, STANDARD
from adhere.runtime.replies import RaisableReply, has_body

Generate = Callable[..., Mapping[str, str]]


@pytest.fixture
def generate(tmp_path: Path) -> Generate:
    """Return a function from `paths` and components to the files of a package, written to disk."""

    def make(
        paths: Mapping[str, Any], name: str = "package", **components: Any
    ) -> Mapping[str, str]:
        whole = {
            "openapi": "3.1.1",
            "info": {"title": "Test", "version": "1"},
            "paths": paths,
            "components": components,
        }
        spec = tmp_path / "openapi.yaml"
        spec.write_text(yaml.safe_dump(whole), "utf-8")
        loaded = document.load(spec)
        assert loaded.document is not None
        built = contract.build(loaded.document)
        assert [d.message for d in built.report] == []
        files = emit.generate(loaded.document, built.contract, client=True).files
        emit.write(tmp_path / name, files)
        return files

    return make


def get(*parameters: tuple[str, str], **members: Any) -> dict[str, Any]:
    listed = [
        {"name": name, "in": place, "required": True, "schema": {"type": "string"}}
        for place, name in parameters
    ]
    replies = {"204": {"description": "Done."}}
    return {"operationId": "find", "parameters": listed, "responses": replies, **members}


@pytest.mark.parametrize(
    ("parameters", "mark"),
    [
        ([("query", "petId"), ("header", "X-Trace"), ("query", "day")], ""),
        ([("query", "pet-id")], ", pet_id=Query('pet-id')"),
        ([("query", "PetId")], ", pet_id=Query('PetId')"),
        ([("header", "class")], ", class_=Header('class')"),
        (
            [("query", "trace_id"), ("header", "Trace-Id")],
            ", trace_id=Query('trace_id'), trace_id_header=Header('Trace-Id')",
        ),
        (
            [("query", "petId"), ("cookie", "pet_id")],
            ", pet_id=Query('petId'), pet_id_cookie=Cookie('pet_id')",
        ),
    ],
)
def test_a_parameter_is_marked_where_its_name_does_not_lead_to_it(
    generate: Generate, parameters: list[tuple[str, str]], mark: str
) -> None:
    module = generate({"/pets": {"get": get(*parameters)}})["default.py"]
    decorator = module[module.index("@operation(") : module.index("async def")]
    assert "".join(decorator.split()) == "".join(
        f'@operation("GET", "/pets"{mark})'.replace("'", '"').split()
    )


def test_names_lead_to_parameters_in_the_service_and_in_the_client(
    generate: Generate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = [("path", "petId"), ("query", "Sort"), ("query", "traceId"), ("header", "Trace-ID")]
    generate({"/pets/{petId}": {"get": get(*sent)}}, "named_parameters")
    monkeypatch.syspath_prepend(str(tmp_path))
    package = importlib.import_module("named_parameters")
    client = importlib.import_module("named_parameters.client")
    seen = {}

    class Api:
        async def find(self, call: object, **given: str) -> None:
            del call
            seen.update(given)

    given = {"pet_id": "1", "sort": "2", "trace_id": "3", "trace_id_header": "4"}

    async def exchange() -> None:
        transport = httpx.ASGITransport(app=package.create_app(default=Api()))
        async with client.AsyncClient("http://test", transport=transport) as caller:
            await caller.default.find(**given)

    asyncio.run(exchange())
    assert seen == given


def test_own_classes_keep_the_names_that_the_runtime_has_too(generate: Generate) -> None:
    schema = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/NotFound404"}}}
    replies = {
        "204": {"description": "Done."},
        "404": {"description": "Not there.", "content": content},
    }
    files = generate({"/pets": {"get": get(responses=replies)}}, schemas={"NotFound404": schema})
    assert "-> NoContent204 | StandardNotFound404[models.NotFound404] | None" in files["default.py"]
    assert "NotFound404 as StandardNotFound404" in files["default.py"]
    assert "from . import models" in files["default.py"]
    assert "class NotFound404(Model):" in files["models.py"]


def test_a_response_that_is_named_has_a_class_of_that_name(generate: Generate) -> None:
    replies = {
        "200": {"description": "Found.", "x-adhere-name": "Whole"},
        "404": {"$ref": "#/components/responses/Missing"},
    }
    shared = {"Missing": {"description": "Not there.", "x-adhere-name": "Gone"}}
    files = generate({"/pets": {"get": get(responses=replies)}}, responses=shared)
    assert "-> Whole200 | Gone404 | None" in files["default.py"]
    assert "class Whole200(EmptyReply, status=200):" in files["default.py"]
    assert "class Gone404(EmptyErrorReply, status=404):" in files["replies.py"]


def test_a_module_is_read_ahead_only_where_its_classes_come_after_the_protocol(
    generate: Generate,
) -> None:
    headers = {"Location": {"schema": {"type": "string"}}}
    plain = generate({"/pets": {"get": get()}})["default.py"]
    own = {"201": {"description": "Made.", "headers": headers}}
    assert "__future__" not in plain
    assert "__future__" in generate({"/pets": {"get": get(responses=own)}})["default.py"]


def test_the_runtime_has_every_standard_reply() -> None:
    for status, name in STANDARD.items():
        reply = getattr(runtime, name)
        assert str(reply.declared_status) == status
        assert has_body(reply) == (status not in BODILESS)
        assert issubclass(reply, RaisableReply) == (status[0] in "45d")
        assert name.endswith(status) or status == "default"
    known = {
        name for name in runtime.__all__ if name[-3:].isdigit() or name.endswith(("XX", "Reply"))
    }
    bases = {name for name in known if name.endswith("Reply") and name != "DefaultReply"}
    assert known - bases == set(STANDARD.values())
