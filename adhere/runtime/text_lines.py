"""Text whose items are lines: what an `itemSchema` means for `text/*`.

A line ends with a line feed, before which a carriage return is no part of it; the last one may
end with the content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .charsets import decoder, encoder
from .media_types import parse


class Lines:
    """Cuts octets into lines of text."""

    def __init__(self, content_type: str) -> None:
        """Begin in the charset of a `Content-Type`. Raises `UnknownCharset`."""
        media_type = parse(content_type)
        self._decode = decoder(media_type.charset if media_type else "utf-8")
        self._rest = ""

    @property
    def pending(self) -> int:
        """The number of characters of the line that has not ended."""
        return len(self._rest)

    def feed(self, chunk: bytes, *, is_last: bool = False) -> Iterator[str]:
        """Yield the lines that are whole now. Raises `Undecodable`."""
        *whole, self._rest = (self._rest + self._decode(chunk, is_last)).split("\n")
        if is_last and self._rest:
            whole.append(self._rest)
        for line in whole:
            yield line.removesuffix("\r")


def line_writer(media_type: str) -> Callable[[object], bytes]:
    """Return what writes lines in the charset of a media type.

    Raises `UnknownCharset`; what is returned, `ValueError` for what is no line in this charset.
    """
    said = parse(media_type)
    encode = encoder(said.charset if said else "utf-8")

    def write(line: object) -> bytes:
        if not isinstance(line, str) or "\n" in line:
            raise ValueError("A line must be a str without a line feed.")
        return encode(f"{line}\n")

    return write
