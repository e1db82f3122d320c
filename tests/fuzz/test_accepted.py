"""What a service accepts for later (202) is not there yet, and nobody may expect it to be."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adhere.fuzz import Settings, run

NOTES = Path(__file__).parent / "notes" / "openapi.yaml"
NOTE = {"id": 7, "text": "later", "created_at": "2026-01-01T00:00:00Z"}


def late(status: int) -> Starlette:
    """Return a service that answers every creation with this status, and makes nothing."""

    async def notes(request: Request) -> Response:
        if request.method == "POST":
            return JSONResponse(NOTE, status, {"Location": "/notes/7"})
        return JSONResponse({"items": [], "next_cursor": None})

    async def note(_: Request) -> Response:
        return Response(status_code=404)

    each = ["GET", "PATCH", "DELETE"]
    return Starlette(
        routes=[
            Route("/notes", notes, methods=["GET", "POST"]),
            Route("/notes/{note_id}", note, methods=each),
        ]
    )


@pytest.mark.parametrize(("status", "is_told"), [(201, True), (202, False)])
def test_only_what_is_done_must_be_there(tmp_path: Path, status: int, *, is_told: bool) -> None:
    spec = tmp_path / "openapi.yaml"
    spec.write_text(NOTES.read_text().replace("'201':", f"'{status}':"))
    settings = Settings(seed=1, phases=frozenset(), checks=frozenset({"states", "references"}))
    report = run(late(status), spec, settings)
    assert bool(report.findings) is is_told, report.findings
