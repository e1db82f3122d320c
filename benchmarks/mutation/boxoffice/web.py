"""What all operations share: callers, bodies, errors, pages."""

from __future__ import annotations

import json
import re
import traceback
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Any, TypeVar

from fastapi import Depends, FastAPI, HTTPException, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, BeforeValidator, ValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.routing import Route

from benchmarks.mutation.boxoffice.house import API_KEY, House, Record

Parsed = TypeVar("Parsed", bound=BaseModel)
# Errors of validation that a bug overlooks: the member, and the kinds of error.
_OVERLOOKED: dict[str, tuple[str, frozenset[str]]] = {
    "seats-minimum-open": ("seats", frozenset({"greater_than_equal"})),
    "seats-maximum-open": ("seats", frozenset({"less_than_equal"})),
    "title-length-open": ("title", frozenset({"string_too_long"})),
    "title-may-be-empty": ("title", frozenset({"string_too_short"})),
    "price-steps-open": ("price", frozenset({"multiple_of"})),
    "code-pattern-open": ("code", frozenset({"string_pattern_mismatch"})),
    "kind-enum-open": ("kind", frozenset({"literal_error"})),
    "tags-repeat": ("tags", frozenset({"value_error"})),
    "tags-many": ("tags", frozenset({"too_long"})),
    "starts-any-time": ("startsAt", frozenset({"value_error"})),
    "city-optional": ("city", frozenset({"missing"})),
    "capacity-as-text": ("capacity", frozenset({"int_type"})),
    "null-title-taken": ("title", frozenset({"string_type"})),
    "unknown-members-taken": ("undeclared_member", frozenset({"extra_forbidden"})),
    "status-on-create": ("status", frozenset({"extra_forbidden"})),
    "roles-on-patch": ("roles", frozenset({"extra_forbidden"})),
    "birthday-any-text": ("birthday", frozenset({"value_error"})),
}


def _digits(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,400}", value):
        raise ValueError("not an integer")
    return value


Whole = BeforeValidator(_digits)
Number = Annotated[int, Whole, Path(ge=1)]
Offset = Annotated[int, Whole, Query(ge=0, le=1_000_000)]
Limit = Annotated[int, Whole, Query(ge=1, le=100)]
AnyLimit = Annotated[int, Whole, Query(ge=1)]


def house_of(request: Request) -> House:
    """Return what the application keeps."""
    house: House = request.app.state.house
    return house


Kept = Annotated[House, Depends(house_of)]


def _refused() -> HTTPException:
    return HTTPException(401, "Who are you?", {"WWW-Authenticate": "Bearer"})


