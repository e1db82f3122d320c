"""Request bodies, responses and what they carry (OpenAPI 3.2 sections 4.13 to 4.21)."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract.cursor import Cursor
from adhere.contract.nodes import (
    Encoding,
    Header,
    Link,
    MediaType,
    ParameterStyle,
    RequestBody,
    Response,
)
from adhere.contract.reading import Reading
from adhere.contract.schemas import anything, read_schema
from adhere.contract.statuses import normal_status
from adhere.source import Pointer

RESPONSES = Pointer(("components", "responses"))


def read_request_body(operation: Cursor, reading: Reading) -> RequestBody | None:
    """Return the body that an operation asks for."""
    written = operation.get("requestBody")
    cursor = reading.follow(written) if written else None
    if cursor is None or not isinstance(cursor.value, dict):
        return None
    return RequestBody(
        **cursor.node,
        required=cursor.flag("required") is True,
        content=tuple(read_content(cursor, reading)),
        description=cursor.text("description") or "",
    )


def read_responses(
    operation: Cursor, reading: Reading
) -> tuple[tuple[Response, ...], tuple[Link, ...]]:
    """Return the responses of an operation, and the links on them."""
    responses: dict[str, Response] = {}
    links: list[Link] = []
    for written in operation.members("responses"):
        status = None if written.token.startswith("x-") else _status(written, reading)
        cursor = reading.follow(written) if status else None
        if status is None or cursor is None or not isinstance(cursor.value, dict):
            continue
        responses.setdefault(status, _response(cursor, status=status, reading=reading))
        links.extend(_links(cursor, status=status, reading=reading))
    return tuple(responses.values()), tuple(links)


def _status(written: Cursor, reading: Reading) -> str | None:
    status = normal_status(written.token)
    if status is None:
        reading.repair(
            f"{written.token!r} is no status; the response is ignored",
            at=written,
            mend="Write a status from 100 to 599, a range such as '4XX', or 'default'.",
        )
    return status


def _response(cursor: Cursor, *, status: str, reading: Reading) -> Response:
    return Response(
        **cursor.node,
        status=status,
        class_name="",
        description=cursor.text("description") or "",
        content=tuple(read_content(cursor, reading)),
        headers=tuple(read_headers(cursor, reading)),
        component=cursor.token if cursor.pointer.parent == RESPONSES else None,
    )


def read_content(holder: Cursor, reading: Reading) -> Iterator[MediaType]:
    """Walk the media types of a `content` map."""
    for written in holder.members("content"):
        cursor = reading.follow(written)
        if cursor:
            yield MediaType(
                **cursor.node,
                range=written.token,
                schema=read_schema(cursor.get("schema")),
                item_schema=read_schema(cursor.get("itemSchema")),
                encoding=tuple(_encoding(c, reading, c.token) for c in cursor.members("encoding")),
                prefix_encoding=tuple(
                    _encoding(c, reading) for c in cursor.elements("prefixEncoding")
                ),
                item_encoding=_encoding(item, reading)
                if (item := cursor.get("itemEncoding"))
                else None,
            )


def single_media_type(holder: Cursor, reading: Reading) -> MediaType | None:
    """Return the only entry of the `content` that describes a parameter or header."""
    return next(read_content(holder, reading), None)


def _encoding(cursor: Cursor, reading: Reading, name: str = "") -> Encoding:
    style = cursor.text("style")
    return Encoding(
        **cursor.node,
        property=name,
        content_type=cursor.text("contentType"),
        style=ParameterStyle(style) if style in set(ParameterStyle) else None,
        explode=cursor.flag("explode"),
        allow_reserved=cursor.flag("allowReserved") is True,
        headers=tuple(read_headers(cursor, reading)),
    )


def read_headers(holder: Cursor, reading: Reading) -> Iterator[Header]:
    """Walk the headers of a response or a part; `Content-Type` is ignored as the standard says."""
    for written in holder.members("headers"):
        cursor = reading.follow(written)
        if cursor is None or written.token.lower() == "content-type":
            continue
        media_type = single_media_type(cursor, reading)
        schema = media_type.schema if media_type else read_schema(cursor.get("schema"))
        yield Header(
            **cursor.node,
            name=written.token,
            python_name="",
            required=cursor.flag("required") is True,
            schema=schema or anything(cursor),
            explode=cursor.flag("explode") is True,
            media_type=media_type.range if media_type else None,
            description=cursor.text("description") or "",
        )


def _links(response: Cursor, *, status: str, reading: Reading) -> Iterator[Link]:
    for written in response.members("links"):
        cursor = reading.follow(written)
        if cursor is None or not isinstance(cursor.value, dict):
            continue
        parameters = cursor.value.get("parameters")
        yield Link(
            **cursor.node,
            name=written.token,
            status=status,
            operation_id=cursor.text("operationId"),
            operation_ref=cursor.text("operationRef"),
            parameters=parameters if isinstance(parameters, dict) else {},
            request_body=cursor.value.get("requestBody"),
        )
