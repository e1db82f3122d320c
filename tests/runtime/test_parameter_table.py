"""Every style, explode, type and location, over HTTP: written, read, refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from harness import JSON_REPLY, application, exchange
from parameter_table import COOKIE, HEADER, NAME, PATH, QUERY, QUERYSTRING, ROWS, Row

from adhere.client.parameters import Target, parameter_plans
from adhere.runtime import Call, Cookie, Header, Query, QueryString, operation
from adhere.runtime import Path as PathParameter
from adhere.runtime.contract_files import Contract
from adhere.runtime.operation import OperationMark

MARKS = {
    "query": Query,
    "header": Header,
    "path": PathParameter,
    "cookie": Cookie,
    "querystring": QueryString,
}
STYLES = {
    "path": {"simple", "label", "matrix"},
    "query": {"form", "spaceDelimited", "pipeDelimited", "deepObject", "content"},
    "header": {"simple", "content"},
    "cookie": {"form", "cookie", "content"},
    "querystring": {"content"},
}
REFUSED = 422


class Service:
    """A service whose one operation answers with what it got."""

    def __init__(self, row: Row, folder: Path) -> None:
        async def read_one(self: Any, call: Call[None], *, p: Any) -> Any:
            """Read."""

        class Echo:
            async def read_one(self, call: Call[None], *, p: Any) -> Any:
                return p

        self.place = row.location
        template = f"/x/{{{NAME}}}" if self.place == "path" else "/x"
        mark = operation("GET", template, p=MARKS[self.place](NAME))
        node = {"get": {"parameters": [row.parameter], "responses": JSON_REPLY}}
        methods = {"read_one": mark(read_one)}
        self.app = application(
            folder, {"paths": {template: node}}, methods=methods, implementation=Echo()
        )

    def send(self, wire: str) -> Any:
        """Send a text where the parameter travels."""
        url, headers = "/x", {}
        if self.place == "path":
            url = f"/x/{wire}"
        elif self.place in {"query", "querystring"}:
            url = f"/x?{wire}"
        elif wire:
            headers = {NAME if self.place == "header" else "Cookie": wire}
        return exchange(self.app, "GET", url, headers=headers)


def written(row: Row) -> str:
    """Return what the client sends for the value of a row."""
    path = f"/x/{{{NAME}}}" if row.location == "path" else "/x"
    contract = Contract({"paths": {path: {"get": {"parameters": [row.parameter]}}}})
    mark = OperationMark("GET", path, {"p": MARKS[row.location](NAME)})
    owners = contract.operation(mark)
    assert owners is not None
    target = Target()
    parameter_plans(contract, owners, mark=mark, types={"p": Any})["p"].place(row.value, target)
    headers = target.all_headers()
    if row.location == "header":
        return headers[NAME].decode("latin-1")
    if row.location == "cookie":
        return headers["Cookie"].decode("latin-1")
    url = target.path_and_query(path)
    return url.removeprefix("/x/") if row.location == "path" else url.removeprefix("/x?")


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_reaches_the_implementation(row: Row, tmp_path: Path) -> None:
    service = Service(row, tmp_path)
    for wire, value in {row.wire: row.value, **row.also}.items():
        response = service.send(wire)
        assert (wire, response.status_code, response.json()) == (wire, 200, value)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_the_client_sends(row: Row) -> None:
    assert written(row) == row.wire


@pytest.mark.parametrize("row", [row for row in ROWS if row.refused], ids=str)
def test_what_is_refused(row: Row, tmp_path: Path) -> None:
    service = Service(row, tmp_path)
    for wire in row.refused:
        response = service.send(wire)
        assert (wire, response.status_code) == (wire, REFUSED)
        assert response.json()["errors"]


def test_the_table_has_every_style_of_every_location() -> None:
    groups = {"path": PATH, "query": QUERY, "header": HEADER, "cookie": COOKIE}
    found = {name: {row.style for row in rows} for name, rows in groups.items()}
    assert {**found, "querystring": {row.style for row in QUERYSTRING}} == STYLES


def test_the_table_has_both_ways_to_explode() -> None:
    found: dict[tuple[str, str, str], set[bool]] = {}
    for row in ROWS:
        if "content" not in row.more:
            kind = (row.location, row.style, row.schema["type"])
            found.setdefault(kind, set()).add(row.explode)
    assert [kind for kind, ways in found.items() if ways != {True, False}] == []