async def caller(request: Request, house: Kept) -> Record:
    """Return who asks; 401 where nobody knows."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    person = house.holder(token.strip()) if scheme.lower() == "bearer" else None
    if person is None and house.has("bookings-without-token") and request.method == "GET":
        person = next(iter(house.people.values()))
    if person is None:
        raise _refused()
    return person


Caller = Annotated[Record, Depends(caller)]


async def staff(request: Request, house: Kept, person: Caller) -> Record:
    """Return who asks; 403 where that is none of the staff."""
    open_to_all = {
        "members-create-venues": "POST /venues",
        "members-publish": "/publish",
        "members-add-posters": "/poster",
        "members-delete-events": "DELETE /events/",
    }
    is_open = open_to_all.get(house.bug, "nothing") in f"{request.method} {request.url.path}"
    if "staff" not in person["roles"] and not is_open:
        raise HTTPException(403, "The staff only.")
    return person


Staff = Annotated[Record, Depends(staff)]


async def office(request: Request, house: Kept) -> None:
    """Let the office in, by its key."""
    key = request.headers.get("x-api-key", "")
    if house.has("key-in-query-taken"):
        key = key or request.query_params.get("X-Api-Key", "")
    is_known = key == API_KEY or (bool(key) and house.has("any-key-taken"))
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if house.has("token-for-key") and house.holder(token) is not None:
        return
    if not is_known and not house.has("stats-without-key"):
        raise HTTPException(401, "A key, please.", {"WWW-Authenticate": "ApiKey"})


Office = Depends(office)


async def read_body(
    request: Request, model: type[Parsed], media_type: str = "application/json"
) -> Parsed:
    """Read the body as this model; 415 for another media type, 422 for what does not fit."""
    house = house_of(request)
    sent = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if sent != media_type and not house.has("media-types-open"):
        raise HTTPException(415, f"Send {media_type}.")
    raw = await request.body()
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        wrong = error.errors(include_context=False, include_url=False, include_input=False)
        member, kinds = _OVERLOOKED.get(house.bug, ("", frozenset[str]()))
        if all(e["type"] in kinds and e["loc"][:1] == (member,) for e in wrong):
            return _loose(model, json.loads(raw))
        raise RequestValidationError([{**e, "loc": ("body", *e["loc"])} for e in wrong]) from None


def _loose(model: type[Parsed], members: Any) -> Parsed:
    made = model.model_construct(_fields_set=set(members), **members)
    for name in members.keys() - set(model.model_fields):
        object.__setattr__(made, "__dict__", {**made.__dict__, name: members[name]})
    return made


def sent_members(body: BaseModel) -> Record:
    """Return what was sent, under the names that it was sent by."""
    return {name: body.__dict__[name] for name in body.__dict__ if name in body.model_fields_set}


def text_of(house: House, text: Any) -> Any:
    """Return a text as it is kept: as it came."""
    if not isinstance(text, str):
        return text
    match house.bug:
        case "texts-trimmed":
            return text.strip()
        case "texts-cut":
            return text[:40]
        case "texts-normalised":
            return unicodedata.normalize("NFKC", text)
        case "texts-latin-1":
            return text.encode("latin-1", "replace").decode("latin-1")
    return text


def page(house: House, things: Iterable[Record], offset: int, limit: int) -> Record:
    """Return a part of a list."""
    found = list(things)
    begin, end = offset, offset + limit
    match house.bug:
        case "limit-ignored":
            end = len(found)
        case "pages-overlap":
            begin = max(0, begin - 1) if begin else 0
        case "pages-leave-gaps":
            begin = begin + 1 if begin else 0
        case "page-too-long":
            end += 1
        case "far-offset-crashes":
            found[min(offset, 1_000_000) : offset + 1][0] if offset > len(found) else None
        case "pages-unstable":
            found.sort(key=lambda thing: hash((next(house.numbers), thing["id"])))
    total: int | None = len(found) - (1 if house.has("total-wrong") else 0)
    total = None if house.has("total-null") else total
    return {"data": found[begin:end], "totalCount": total, "offset": offset, "limit": limit}


def add_errors(app: FastAPI) -> None:
    """Let every refusal have a `detail`."""

    @app.exception_handler(StarletteHTTPException)
    async def refused(request: Request, error: StarletteHTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == 405:  # noqa: PLR2004 - of the methods of all routes of the path
            headers["Allow"] = ", ".join(_methods(app, request.url.path))
        if house_of(request).has("errors-as-text"):
            return PlainTextResponse(str(error.detail), error.status_code, headers)
        if house_of(request).has("stack-shown") and error.status_code == 404:  # noqa: PLR2004
            text = "".join(traceback.format_exception(error))
            return JSONResponse({"detail": text}, 404, headers)
        return JSONResponse({"detail": error.detail}, error.status_code, headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        wrong = [{"loc": e["loc"], "msg": e["msg"], "type": e["type"]} for e in error.errors()]
        return JSONResponse({"detail": wrong}, 422)


def _methods(app: FastAPI, path: str) -> list[str]:
    routes = [r for r in app.routes if isinstance(r, Route) and r.path_regex.match(path)]
    return sorted({method for route in routes for method in route.methods or ()})
