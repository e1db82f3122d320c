"""Parsing `multipart/form-data` (RFC 7578), more strictly than browsers need it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException, MultiPartParser

from .charsets import Undecodable, UnknownCharset, decode
from .media_types import parse
from .options import Options


class TextPart(str):
    """The text of a part that is no file, with the header fields of the part."""

    __slots__ = ("headers",)

    headers: Headers

    @property
    def content_type(self) -> str | None:
        """The media type that the part says, `None` where it says none."""
        return self.headers.get("content-type")


class PartParser(MultiPartParser):
    """Keeps the header fields of text parts; refuses text that is not in its charset.

    The charset is UTF-8 where a part does not say another (RFC 7578, section 5.1). Raises
    `MultiPartException`.
    """

    def __init__(
        self,
        headers: Headers,
        stream: AsyncGenerator[bytes, None],
        options: Options,
        *,
        files: Collection[str] = (),
    ) -> None:
        """Take the limits from the options; parts called like one of `files` are files."""
        super().__init__(
            headers,
            stream,
            max_files=options.max_parts,
            max_fields=options.max_parts,
            max_part_size=options.max_part_size,
        )
        self.spool_max_size = options.max_file_in_memory
        self._files = {name.encode() for name in files}

    def on_headers_finished(self) -> None:
        """Refuse names that are not UTF-8; a file need not have one (RFC 7578, section 4.2)."""
        part = self._current_part
        _, fields = parse_options_header(part.content_disposition)
        for name in (fields.get(b"name", b""), fields.get(b"filename", b"")):
            _decoded(name, "utf-8")
        is_nameless = b"filename" not in fields and fields.get(b"name") in self._files
        if is_nameless and part.content_disposition is not None:
            part.content_disposition += b'; filename=""'
        super().on_headers_finished()
        if is_nameless and part.file is not None:
            part.file.filename = None

    def on_part_end(self) -> None:
        """Keep a text part as text; a file is kept already."""
        part = self._current_part
        if part.file is not None:
            super().on_part_end()
            return
        headers = Headers(raw=part.item_headers)
        said = parse(headers.get("content-type", ""))
        text = TextPart(_decoded(bytes(part.data), said.charset if said else "utf-8"))
        text.headers = headers
        self.items.append((part.field_name, text))


def _decoded(data: bytes, charset: str) -> str:
    try:
        return decode(data, charset)
    except (UnknownCharset, Undecodable):
        raise MultiPartException("A part is not in its charset.") from None
