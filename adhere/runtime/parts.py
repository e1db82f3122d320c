"""What the Encoding Object says of the parts of a form (OpenAPI 3.1, section 4.8.15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile

from .guard import SchemaCheck
from .json_body import JsonError, read_json_text
from .media_types import choose
from .multipart import TextPart
from .problems import Breach
from .shapes import Shape
from .styles import decode_plain, read_array, split
from .typed import Choose

MAX_DEPTH = 32
"""Nested arrays and objects in the header field of a part."""


@dataclass(frozen=True, slots=True)
class PartHeader:
    """One declared header field of a part."""

    name: str
    required: bool
    shape: Shape
    check: SchemaCheck | None
    is_json: bool = False

    def breaches(self, part: UploadFile | TextPart, at: str) -> Iterator[Breach]:
        """Yield what is wrong with the field of a part."""
        text, place = part.headers.get(self.name), f"{at}/header/{self.name}"
        if text is None:
            if self.required:
                yield Breach(place, "is required.")
            return
        try:
            value = self._value(text)
        except JsonError:
            yield Breach(place, "is not JSON.")
            return
        if self.check is not None and not self.check.is_valid(value):
            yield from self.check.breaches(value, place, 1)

    def _value(self, text: str) -> Any:
        if self.is_json:
            return read_json_text(text, MAX_DEPTH)
        if self.shape.allows_array and not self.shape.scalar_types:
            return read_array(split(text, "simple"), self.shape, decode_plain)
        return self.shape.read(text)


@dataclass(frozen=True, slots=True)
class FieldEncoding:
    """The Encoding Object of one property; `ranges` are the media ranges of `contentType`."""

    content_type: str | None = None
    style: str | None = None
    explode: bool = True
    headers: Sequence[PartHeader] = ()

    @property
    def ranges(self) -> tuple[str, ...]:
        """The media ranges that a part may have, none where any may be."""
        return tuple(r.strip() for r in (self.content_type or "").split(",") if r.strip())

    def breaches(self, part: object, at: str) -> Iterator[Breach]:
        """Yield what of a part is not as declared.

        A part that does not say its media type is taken for what is declared: browsers say
        none for text.
        """
        if not isinstance(part, UploadFile | TextPart):
            return
        said = part.content_type
        if said and self.ranges and choose(said, self.ranges) is None:
            yield Breach(at, f"must be {' or '.join(self.ranges)}.")
        for header in self.headers:
            yield from header.breaches(part, at)


def shadow(value: Any, shape: Shape) -> Any:
    """Put strings where files are, for the guard knows JSON only.

    They are as long as the files, as far as the schema asks for a length.
    """
    if isinstance(value, UploadFile):
        return "x" * min(value.size or 0, shape.length_of_interest)
    if isinstance(value, list):
        return [shadow(item, shape.items) for item in value]
    return value


def chosen(choose: Choose, seen: Any, value: Any) -> Any:
    """Return a value in which objects are made by what the guard sees of it, files left alone."""
    made = choose(seen)
    if made is seen:
        return value
    if isinstance(made, dict):
        return {n: value[n] if _holds_file(value[n]) else inner for n, inner in made.items()}
    if isinstance(made, list):
        pairs = zip(value, made, strict=True)
        return [whole if _holds_file(whole) else inner for whole, inner in pairs]
    return value if _holds_file(value) else made


def _holds_file(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(_holds_file, value.values() if isinstance(value, dict) else value))
    return isinstance(value, UploadFile)
