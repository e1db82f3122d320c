"""Cutting multipart content into its parts while it comes (RFC 2046, section 5.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import UploadFile
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.datastructures import Headers

from .media_types import parse


class NotMultipart(ValueError):  # noqa: N818  # a finding about the input
    """Content that is not what its multipart media type says; the message never repeats it."""


class PartCutter:
    """Cuts octets into parts, each a file with its header fields.

    `spool` makes what holds the octets of a part. Content begins with the first boundary; what
    follows the last one is not looked at.
    """

    def __init__(self, content_type: str, *, spool: Callable[[], Any]) -> None:
        """Begin at the boundary that a `Content-Type` says. Raises `NotMultipart` without one."""
        media_type = parse(content_type)
        boundary = None if media_type is None else media_type.parameters.get("boundary")
        if not boundary:
            raise NotMultipart("The media type says no boundary.")
        self._spool = spool
        self._is_ended = False
        self._name, self._value = b"", b""
        self._fields: list[tuple[bytes, bytes]] = []
        self._part: UploadFile | None = None
        self._whole: list[UploadFile] = []
        self._parser = MultipartParser(
            boundary.encode("latin-1", "replace"),
            {
                "on_header_field": self._on_header_field,
                "on_header_value": self._on_header_value,
                "on_header_end": self._on_header_end,
                "on_headers_finished": self._on_headers_finished,
                "on_part_data": self._on_part_data,
                "on_part_end": self._on_part_end,
                "on_end": self._on_end,
            },
        )

    def feed(self, chunk: bytes, *, is_last: bool = False) -> Iterator[UploadFile]:
        """Yield the parts that are whole now. Raises `NotMultipart`."""
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise NotMultipart("The content is not cut by its boundary.") from None
        if is_last and not self._is_ended:
            raise NotMultipart("The content ends before its last boundary.")
        while self._whole:
            yield self._whole.pop(0)

    def close(self) -> None:
        """Let go of the parts that nobody has taken."""
        for part in [*self._whole, *([] if self._part is None else [self._part])]:
            part.file.close()

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        self._fields.append((self._name.lower(), self._value))
        self._name, self._value = b"", b""

    def _on_headers_finished(self) -> None:
        headers, self._fields = Headers(raw=self._fields), []
        _, options = parse_options_header(headers.get("content-disposition"))
        filename = options.get(b"filename")
        self._part = UploadFile(
            self._spool(),
            size=0,
            filename=None if filename is None else filename.decode(errors="replace"),
            headers=headers,
        )

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._part is not None and self._part.size is not None:
            self._part.file.write(data[start:end])
            self._part.size += end - start

    def _on_part_end(self) -> None:
        if self._part is not None:
            self._part.file.seek(0)
            self._whole.append(self._part)
            self._part = None

    def _on_end(self) -> None:
        self._is_ended = True
