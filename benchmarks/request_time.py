"""CPU time of a request: the runtime against the same service written by hand on FastAPI.

Both run in this process, called as ASGI applications without a server. Rounds alternate; a
ratio is the median of the rounds' ratios, its spread their quartiles. Responses are compared
before anything is measured. Run: `python -m benchmarks.request_time`.
"""

from __future__ import annotations

import asyncio
import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from benchmarks.items import BODY, ITEM, generated_service, handwritten_service

ROUNDS = 15
REQUESTS = 400
ROUTES = 1500
IMPORTED = [{**BODY, "note": "n" * 200, "name": "x" * 100, "sku": f"ABC-{'1' * 90}"}] * 2000


@dataclass(frozen=True, slots=True)
class Case:
    """One request, the status it is answered with, and how often it is sent in a round."""

    name: str
    method: str
    path: str
    body: bytes = b""
    status: int = 200
    requests: int = REQUESTS

    def scope(self) -> dict[str, Any]:
        """Return the ASGI scope as uvicorn makes it."""
        length = [(b"content-length", str(len(self.body)).encode())]
        typed = [(b"content-type", b"application/json"), *length] if self.body else []
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": self.path,
            "raw_path": self.path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [
                (b"host", b"localhost"),
                (b"accept", b"*/*"),
                (b"user-agent", b"benchmark"),
                (b"authorization", b"Bearer good"),
                *typed,
            ],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "state": {},
        }


CASES = (
    Case("GET by id", "GET", f"/items/{ITEM}"),
    Case("POST of six fields", "POST", "/items", json.dumps(BODY).encode(), 201),
    Case("GET of a list of five", "GET", "/items"),
    Case("an invalid body", "POST", "/items", json.dumps({**BODY, "price": -1}).encode(), 422),
    Case("1 MB of 2,000 objects", "POST", "/imports", json.dumps(IMPORTED).encode(), requests=12),
)
FIRST = Case("the first operation", "GET", f"/further/0/items/{ITEM}")
LAST = Case("the last of 1,500 operations", "GET", f"/further/{ROUTES - 1}/items/{ITEM}")


async def answer(app: ASGIApp, case: Case) -> tuple[int, bytes]:
    """Send one request and return the status and the body."""
    received: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": case.body, "more_body": False}

    async def send(message: Message) -> None:  # as ASGI has it
        received.append(message)

    await app(case.scope(), receive, send)
    return received[0]["status"], received[1]["body"]


async def microseconds(app: ASGIApp, case: Case) -> float:
    """Return the CPU time of one request in microseconds, the client's part included.

    Garbage of before is collected first, or it would fall to whoever comes next.
    """
    gc.collect()
    start = time.process_time()
    for _ in range(case.requests):
        await answer(app, case)
    return (time.process_time() - start) / case.requests * 1e6


async def agree(one: ASGIApp, other: ASGIApp, case: Case) -> None:
    """Exit where two services do not answer the same; problems may be told differently."""
    (status, body), (status_too, body_too) = await answer(one, case), await answer(other, case)
    if not status == status_too == case.status:
        sys.exit(f"{case.name}: answered {status} and {status_too}, not {case.status}")
    if case.status < 400 and json.loads(body) != json.loads(body_too):  # noqa: PLR2004  # problems
        sys.exit(f"{case.name}: the services answer differently")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one thing costs (median, in microseconds) and its ratios to another's cost."""

    name: str
    cost: float
    ratios: Sequence[float]

    @property
    def ratio(self) -> float:
        """The median ratio."""
        return statistics.median(self.ratios)

    def __str__(self) -> str:
        """Tell the ratio with its quartiles."""
        low, _, high = statistics.quantiles(self.ratios, n=4)
        return f"{self.name}: {self.cost:.0f} us, ratio {self.ratio:.2f} ({low:.2f} to {high:.2f})"


async def compare(name: str, one: tuple[ASGIApp, Case], other: tuple[ASGIApp, Case]) -> Comparison:
    """Measure two requests in turn."""
    costs, ratios = [], []
    for _ in range(ROUNDS):
        cost, base = await microseconds(*one), await microseconds(*other)
        costs.append(cost)
        ratios.append(cost / base)
    return Comparison(name, statistics.median(costs), ratios)


async def constant(_: Scope, __: Receive, send: Send) -> None:
    """Answer a constant: the floor of every ASGI application."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{}"})


async def plain(_: Request) -> Response:
    """Answer a constant through Starlette."""
    return Response(b"{}", media_type="application/json")


async def measure(folder: Path) -> list[Comparison]:
    """Compare everything, and return it in the order in which it is told."""
    ours, by_hand = generated_service(folder), handwritten_service()
    found = []
    for case in CASES:
        await agree(ours, by_hand, case)
        found.append(await compare(case.name, (ours, case), (by_hand, case)))
    starlette = Starlette(routes=[Route("/items/{item_id}", plain)])
    read = CASES[0]
    for name, floor in (
        ("a constant of raw ASGI", constant),
        ("a constant of Starlette", starlette),
    ):
        found.append(await compare(name, (floor, read), (by_hand, read)))
    (folder / "many").mkdir()
    many = generated_service(folder / "many", ROUTES)
    await agree(many, many, FIRST)
    await agree(many, many, LAST)
    found.append(await compare(f"{LAST.name}, to the first", (many, LAST), (many, FIRST)))
    return found


def lines() -> list[str]:
    """Return what was found, a line for each comparison."""
    with tempfile.TemporaryDirectory() as folder:
        return [str(comparison) for comparison in asyncio.run(measure(Path(folder)))]


def main() -> None:
    """Print the ratios to hand-written FastAPI."""
    for line in lines():
        print(line)  # noqa: T201  # the report


if __name__ == "__main__":
    main()
