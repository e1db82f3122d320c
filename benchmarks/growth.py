"""How costs grow with operations, schemas, body size and concurrent clients, as plots.

Run: `python -m benchmarks growth`. The same service written by hand on FastAPI stands beside:
both are called as ASGI applications in this process, in alternating rounds.
"""

from __future__ import annotations

import asyncio
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict, create_model
from starlette.types import ASGIApp

from adhere.runtime import Call, ContractFiles, create_app, operation, warm_up
from benchmarks.items import (
    BODY,
    ITEM,
    PROPERTIES,
    Item,
    caller,
    content,
    generated_service,
    handwritten_service,
    stored,
)
from benchmarks.page import conditions, replace_section
from benchmarks.plot import plot
from benchmarks.request_time import Case, agree, answer, microseconds

DOCS = Path(__file__).resolve().parents[1] / "docs"
ROUNDS = 5
OPERATIONS = (10, 50, 150, 500, 1500)
SCHEMAS = (10, 30, 100, 300, 1000)
OBJECTS = (1, 10, 100, 1000, 5000)
CLIENTS = (1, 4, 16, 64, 256)
READ = Case("GET by id", "GET", f"/items/{ITEM}")
SECTION = """## Growth

CPU time as something grows, beside the same service written by hand on FastAPI, in one process
without a server; medians of {rounds} alternating rounds. Of the ratios the first is that at the
smallest size and the last that at the largest.

{curves}
{conditions}
"""


@dataclass(frozen=True, slots=True)
class Growth:
    """Two costs by size."""

    name: str
    title: str
    x_name: str
    y_name: str
    ours: Mapping[int, float]
    theirs: Mapping[int, float]

    def drawn(self) -> str:
        """Return the plot."""
        curves = {"adhere": list(self.ours.items()), "FastAPI": list(self.theirs.items())}
        return plot(self.title, self.x_name, self.y_name, curves)

    def told(self) -> str:
        """Return the lines of the page."""
        ratios = ", ".join(f"{cost / self.theirs[size]:.2f}" for size, cost in self.ours.items())
        sizes = ", ".join(map(str, self.ours))
        told = f"{self.title}: ratios to FastAPI {ratios} at {sizes} ({self.x_name})."
        return f"![{self.title}](growth-{self.name}.svg)\n\n{told}\n"


Measure = Callable[[], Awaitable[float]]


async def medians(one: Measure, other: Measure) -> tuple[float, float]:
    """Measure two costs in turn and return their medians."""
    pairs = [(await one(), await other()) for _ in range(ROUNDS)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


async def compared(
    sizes: Sequence[int], of: Callable[[int], Awaitable[tuple[Measure, Measure]]]
) -> tuple[dict[int, float], dict[int, float]]:
    """Return the costs of both services by size."""
    ours, theirs = {}, {}
    for size in sizes:
        ours[size], theirs[size] = await medians(*await of(size))
    return ours, theirs


def requests(ours: ASGIApp, theirs: ASGIApp, case: Case) -> tuple[Measure, Measure]:
    """Return what measures one request to each."""
    return lambda: microseconds(ours, case), lambda: microseconds(theirs, case)


# -- operations


def handwritten_routes(routes: int) -> FastAPI:
    """Return the hand-written service with the further operations of the generated one."""
    app = handwritten_service()
    for number in range(routes):

        async def get_item(item_id: UUID, who: Annotated[str, Depends(caller)]) -> Item:  # noqa: ARG001  # a guard
            return stored(item_id)

        app.get(f"/further/{number}/items/{{item_id}}")(get_item)
    return app


async def operations() -> Growth:
    """Measure the last of many operations."""

    async def of(size: int) -> tuple[Measure, Measure]:
        case = Case("last", "GET", f"/further/{size - 1}/items/{ITEM}", requests=100)
        with tempfile.TemporaryDirectory() as folder:
            ours, theirs = generated_service(Path(folder), size), handwritten_routes(size)
        await agree(ours, theirs, case)
        return requests(ours, theirs, case)

    title = "A request to the last of many operations"
    return Growth(
        "operations", title, "operations", "microseconds", *await compared(OPERATIONS, of)
    )


# -- schemas


def models(count: int, config: ConfigDict) -> list[type[BaseModel]]:
    """Make so many classes of a text and two numbers."""
    fields: dict[str, Any] = {"sku": (str, ...), "price": (int, ...), "stock": (int, ...)}
    return [create_model(f"Model{n}", __config__=config, **fields) for n in range(count)]


def generated_schemas(count: int) -> FastAPI:
    """Return an application with an operation for each of many schemas, all of it built."""
    three = {name: PROPERTIES[name] for name in ("sku", "price", "stock")}
    schema = {"type": "object", "required": list(three), "properties": three}
    replies = {"204": {"description": "done"}}
    paths, methods = {}, {}
    for number, model in enumerate(models(count, ConfigDict(defer_build=True))):
        reference = {"$ref": f"#/components/schemas/Model{number}"}
        body = {"required": True, **content(reference)}
        paths[f"/models/{number}"] = {"post": {"requestBody": body, "responses": replies}}
        methods[f"post_{number}"] = operation("POST", f"/models/{number}")(_taking(model))
    components = {"schemas": {f"Model{n}": schema for n in range(count)}}
    document = {"openapi": "3.1.0", "paths": paths, "components": components}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "contract.json").write_text(json.dumps(document), encoding="utf-8")
        app = create_app(ContractFiles(Path(folder)), {type("Models", (), methods): None})
        warm_up(app)
    return app


