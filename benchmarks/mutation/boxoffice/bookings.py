"""Bookings: each member's own, and never more seats than there are."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import FastAPI, Header, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response

from benchmarks.mutation.boxoffice.events import event_of
from benchmarks.mutation.boxoffice.house import House, Record, now
from benchmarks.mutation.boxoffice.schemas import BookingPatch, NewBooking
from benchmarks.mutation.boxoffice.web import (
    Caller,
    Kept,
    Limit,
    Number,
    Offset,
    page,
    read_body,
    sent_members,
    text_of,
)

Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=64)]
Status = Annotated[Literal["confirmed", "cancelled"] | None, Query()]


async def list_bookings(
    house: Kept, person: Caller, offset: Offset = 0, limit: Limit = 20, status: Status = None
) -> Record:
    """List one's own bookings."""
    every = house.has("bookings-of-others-listed")
    found = [b for b in house.bookings.values() if every or b["bookedBy"] == person["id"]]
    found = [b for b in found if status is None or b["status"] == status]
    return page(house, found, offset, limit)


async def book(request: Request, house: Kept, person: Caller, key: Key) -> Response:
    """Book seats, once for each key."""
    body = sent_members(await read_body(request, NewBooking))
    named = (str(person["id"]), key)
    if named in house.done and not house.has("key-ignored"):
        before, booking = house.done[named]
        if before != body and not house.has("key-taken-again"):
            raise HTTPException(409, "This key was for another booking.")
        return _answer(booking)
    await house.gap("key-checked-then-kept")
    if house.has("unknown-event-booked") and body["eventId"] not in house.events:
        event: Record = {"status": "published", "seatsLeft": 10_000, "price": 1.0}
    else:
        event = event_of(house, body["eventId"])
    if event["status"] != "published":
        raise HTTPException(409, "It cannot be booked.")
    if event["seatsLeft"] < body["seats"]:
        raise HTTPException(409, "Sold out.")
    left = event["seatsLeft"]
    await house.gap("oversells", "sales-lost")
    event["seatsLeft"] = (left if house.has("sales-lost") else event["seatsLeft"]) - body["seats"]
    booking = _keep(house, person, body, event)
    house.done[named] = (body, booking)
    return _answer(booking)


def _keep(house: House, person: Record, body: Record, event: Record) -> Record:
    number = next(house.numbers)
    members = {"note": None, **{n: text_of(house, v) for n, v in body.items()}}
    total = event["price"] * body["seats"]
    more = {"status": "confirmed", "bookedBy": person["id"], "total": total, "createdAt": now()}
    house.bookings[number] = {"id": number, **members, **more}
    return house.bookings[number]


def _answer(booking: Record) -> Response:
    return JSONResponse(booking, 201, {"Location": f"/bookings/{booking['id']}"})


def _own(house: House, number: int, person: Record, *bugs: str) -> Record:
    booking = house.bookings.get(number)
    is_own = booking is not None and booking["bookedBy"] == person["id"]
    if booking is None or not (is_own or house.has(*bugs)):
        raise HTTPException(404, "No such booking.")
    return booking


async def read_booking(number: Number, house: Kept, person: Caller) -> Record:
    """Read one's own booking."""
    return _own(house, number, person, "bookings-of-others-read")


async def change_booking(number: Number, request: Request, house: Kept, person: Caller) -> Record:
    """Change the note of one's own booking."""
    patch = await read_body(request, BookingPatch, "application/merge-patch+json")
    booking = _own(house, number, person, "bookings-of-others-changed")
    booking.update({n: text_of(house, v) for n, v in sent_members(patch).items()})
    return booking


async def cancel_booking(number: Number, house: Kept, person: Caller) -> Record:
    """Cancel one's own booking; its seats are free again."""
    booking = _own(house, number, person, "bookings-of-others-cancelled")
    if booking["status"] == "cancelled" and not house.has("cancelled-twice"):
        raise HTTPException(409, "It is cancelled.")
    await house.gap("releases-twice")
    booking["status"] = "cancelled"
    event = house.events.get(booking["eventId"])
    if event is not None and not house.has("seats-not-released"):
        event["seatsLeft"] += booking["seats"]
    return booking


def add_to(app: FastAPI) -> None:
    """Route them."""
    app.add_api_route("/bookings", list_bookings, methods=["GET"])
    app.add_api_route("/bookings", book, methods=["POST"])
    app.add_api_route("/bookings/{number}", read_booking, methods=["GET"])
    app.add_api_route("/bookings/{number}", change_booking, methods=["PATCH"])
    app.add_api_route("/bookings/{number}/cancel", cancel_booking, methods=["POST"])
