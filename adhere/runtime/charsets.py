"""Charsets of text: those of the web, none of the codecs that Python has besides."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

ADMITTED = re.compile(
    r"ascii|utf-(?:8|16|32)(?:-[bl]e)?|iso8859-\d+|cp125\d|koi8-[ru]|gb18030|gbk|gb2312|big5"
    r"|euc_(?:jp|kr)|shift_jis|iso2022_jp"
)


BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
XML_DECLARATION = re.compile(
    rb"""<\?xml\s+version\s*=\s*["'][\d.]+["']\s+encoding\s*=\s*["']([A-Za-z][\w.-]*)["']"""
)


class UnknownCharset(ValueError):  # noqa: N818  # a finding about the input
    """A charset that text is not read or written in."""


class Undecodable(ValueError):  # noqa: N818  # a finding about the input
    """Bytes that are not text in their charset."""


def decode(data: bytes, charset: str) -> str:
    """Return the text. Raises `UnknownCharset` and `Undecodable`."""
    try:
        return data.decode(_codec(charset))
    except UnicodeError:
        raise Undecodable(charset) from None


def decode_xml(data: bytes, charset: str | None) -> str:
    """Return the text of an XML document; `charset` is that of its media type, if any.

    A byte order mark goes before the media type, that before the document's own declaration
    (RFC 7303, section 3). Raises `UnknownCharset` and `Undecodable`.
    """
    for mark, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec)
            except UnicodeError:
                raise Undecodable(codec) from None
    declared = XML_DECLARATION.match(data)
    return decode(data, charset or (declared[1].decode() if declared else "utf-8"))


def encode(text: str, charset: str) -> bytes:
    """Return the bytes. Raises `UnknownCharset`, and `UnicodeError` where they cannot say it."""
    return text.encode(_codec(charset))


def encoder(charset: str) -> Callable[[str], bytes]:
    """Return what writes texts one after another, with one byte order mark where there is one.

    Raises `UnknownCharset`; what is returned, `UnicodeError`.
    """
    return codecs.getincrementalencoder(_codec(charset))().encode


def decoder(charset: str) -> Callable[[bytes, bool], str]:
    """Return what reads a text chunk by chunk, told which is the last one.

    Raises `UnknownCharset`; what is returned, `Undecodable`.
    """
    codec = codecs.getincrementaldecoder(_codec(charset))()

    def decode_next(chunk: bytes, is_last: bool) -> str:  # noqa: FBT001  # as the codec has it
        try:
            return codec.decode(chunk, is_last)
        except UnicodeError:
            raise Undecodable(charset) from None

    return decode_next


def _codec(charset: str) -> str:
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        raise UnknownCharset(charset) from None
    if not ADMITTED.fullmatch(name):
        raise UnknownCharset(charset)
    return name