def _taking(model: type[BaseModel]) -> Any:
    async def post(self: Any, call: Call[None], body: Any) -> None:
        """Take one."""

    post.__annotations__["body"] = model
    return post


def handwritten_schemas(count: int) -> FastAPI:
    """Return the same on FastAPI."""
    app = FastAPI()
    for number, model in enumerate(models(count, ConfigDict())):

        async def post(body: Any) -> None:
            """Take one."""

        post.__annotations__["body"] = model
        app.post(f"/models/{number}", status_code=204)(post)
    return app


async def _built(make: Callable[[int], FastAPI], size: int) -> float:
    """Return the CPU milliseconds that it takes to make an application."""
    gc.collect()
    began = time.process_time()
    make(size)
    return (time.process_time() - began) * 1000


async def schemas() -> Growth:
    """Measure how long an application with many schemas takes to be ready."""

    async def of(size: int) -> tuple[Measure, Measure]:
        return lambda: _built(generated_schemas, size), lambda: _built(handwritten_schemas, size)

    title = "Making an application, with all of it built"
    return Growth("schemas", title, "schemas", "milliseconds", *await compared(SCHEMAS, of))


# -- body size


async def bodies(ours: ASGIApp, theirs: ASGIApp) -> Growth:
    """Measure requests with ever more objects."""

    async def of(size: int) -> tuple[Measure, Measure]:
        count = max(1, 400 // size)
        case = Case("POST", "POST", "/imports", json.dumps([BODY] * size).encode(), requests=count)
        await agree(ours, theirs, case)
        return requests(ours, theirs, case)

    title = "A request with an array of objects of six members"
    return Growth("body", title, "objects", "microseconds", *await compared(OBJECTS, of))


# -- concurrent clients


async def _together(app: ASGIApp, clients: int) -> float:
    """Return the CPU microseconds of a request among so many at once."""
    gc.collect()
    began = time.process_time()
    rounds = max(1, 256 // clients)
    for _ in range(rounds):
        await asyncio.gather(*(answer(app, READ) for _ in range(clients)))
    return (time.process_time() - began) / (rounds * clients) * 1e6


async def clients(ours: ASGIApp, theirs: ASGIApp) -> Growth:
    """Measure requests that are answered at the same time."""

    async def of(size: int) -> tuple[Measure, Measure]:
        return lambda: _together(ours, size), lambda: _together(theirs, size)

    title = "One of many requests at the same time"
    return Growth("clients", title, "clients", "microseconds", *await compared(CLIENTS, of))


async def measured() -> list[Growth]:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = generated_service(Path(folder)), handwritten_service()
    await agree(ours, theirs, READ)
    return [
        await operations(),
        await schemas(),
        await bodies(ours, theirs),
        await clients(ours, theirs),
    ]


def main() -> None:
    """Measure, draw, and write the section."""
    found = asyncio.run(measured())
    for growth in found:
        (DOCS / f"growth-{growth.name}.svg").write_text(growth.drawn(), encoding="utf-8")
    told = conditions("inv bench growth", ("fastapi", "pydantic", "jsonschema-rs"))
    curves = "\n".join(growth.told() for growth in found)
    text = SECTION.format(rounds=ROUNDS, curves=curves, conditions=told)
    replace_section("growth", text)
    print(text)  # noqa: T201  # the report
