"""Venues: everybody reads them, the staff keeps them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response

from benchmarks.mutation.boxoffice.house import House, Record
from benchmarks.mutation.boxoffice.schemas import NewVenue
from benchmarks.mutation.boxoffice.web import (
    AnyLimit,
    Kept,
    Number,
    Offset,
    Staff,
    page,
    read_body,
    sent_members,
    text_of,
)

_SORTS = r"^-?(name|capacity)$"
Sort = Annotated[str | None, Query(pattern=_SORTS)]
Short = Annotated[str | None, Query(max_length=60)]


def sorted_by(house: House, things: list[Record], sort: str | None) -> list[Record]:
    """Sort by a member, `-` for descending, as it is asked for."""
    name = (sort or "id").lstrip("-")
    if house.has("sort-ignored"):
        return things
    key = str if house.has("numbers-sorted-as-text") else (lambda value: value)
    is_down = (sort or "").startswith("-") and not house.has("descending-ignored")
    return sorted(things, key=lambda thing: (key(thing[name]), thing["id"]), reverse=is_down)


async def list_venues(
    house: Kept,
    offset: Offset = 0,
    limit: AnyLimit = 20,
    city: Short = None,
    q: Short = None,
    sort: Sort = None,
) -> Record:
    """List venues."""
    if limit > 100 and not house.has("limit-maximum-open"):  # noqa: PLR2004 - as the contract says
        raise HTTPException(422, [{"loc": ["query", "limit"], "msg": "too many", "type": "le"}])
    if q == "" and house.has("empty-search-crashes"):
        raise LookupError("nothing to look for")
    found = list(house.venues.values())
    if house.has("created-not-listed"):
        found = found[:1]
    if city is not None and not house.has("city-ignored"):
        wanted = city if not house.has("city-by-prefix") else city[:2]
        found = [v for v in found if v["city"].startswith(wanted[: len(wanted)])]
        exact = [v for v in found if v["city"] == city]
        found = found if house.has("city-by-prefix") else exact
    if q is not None and not house.has("search-ignored"):
        found = [v for v in found if q.casefold() in v["name"].casefold()]
        found = found[1:] if house.has("search-leaves-out") else found
    return page(house, sorted_by(house, found, sort), offset, limit)


def _clash(house: House, members: Record, own: int = 0) -> None:
    for name in ("name", "code"):
        if house.has("names-not-unique") and name == "name":
            continue
        if any(v[name] == members[name] and v["id"] != own for v in house.venues.values()):
            status = 400 if house.has("clash-as-400") else 409
            raise HTTPException(status, f"There is a venue of this {name}.")


async def create_venue(request: Request, house: Kept, _: Staff) -> Response:
    """Create a venue."""
    body = sent_members(await read_body(request, NewVenue))
    members = {n: text_of(house, v) if n != "code" else v for n, v in body.items()}
    members = {"city": "", "website": None, **members}
    _clash(house, members)
    number = next(house.numbers)
    house.venues[number] = {"id": number, **members}
    place = number + 1 if house.has("location-wrong") else number
    headers = {} if house.has("location-missing") else {"Location": f"/venues/{place}"}
    return JSONResponse(_shown(house, house.venues[number]), 201, headers)


def _shown(house: House, venue: Record) -> Record:
    shown: dict[str, Any] = dict(venue)
    if house.has("capacity-shown-as-text"):
        shown["capacity"] = str(shown["capacity"])
    if house.has("code-not-shown"):
        del shown["code"]
    return shown


def venue_of(house: House, number: int) -> Record:
    """Return a venue; 404 where there is none."""
    if number not in house.venues:
        raise HTTPException(404, "No such venue.")
    return house.venues[number]


async def read_venue(number: Number, house: Kept) -> Record:
    """Read a venue."""
    return _shown(house, venue_of(house, number))


async def replace_venue(number: Number, request: Request, house: Kept, _: Staff) -> Record:
    """Replace a venue."""
    body = sent_members(await read_body(request, NewVenue))
    venue = venue_of(house, number)
    members = {n: text_of(house, v) for n, v in body.items()}
    _clash(house, members, own=number)
    kept = {} if not house.has("put-merges") else {"website": venue["website"]}
    if house.has("put-ignores-capacity"):
        members["capacity"] = venue["capacity"]
    house.venues[number] = {"id": number, "website": None, **kept, **members}
    return _shown(house, house.venues[number])


async def delete_venue(number: Number, house: Kept, _: Staff) -> Response:
    """Delete a venue that has no events."""
    venue_of(house, number)
    is_used = any(e["venueId"] == number and not e.get("gone") for e in house.events.values())
    if is_used and not house.has("used-venue-deleted"):
        raise HTTPException(409, "It has events.")
    if not house.has("delete-does-nothing"):
        del house.venues[number]
    return Response(status_code=204)


def add_to(app: FastAPI) -> None:
    """Route them."""
    app.add_api_route("/venues", list_venues, methods=["GET"])
    app.add_api_route("/venues", create_venue, methods=["POST"])
    app.add_api_route("/venues/{number}", read_venue, methods=["GET"])
    app.add_api_route("/venues/{number}", replace_venue, methods=["PUT"])
    app.add_api_route("/venues/{number}", delete_venue, methods=["DELETE"])
