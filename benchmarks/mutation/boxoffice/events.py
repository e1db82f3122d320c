"""Events: drafts that are published, booked and cancelled; their posters and comments."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import FastAPI, HTTPException, Query, Request, UploadFile
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import UploadFile as Uploaded

from benchmarks.mutation.boxoffice.house import House, Record, now
from benchmarks.mutation.boxoffice.schemas import EventPatch, NewComment, NewEvent
from benchmarks.mutation.boxoffice.venues import sorted_by
from benchmarks.mutation.boxoffice.web import (
    Caller,
    Kept,
    Limit,
    Number,
    Offset,
    Staff,
    Whole,
    page,
    read_body,
    sent_members,
    text_of,
)

Status = Literal["draft", "published", "cancelled"]
PerPage = Annotated[int, Whole, Query(ge=1, le=50)]
Page = Annotated[int, Whole, Query(ge=1, le=100_000)]
Sort = Annotated[str | None, Query(pattern=r"^-?(startsAt|price)$")]
_PATCH = "application/merge-patch+json"
_PICTURES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}


def _shown(house: House, event: Record) -> Record:
    shown = {n: v for n, v in event.items() if n not in {"version", "gone"}}
    match house.bug:
        case "price-shown-as-text":
            shown["price"] = str(shown["price"])
        case "seats-left-not-shown":
            del shown["seatsLeft"]
        case "status-shown-loud":
            shown["status"] = shown["status"].upper()
    return shown


def event_of(house: House, number: int) -> Record:
    """Return an event; 404 where there is none, or none any more."""
    if house.has("unknown-event-crashes"):
        return house.events[number]
    event = house.events.get(number)
    if event is None or (event.get("gone") and not house.has("deleted-still-read")):
        raise HTTPException(404, "No such event.")
    return event


async def list_events(  # noqa: PLR0913, PLR0917 - one parameter each
    house: Kept,
    offset: Offset = 0,
    limit: Limit = 20,
    status: Status | None = None,
    kind: Literal["play", "concert", "film"] | None = None,
    venue: Annotated[int | None, Whole, Query(alias="venueId", ge=1)] = None,
    price: Annotated[float | None, Query(alias="maxPrice", ge=0, allow_inf_nan=False)] = None,
    sort: Sort = None,
) -> Record:
    """List events."""
    gone = house.has("deleted-still-listed")
    found = [e for e in house.events.values() if gone or not e.get("gone")]
    if status is not None and not house.has("status-ignored"):
        found = [e for e in found if e["status"] == status]
    if kind is not None:
        found = [e for e in found if e["kind"] == kind]
        found = found[:-1] if house.has("kind-leaves-out") and len(found) > 1 else found
    if venue is not None and not house.has("venue-ignored"):
        found = [e for e in found if e["venueId"] == venue]
    if price is not None and not house.has("max-price-ignored"):
        found = [e for e in found if e["price"] <= price]
    shown = [_shown(house, event) for event in sorted_by(house, found, sort)]
    return page(house, shown, offset, limit)


async def create_event(request: Request, house: Kept, _: Staff) -> Response:
    """Create a draft."""
    body = sent_members(await read_body(request, NewEvent))
    if body["venueId"] not in house.venues and not house.has("unknown-venue-taken"):
        raise HTTPException(404, "No such venue.")
    number = next(house.numbers)
    members = {"tags": [], "description": None, **{n: text_of(house, v) for n, v in body.items()}}
    event = house.keep_event(number, members)
    return JSONResponse(_shown(house, event), 201, {"Location": f"/events/{number}"})


async def read_event(number: Number, request: Request, house: Kept) -> Response:
    """Read an event, under its ETag."""
    event = event_of(house, number)
    if house.has("read-counts-as-change"):
        event["version"] += 1
    tag = f'"{event["version"]}"'
    wanted = [
        t.strip().removeprefix("W/") for t in request.headers.get("if-none-match", "").split(",")
    ]
    if tag in wanted and not house.has("never-not-modified"):
        return Response(status_code=304, headers={"ETag": tag})
    return JSONResponse(_shown(house, event), headers={"ETag": tag})


async def change_event(number: Number, request: Request, house: Kept, _: Staff) -> Response:
    """Change what the patch names, of the version that `If-Match` names."""
    patch = await read_body(request, EventPatch, _PATCH)
    event = event_of(house, number)
    wanted = request.headers.get("if-match")
    if wanted is None and not house.has("if-match-optional"):
        raise HTTPException(428, "Of which version?")
    tags = [tag.strip() for tag in (wanted or "*").split(",")]
    is_current = "*" in tags or f'"{event["version"]}"' in tags
    if not is_current and not house.has("if-match-ignored"):
        raise HTTPException(412, "It was changed meanwhile.")
    await house.gap("update-lost")
    members = {n: text_of(house, v) for n, v in sent_members(patch).items()}
    if house.has("null-description-ignored"):
        members = {n: v for n, v in members.items() if v is not None}
    if house.has("patch-wipes-description"):
        members.setdefault("description", None)
    if house.has("patch-resets-tags"):
        members.setdefault("tags", [])
    if house.has("patch-ignores-kind"):
        members.pop("kind", None)
    event.update(members)
    if not house.has("tag-not-changed"):
        event["version"] += 1
    return JSONResponse(_shown(house, event), headers={"ETag": f'"{event["version"]}"'})


async def delete_event(number: Number, house: Kept, _: Staff) -> Response:
    """Delete an event: it stays in the books, and is seen no more."""
    event = event_of(house, number)
    event["gone"] = True
    return Response(status_code=204)


async def publish(number: Number, house: Kept, _: Staff) -> Record:
    """Publish a draft."""
    event = event_of(house, number)
    allowed = {"draft"}
    if house.has("published-twice"):
        allowed |= {"published"}
    if house.has("cancelled-published"):
        allowed |= {"cancelled"}
    if event["status"] not in allowed:
        raise HTTPException(409, "It is no draft.")
    if not house.has("publish-does-nothing"):
        event["status"] = "published"
    return _shown(house, event)


async def cancel(number: Number, house: Kept, _: Staff) -> Record:
    """Cancel an event that is not cancelled yet."""
    event = event_of(house, number)
    if event["status"] == "cancelled" and not house.has("event-cancelled-twice"):
        raise HTTPException(409, "It is cancelled.")
    event["status"] = "cancelled"
    return _shown(house, event)


async def add_poster(number: Number, request: Request, house: Kept, _: Staff) -> Response:
    """Take a picture, sent as a form with a file."""
    event_of(house, number)
    sent = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if sent != "multipart/form-data":
        raise HTTPException(415, "Send multipart/form-data.")
    async with request.form() as form:
        file = form.get("file")
        if not isinstance(file, UploadFile | Uploaded):
            wrong = {"loc": ["body", "file"], "msg": "Field required", "type": "missing"}
            raise HTTPException(422, [wrong])
        content = await file.read()
    kinds = [kind for kind, begin in _PICTURES.items() if content.startswith(begin)]
    if not kinds and not house.has("any-poster-taken"):
        raise HTTPException(415, "No picture.")
    house.posters[number] = ((kinds or ["image/png"])[0], content)
    return Response(status_code=204)


async def read_poster(number: Number, house: Kept) -> Response:
    """Read the picture."""
    event_of(house, number)
    if number not in house.posters:
        raise HTTPException(404, "No poster.")
    kind, content = house.posters[number]
    return Response(content, media_type="text/plain" if house.has("poster-as-text") else kind)


async def list_comments(
    number: Number,
    request: Request,
    house: Kept,
    p: Annotated[Page, Query(alias="page")] = 1,
    size: Annotated[PerPage, Query(alias="perPage")] = 10,
) -> Response:
    """List comments; `Link` leads on (RFC 8288)."""
    event_of(house, number)
    found = [c for c in house.comments.values() if c["eventId"] == number]
    begin = (p - 1) * size
    shown = found[begin + (1 if p > 1 and house.has("comments-leave-gaps") else 0) : begin + size]
    headers = {"X-Total-Count": str(len(found))}
    is_last = begin + size >= len(found) and not house.has("link-without-end")
    if not is_last and not house.has("link-missing"):
        following = p if house.has("link-to-itself") else p + 1
        query = f"page={following}&perPage={size}"
        headers["Link"] = f'<{request.url.path}?{query}>; rel="next"'
    return JSONResponse(shown, headers=headers)


async def create_comment(number: Number, request: Request, house: Kept, person: Caller) -> Response:
    """Say something of an event."""
    event_of(house, number)
    body = sent_members(await read_body(request, NewComment))
    answered = house.comments.get(body.get("replyTo") or 0)
    is_known = answered is not None and answered["eventId"] == number
    if body.get("replyTo") is not None and not is_known and not house.has("answers-nothing"):
        raise HTTPException(404, "No such comment.")
    key = next(house.numbers)
    members = {"replyTo": None, **{n: text_of(house, v) for n, v in body.items()}}
    author = {"author": person["id"], "createdAt": now()}
    house.comments[key] = {"id": key, "eventId": number, **members, **author}
    status = 200 if house.has("created-as-200") else 201
    headers = {"Location": f"/events/{number}/comments/{key}"}
    return JSONResponse(house.comments[key], status, headers)


def _comment(house: House, number: int, key: int) -> Record:
    event_of(house, number)
    comment = house.comments.get(key)
    is_there = comment is not None and comment["eventId"] == number
    if comment is None or not (is_there or house.has("comment-under-any-event")):
        raise HTTPException(404, "No such comment.")
    return comment


async def read_comment(number: Number, key: Number, house: Kept) -> Record:
    """Read a comment."""
    return _comment(house, number, key)


async def delete_comment(number: Number, key: Number, house: Kept, person: Caller) -> Response:
    """Delete one's own comment."""
    comment = _comment(house, number, key)
    is_own = comment["author"] == person["id"] or "staff" in person["roles"]
    if not is_own and not house.has("comments-of-others-deleted"):
        raise HTTPException(403, "It is not yours.")
    del house.comments[key]
    return Response(status_code=204)


def add_to(app: FastAPI) -> None:
    """Route them."""
    one, comments = "/events/{number}", "/events/{number}/comments"
    app.add_api_route("/events", list_events, methods=["GET"])
    app.add_api_route("/events", create_event, methods=["POST"])
    app.add_api_route(one, read_event, methods=["GET"])
    app.add_api_route(one, change_event, methods=["PATCH"])
    app.add_api_route(one, delete_event, methods=["DELETE"])
    app.add_api_route(f"{one}/publish", publish, methods=["POST"])
    app.add_api_route(f"{one}/cancel", cancel, methods=["POST"])
    app.add_api_route(f"{one}/poster", add_poster, methods=["PUT"])
    app.add_api_route(f"{one}/poster", read_poster, methods=["GET"])
    app.add_api_route(comments, list_comments, methods=["GET"])
    app.add_api_route(comments, create_comment, methods=["POST"])
    app.add_api_route(f"{comments}/{{key}}", read_comment, methods=["GET"])
    app.add_api_route(f"{comments}/{{key}}", delete_comment, methods=["DELETE"])
