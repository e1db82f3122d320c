"""Multipart content whose parts go by their position (OpenAPI 3.2, section 4.14.4.2).

That is every multipart media type but `multipart/form-data`: its value is an array, an item a
part. What a part is, its Encoding Object says, else its schema: JSON, a text, or a file, which
stays one.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic_core import to_json
from starlette.datastructures import UploadFile

from .charsets import Undecodable, UnknownCharset, decode, encode
from .formats import as_text
from .json_body import JsonError, read_json
from .media_types import MediaType, parse
from .options import Options
from .parts import FieldEncoding, shadow
from .problems import Breach, InvalidRequest, Problem
from .shapes import Shape

PIECE = 65_536
"""Bytes that are read from a file at a time."""

DEFAULT_TYPES = {
    "json": "application/json",
    "text": "text/plain; charset=utf-8",
    "file": "application/octet-stream",
}
ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)


@dataclass(frozen=True, slots=True)
class PartPlan:
    """The part at one position; `is_url_safe` is of the base64 that its bytes are written in."""

    kind: Literal["json", "text", "file"]
    shape: Shape
    encoding: FieldEncoding
    is_url_safe: bool = False

    def read(self, part: UploadFile, at: str, options: Options) -> Any:
        """Return the JSON value of a part, itself where it is a file.

        Raises `Problem` 400, 413 or 415, and `InvalidRequest`.
        """
        breaches = list(self.encoding.breaches(part, at))
        if breaches:
            raise InvalidRequest(breaches)
        if self.kind == "file":
            return part
        with part.file:
            if (part.size or 0) > options.max_part_size:
                raise Problem(413, f"A part is larger than {options.max_part_size} bytes.")
            data: bytes = part.file.read()
        return self._json(data, at, options) if self.kind == "json" else self._text(part, data)

    def _json(self, data: bytes, at: str, options: Options) -> Any:
        try:
            return read_json(data, options.max_depth, allow_nul=options.allow_nul)
        except JsonError as error:
            breaches = [Breach(at, "is not strict JSON.")]
            raise Problem(400, str(error), breaches=breaches) from None

    def _text(self, part: UploadFile, data: bytes) -> Any:
        said = parse(part.content_type or "")
        try:
            return self.shape.read(decode(data, said.charset if said else "utf-8"))
        except UnknownCharset:
            raise Problem(415, "The charset of a part is not supported.") from None
        except Undecodable:
            raise Problem(400, "A part is not in the charset that it declares.") from None

    @property
    def expected(self) -> str:
        """What a part is made from, in words."""
        return "an UploadFile" if self.kind == "file" else "no file"

    def seen(self, value: Any) -> Any:
        """Return what the guard sees of a part: a text in place of a file."""
        return shadow(value, self.shape)

    def json_value(self, item: Any) -> Any:
        """Return the JSON value of a typed item, itself where it is a file."""
        if isinstance(item, UploadFile):
            return item
        text = as_text(item, is_url_safe=self.is_url_safe)
        return ANYTHING.dump_python(
            text, mode="json", by_alias=True, exclude_unset=True, warnings=False
        )

    def fields(self, value: Any) -> dict[str, str]:
        """Return the header fields of the part that a value is written as, names in lower case."""
        if not isinstance(value, UploadFile):
            return {"content-type": self._media_type}
        own = {"content-type": self._media_type}
        if value.filename is not None:
            name = value.filename.replace("\\", "\\\\").replace('"', '\\"')
            own["content-disposition"] = f'attachment; filename="{name}"'
        return {**own, **{name.lower(): text for name, text in value.headers.items()}}

    def data(self, value: Any) -> bytes:
        """Write what is no file. Raises `UnicodeError` and `UnknownCharset`."""
        if self.kind != "text":
            return to_json(value)
        said = parse(self._media_type)
        text = value if isinstance(value, str) else to_json(value).decode()
        return encode(text, said.charset if said else "utf-8")

    @property
    def _media_type(self) -> str:
        """The first media type that is declared, that of the kind where it is a range."""
        said = next(iter(self.encoding.ranges), "*/*")
        return DEFAULT_TYPES[self.kind] if "*" in said else said


@dataclass(frozen=True, slots=True)
class Positions:
    """The parts of one multipart media type: the first ones, and all that follow them."""

    first: Sequence[PartPlan]
    others: PartPlan

    def at(self, index: int) -> PartPlan:
        """Return the plan of the part at an index."""
        return self.first[index] if index < len(self.first) else self.others

    def shadows(self, values: Sequence[Any]) -> list[Any]:
        """Return the values as the guard sees them, with strings for files."""
        return [self.at(index).seen(value) for index, value in enumerate(values)]

    def opening(self, index: int, value: Any, boundary: str) -> bytes:
        """Write what stands before the content of a part. Raises `ValueError`."""
        lines = [f"--{boundary}"]
        for name, text in self.at(index).fields(value).items():
            if any(character in text for character in "\r\n\0"):
                raise ValueError(f"The header field {name} of a part holds a line break or NUL.")
            lines.append(f"{name}: {text}")
        return "\r\n".join([*lines, "", ""]).encode()

    def written(self, index: int, value: Any, boundary: str) -> Iterator[bytes]:
        """Write a whole part. Raises `ValueError`."""
        yield self.opening(index, value, boundary)
        if isinstance(value, UploadFile):
            while piece := value.file.read(PIECE):
                yield piece
        else:
            yield self.at(index).data(value)
        yield b"\r\n"

    async def sent(self, index: int, value: Any, boundary: str) -> AsyncIterator[bytes]:
        """Write a whole part, a file from the disk in a thread. Raises `ValueError`."""
        if not isinstance(value, UploadFile):
            for piece in self.written(index, value, boundary):
                yield piece
            return
        yield self.opening(index, value, boundary)
        while piece := await value.read(PIECE):
            yield piece
        yield b"\r\n"


def closing(boundary: str) -> bytes:
    """Write what ends the content."""
    return f"--{boundary}--\r\n".encode()


def with_boundary(media_type: str) -> tuple[str, str]:
    """Return a multipart media type that says its boundary, and the boundary."""
    said = parse(media_type)
    boundary = None if said is None else said.parameters.get("boundary")
    if boundary:
        return media_type, boundary
    boundary = secrets.token_hex(16)
    return f"{media_type}; boundary={boundary}", boundary


def is_positional(media_type: MediaType | None) -> bool:
    """Tell whether the parts of a media type have no names."""
    is_multipart = media_type is not None and media_type.type == "multipart"
    return is_multipart and media_type is not None and media_type.subtype != "form-data"
