"""Notes that are kept in memory; every request is a line of the log, which is its own witness."""

from __future__ import annotations

import itertools
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

KEPT = {"id": 1, "text": "somebody's", "created_at": "2020-01-01T00:00:00+00:00"}


class Notes:
    def __init__(self, log: Path) -> None:
        self.log = log
        self.notes: dict[int, dict[str, Any]] = {1: dict(KEPT)}
        self.numbers = itertools.count(2)

    async def collection(self, request: Request) -> Response:
        self.write(request)
        if request.method == "POST":
            return await self.create(request)
        query = request.query_params
        limit, cursor = query.get("limit", "20"), query.get("cursor", "0")
        if not re.fullmatch("[1-9][0-9]?|100", limit) or not re.fullmatch("[0-9]{1,9}", cursor):
            return Response(status_code=422)
        items = [note for number, note in self.notes.items() if number > int(cursor)]
        page = items[: int(limit)]
        following = str(page[-1]["id"]) if len(items) > len(page) else None
        return JSONResponse({"items": page, "next_cursor": following})

    async def create(self, request: Request) -> Response:
        text = await self.text(request)
        if text is None:
            return Response(status_code=422)
        number = next(self.numbers)
        now = datetime.now(UTC).isoformat()
        self.notes[number] = {"id": number, "text": text, "created_at": now}
        headers = {"Location": f"/notes/{number}"}
        return JSONResponse(self.notes[number], 201, headers)

    async def item(self, request: Request) -> Response:
        self.write(request)
        name = request.path_params["note_id"]
        if not re.fullmatch("[1-9][0-9]{0,5}|1000000", name):
            return Response(status_code=422)
        note = self.notes.get(int(name))
        if note is None:
            return Response(status_code=404)
        if request.method == "DELETE":
            del self.notes[int(name)]
            return Response(status_code=204)
        if request.method == "PATCH":
            text = await self.text(request)
            if text is None:
                return Response(status_code=422)
            note["text"] = text
        return JSONResponse(note)

    async def imports(self, request: Request) -> Response:
        self.write(request)
        return Response(status_code=202)

    async def text(self, request: Request) -> str | None:
        try:
            body = json.loads(await request.body())
        except (ValueError, RecursionError):
            return None
        if not isinstance(body, dict) or set(body) != {"text", "pin"}:
            return None
        text, pin = body["text"], body["pin"]
        is_valid = isinstance(text, str) and isinstance(pin, str)
        return text if is_valid and 1 <= len(text) <= 40 and 4 <= len(pin) <= 8 else None

    def write(self, request: Request) -> None:
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"{request.method} {request.url.path}\n")


def make_app(log: Path) -> Starlette:
    notes = Notes(log)
    methods = ["GET", "POST", "PATCH", "DELETE"]
    return Starlette(
        routes=[
            Route("/notes", notes.collection, methods=methods[:2]),
            Route("/notes/{note_id}", notes.item, methods=["GET", *methods[2:]]),
            Route("/imports", notes.imports, methods=["POST"]),
        ]
    )


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(make_app(Path(sys.argv[2])), port=int(sys.argv[1]), log_level="warning")
