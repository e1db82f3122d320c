"""Nothing is fetched unless the user says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from adhere.cli import commands

Spec = Callable[..., Path]

DOCUMENT = """\
openapi: 3.1.1
info: {{title: Shop, version: '1'}}
security: []
paths:
  /a:
    get:
      operationId: getA
      tags: [a]
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {{allOf: [{{$ref: '{address}/schema.json'}}], examples: [1]}}
"""


class Server(HTTPServer):
    """Counts what it is asked for."""

    asked: list[str]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Server)
        self.server.asked.append(self.path)
        body = b'{"type": "integer"}'
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as running:
        running.asked = []
        thread = Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_a_remote_reference_is_refused_and_not_fetched(spec: Spec, server: Server) -> None:
    path = spec(DOCUMENT.format(address=f"http://127.0.0.1:{server.server_port}"))
    result = CliRunner().invoke(commands.adhere, ["check", str(path)])
    assert result.exit_code == 1
    assert "error[remote-ref]" in result.output
    assert server.asked == []


def test_a_remote_reference_is_fetched_when_allowed(spec: Spec, server: Server) -> None:
    path = spec(DOCUMENT.format(address=f"http://127.0.0.1:{server.server_port}"))
    result = CliRunner().invoke(commands.adhere, ["check", str(path), "--allow-remote"])
    assert result.exit_code == 0, result.output
    assert server.asked == ["/schema.json"]


def test_a_mirror_is_read_in_place_of_the_host(spec: Spec, server: Server) -> None:
    address = f"http://127.0.0.1:{server.server_port}"
    path = str(spec(DOCUMENT.format(address=address)))
    spec('{"type": "integer", "maximum": 0}', "vendor/schema.json")
    spec(f'[tool.adhere.document.mirrors]\n"{address}/" = "vendor"\n', "pyproject.toml")
    checked = CliRunner().invoke(commands.adhere, ["check", path, "--allow-remote"])
    assert "1 is greater than the maximum of 0" in checked.output
    made = CliRunner().invoke(commands.adhere, ["generate", path, "--out", "generated"])
    assert made.exit_code == 0, made.output
    schemas = json.loads(Path("generated/contract.json").read_bytes())["components"]["schemas"]
    assert list(schemas.values()) == [{"type": "integer", "maximum": 0}]
    assert server.asked == []
