from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from adhere.document import load, validate
from adhere.source import Pointer

FILES = {
    "/a.yaml": b"A: {$ref: 'b.json#/B'}\nC: {type: 1}\n",
    "/b.json": b'{"B": {"type": "string", "items": {"$ref": "/c"}}}',
    "/c": b'{"type": "integer"}',
    "/local.yaml": b"A: {$ref: 'file:///etc/hostname'}\n",
    "/binary": b"\xff\xfe",
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = FILES.get(self.path)
        self.send_response(404 if body is None else 200)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        pass


class Redirecting(Handler):
    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", "ftp://127.0.0.1/x")
        self.end_headers()


@pytest.fixture
def serve() -> Iterator[Callable[[type[Handler]], str]]:
    servers: list[ThreadingHTTPServer] = []

    def serve(handler: type[Handler]) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def root(folder: Path, ref: str) -> Path:
    path = folder / "root.yaml"
    path.write_text(
        "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths: {}\n"
        f"components: {{schemas: {{X: {{$ref: '{ref}'}}}}}}\n"
    )
    return path


def test_other_hosts_are_asked_only_when_allowed(
    tmp_path: Path, serve: Callable[[type[Handler]], str]
) -> None:
    path = root(tmp_path, serve(Handler) + "/a.yaml#/A")
    assert [d.rule for d in load(path).report] == ["remote-ref"]
    loaded = load(path, allow_remote=True)
    assert list(loaded.report) == []
    assert loaded.document is not None
    assert loaded.document.data["components"]["schemas"] == {
        "X": {"type": "string", "items": {"$ref": "#/components/schemas/c"}},
        "c": {"type": "integer"},
    }
    assert len(loaded.document.files) == 4


def test_findings_in_a_fetched_file_name_it(
    tmp_path: Path, serve: Callable[[type[Handler]], str]
) -> None:
    loaded = load(root(tmp_path, serve(Handler) + "/a.yaml#/C"), allow_remote=True)
    assert loaded.document is not None
    (finding,) = validate(loaded.document)
    assert finding.span.file.name == "a.yaml"
    assert (finding.span.start.line, finding.span.start.column) == (2, 11)


@pytest.mark.parametrize(
    ("page", "rule"),
    [
        ("/missing.yaml", "dangling-ref"),
        ("/binary", "dangling-ref"),
        ("/local.yaml#/A", "absolute-ref"),
    ],
)
def test_what_cannot_be_fetched_is_a_finding(
    tmp_path: Path, serve: Callable[[type[Handler]], str], page: str, rule: str
) -> None:
    loaded = load(root(tmp_path, serve(Handler) + page), allow_remote=True)
    assert [d.rule for d in loaded.report] == [rule]


def test_a_redirect_leads_to_no_other_scheme(
    tmp_path: Path, serve: Callable[[type[Handler]], str]
) -> None:
    loaded = load(root(tmp_path, serve(Redirecting) + "/x"), allow_remote=True)
    (finding,) = loaded.report
    assert finding.rule == "dangling-ref"
    assert "redirect" in finding.message


def test_the_metaschema_is_known_and_never_fetched(tmp_path: Path) -> None:
    schema = "https://json-schema.org/draft/2020-12/schema"
    text = (
        "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n"
        "components: {schemas: {Any: {$ref: '" + schema + "'}, "
        "Core: {$ref: 'https://json-schema.org/draft/2020-12/meta/core#/$defs/anchorString'}, "
        "Other: {$ref: 'https://json-schema.org/draft/2019-09/schema'}}}\n"
    )
    root = tmp_path / "openapi.yaml"
    root.write_text(text, encoding="utf-8")
    loaded = load(root)
    assert [d.rule for d in loaded.report] == ["remote-ref"]
    assert loaded.document is not None
    _, value = loaded.document.resolve(Pointer(("components", "schemas", "Any")))
    assert value["$dynamicAnchor"] == "meta"
    assert len(value["allOf"]) == 7
