"""The application, and what concerns callers: tokens, the own profile, figures of the office."""

from __future__ import annotations

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from benchmarks.mutation.boxoffice import bookings, events, venues
from benchmarks.mutation.boxoffice.house import LIFETIME, PASSWORD, House, Record
from benchmarks.mutation.boxoffice.schemas import Login, MePatch
from benchmarks.mutation.boxoffice.web import (
    Caller,
    Kept,
    Office,
    add_errors,
    read_body,
    sent_members,
    text_of,
)


async def log_in(request: Request, house: Kept) -> Response:
    """Issue a token."""
    body = await read_body(request, Login)
    named = {person["email"]: name for name, person in house.people.items()}
    if body.email not in named or body.password != PASSWORD:
        said = f"Wrong: {body.password}" if house.has("password-repeated") else "Wrong."
        raise HTTPException(401, said, {"WWW-Authenticate": "Bearer"})
    token = house.token(named[body.email])
    return JSONResponse({"accessToken": token, "tokenType": "bearer", "expiresIn": LIFETIME})


async def log_out(request: Request, house: Kept, _: Caller) -> Response:
    """End the session: the token is good no longer."""
    if not house.has("log-out-does-nothing"):
        house.revoked.add(request.headers["authorization"].split(" ", 1)[1].strip())
    return Response(status_code=204)


def _profile(house: House, person: Record) -> Record:
    more = {"passwordHash": "5f4dcc3b"} if house.has("hash-shown") else {}
    return {**person, **more}


async def read_me(house: Kept, person: Caller) -> Record:
    """Read one's own profile."""
    return _profile(house, person)


async def change_me(request: Request, house: Kept, person: Caller) -> Record:
    """Change one's own profile."""
    patch = sent_members(await read_body(request, MePatch, "application/merge-patch+json"))
    if house.has("null-phone-crashes") and "phone" in patch:
        patch["phone"] = patch["phone"].strip()
    if house.has("patch-forgets-phone"):
        patch.setdefault("phone", None)
    person.update({name: text_of(house, value) for name, value in patch.items()})
    return _profile(house, person)


async def stats(house: Kept) -> Record:
    """Count things, for the office."""
    return {
        "events": len(house.events),
        "bookings": len(house.bookings),
        "seatsSold": sum(e["seats"] - e["seatsLeft"] for e in house.events.values()),
    }


def make_app(bug: str = "") -> FastAPI:
    """Return the service, with the bug of this name where one is given."""
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.state.house = House(bug)
    add_errors(app)
    app.add_api_route("/auth/token", log_in, methods=["POST"])
    app.add_api_route("/auth/logout", log_out, methods=["POST"])
    app.add_api_route("/me", read_me, methods=["GET"])
    app.add_api_route("/me", change_me, methods=["PATCH"])
    app.add_api_route("/stats", stats, methods=["GET"], dependencies=[Office])
    for module in (venues, events, bookings):
        module.add_to(app)
    return app
