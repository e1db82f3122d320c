"""Bodies of `application/x-www-form-urlencoded` and `multipart/form-data`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.types import Receive, Scope

from .contract_files import escape
from .guard import SchemaCheck
from .json_body import JsonError, read_json_text
from .media_types import parse
from .multipart import PartParser, TextPart
from .options import Options
from .parts import FieldEncoding, shadow
from .payload import read_body, stream_body
from .problems import Breach, InvalidRequest, Problem
from .shapes import Shape
from .styles import (
    DELIMITERS,
    Unreadable,
    alternating,
    decode_plain,
    decode_query,
    read_deep,
    read_object,
    split,
)

UNREADABLE = "The body is not a form that can be read."


@dataclass(frozen=True, slots=True)
class FormPlan:
    """One form body: the shape of its object and how its properties are written."""

    is_multipart: bool
    shape: Shape
    check: SchemaCheck | None
    encodings: Mapping[str, FieldEncoding]

    async def read(
        self, scope: Scope, receive: Receive, options: Options
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the object with its files, and the same with strings in their place.

        Raises `Problem` 400 or 413, and `InvalidRequest` for parts that are not as declared.
        """
        form = await self._parse(scope, receive, options)
        scope.setdefault("adhere.forms", []).append(form)
        breaches = list(islice(self._part_breaches(form), options.max_errors))
        if breaches:
            raise InvalidRequest(breaches)
        try:
            value = self._object(form, options)
        except Unreadable as error:
            breaches = [Breach("/body", str(error))]
            raise Problem(400, "The form cannot be read.", breaches=breaches) from None
        shadows = {n: shadow(member, self.shape.property(n)) for n, member in value.items()}
        return value, shadows

    def _part_breaches(self, form: FormData) -> Iterator[Breach]:
        for name, part in form.multi_items():
            encoding = self.encodings.get(name)
            if encoding is not None:
                yield from encoding.breaches(part, f"/body/{escape(name)}")

    async def _parse(self, scope: Scope, receive: Receive, options: Options) -> FormData:
        if not self.is_multipart:
            return _url_decoded(await read_body(scope, receive, options.max_body), options)
        try:
            stream = stream_body(scope, receive, options.max_upload)
            files = self.shape.file_names
            return await PartParser(Headers(scope=scope), stream, options, files=files).parse()
        except (MultiPartException, HTTPException, KeyError, UnicodeError, ValueError):
            raise Problem(400, UNREADABLE) from None

    def _object(self, form: FormData, options: Options) -> dict[str, Any]:
        fields: dict[str, list[Any]] = {}
        for name, value in form.multi_items():
            fields.setdefault(name, []).append(value)
        members: dict[str, Any] = {}
        deep: dict[str, list[tuple[str, str]]] = {}
        for name, values in fields.items():
            root, bracket, _ = name.partition("[")
            if bracket and name not in self.shape.names and root in self.shape.names:
                texts = [v for v in values if isinstance(v, str)]
                deep.setdefault(root, []).extend((name[len(root) :], text) for text in texts)
            else:
                members[name] = self._member(name, values, options)
        for name, pairs in deep.items():
            members[name] = read_deep(pairs, self.shape.property(name), decode_plain)
        for name in self._spread():
            shape = self.shape.property(name)
            own = [(n, members.pop(n)) for n in shape.names - self.shape.names if n in members]
            if own:
                members[name] = dict(own)
        return members

    def _spread(self) -> Iterator[str]:
        """Yield the properties whose members are fields of the form themselves.

        Those are objects of the style `form`, exploded.
        """
        for name, encoding in self.encodings.items():
            is_spread = encoding.style == "form" and encoding.explode
            if is_spread and self.shape.property(name).allows_object:
                yield name

    def _shape_of(self, name: str) -> Shape:
        """Return the shape of a field: of a property, or of a member of one that is spread."""
        if name not in self.shape.names:
            for spread in self._spread():
                if name in self.shape.property(spread).names:
                    return self.shape.property(spread).property(name)
        return self.shape.property(name)

    def _member(self, name: str, values: list[Any], options: Options) -> Any:
        shape, encoding = self._shape_of(name), self.encodings.get(name, FieldEncoding())
        if shape.allows_array and not shape.scalar_types:
            if (
                not encoding.explode
                and encoding.style
                and encoding.style in DELIMITERS
                and len(values) == 1
                and isinstance(values[0], str)
            ):
                values = split(values[0], encoding.style)
            elif encoding.content_type and "json" in encoding.content_type and len(values) == 1:
                return _json(values[0], options)
            return [_one(value, shape.items, encoding, options) for value in values]
        if len(values) > 1:
            if shape.allows_array:
                return [_one(value, shape.items, encoding, options) for value in values]
            raise Unreadable("has the same field twice.")
        is_text = isinstance(values[0], str)
        style = "" if encoding.explode else encoding.style or ""
        if is_text and style in DELIMITERS and shape.allows_object:
            pieces = split(values[0], style)
            return read_object(alternating(pieces), shape, decode_plain)
        return _one(values[0], shape, encoding, options)


def _url_decoded(data: bytes, options: Options) -> FormData:
    """Decode a form (WHATWG URL, section 5.1), strictly as UTF-8."""
    if data.count(b"&") >= options.max_parts:
        raise Problem(400, f"The form has more than {options.max_parts} fields.")
    try:
        pairs = [part.partition("=") for part in data.decode().split("&") if part]
        return FormData([(decode_query(name), decode_query(value)) for name, _, value in pairs])
    except (UnicodeDecodeError, Unreadable):
        raise Problem(400, UNREADABLE) from None


def _one(value: Any, shape: Shape, encoding: FieldEncoding, options: Options) -> Any:
    """Type one field: a file as it is, JSON where the contract says so, else a scalar."""
    if isinstance(value, TextPart):
        value = str(value)
    if isinstance(value, UploadFile):
        media_type = parse(encoding.content_type or "")
        return value if media_type is None or not media_type.is_json else _file_json(value, options)
    if "\0" in value:
        raise Unreadable("holds the character NUL.")
    is_json = "json" in (encoding.content_type or "")
    if is_json or (shape.allows_object and not shape.scalar_types):
        return _json(value, options)
    return shape.read(value)


def _file_json(value: UploadFile, options: Options) -> Any:
    data = value.file.read()
    value.file.seek(0)
    try:
        return _json(data.decode(), options)
    except UnicodeDecodeError:
        raise Unreadable("has a field that is not UTF-8.") from None


def _json(text: Any, options: Options) -> Any:
    if isinstance(text, UploadFile):
        return _file_json(text, options)
    try:
        return read_json_text(text, options.max_depth, allow_nul=options.allow_nul)
    except JsonError:
        raise Unreadable("has a field that is not JSON.") from None
