"""Python types of `format`s, each of which reads every text that the format admits.

The guard decides what is valid; these types lose nothing of what it admits. A moment that
Python cannot hold is the nearest one that it can, and is written as the text that it was
sent as.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import MINYEAR, UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, GetCoreSchemaHandler, PlainSerializer
from pydantic_core import CoreSchema, core_schema

from .durations import IsoDuration

_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))"
)


class RoundedDateTime(datetime):
    """The moment nearest to one that `datetime` cannot hold.

    It is a leap second, a fraction finer than a microsecond, or in the year 0. `text` is how it
    was sent; what arithmetic makes of it has none.
    """

    text: str | None = None

    @classmethod
    def read(cls, text: Any) -> Self:
        """Read a date-time of RFC 3339. Raises `ValueError`."""
        found = _DATE_TIME.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            raise ValueError("must be a date-time with its offset (RFC 3339)")
        day, minute, second, fraction, sign, *offset = found.groups()
        is_leap = second == "60"
        micros = "999999" if is_leap else (fraction or "")[:6].ljust(6, "0")
        zone = _zone(sign, *offset)
        moment = f"{_in_era(day)}T{minute}:{'59' if is_leap else second}.{micros}"
        made = cls.fromisoformat(moment).replace(tzinfo=zone)
        if day.startswith("0000"):
            made = cls(MINYEAR, 1, 1, tzinfo=zone)
        made.text = text
        return made

    def __reduce__(self) -> Any:
        """Keep the text in copies and pickles."""
        return (type(self).read, (self.text,)) if self.text else super().__reduce__()

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Keep the text in copies and pickles."""
        return self.__reduce__() if self.text else super().__reduce_ex__(protocol)


def _in_era(day: str) -> str:
    """Return the day, or one that exists where the year does not."""
    return f"0004{day[4:]}" if day.startswith("0000") else day


def _zone(sign: str | None, hours: str | None, minutes: str | None) -> timezone:
    if not sign:
        return UTC
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return timezone(-offset if sign == "-" else offset)


class RoundedDate(date):
    """The first day that `date` can hold, for a day of the year 0; `text` is how it was sent."""

    text: str | None = None

    @classmethod
    def read(cls, text: Any) -> Self:
        """Read a full-date of the year 0 (RFC 3339). Raises `ValueError`."""
        if not isinstance(text, str) or not text.startswith("0000-"):
            raise ValueError("must be a full-date (RFC 3339)")
        date.fromisoformat(_in_era(text))
        made = cls(MINYEAR, 1, 1)
        made.text = text
        return made

    def __reduce__(self) -> Any:
        """Keep the text in copies and pickles."""
        return (type(self).read, (self.text,)) if self.text else super().__reduce__()


class _Exact:
    """Reads with pydantic-core what it can hold, and anything else as a rounded value."""

    def __init__(self, schema: CoreSchema, rounded: type[RoundedDateTime | RoundedDate]) -> None:
        self._schema = schema
        self._rounded = rounded

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        del source, handler
        otherwise = core_schema.no_info_plain_validator_function(self._rounded.read)
        writing = core_schema.wrap_serializer_function_ser_schema(
            _written, schema=self._schema, when_used="json"
        )
        return core_schema.union_schema(
            [self._schema, otherwise], mode="left_to_right", serialization=writing
        )


def _written(value: Any, write: Callable[[Any], Any]) -> Any:
    """Write a rounded value as it was sent, any other as pydantic-core does."""
    is_rounded = type(value) is RoundedDateTime or type(value) is RoundedDate
    return value.text if is_rounded and value.text else write(value)


def _decoded(value: Any) -> Any:
    """Return the bytes of base64 text in either alphabet; bytes are what they are."""
    if not isinstance(value, str):
        return value
    text = value.rstrip("=").translate({45: 43, 95: 47})
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def _unpadded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


ExactDateTime = Annotated[
    datetime,
    _Exact(
        core_schema.datetime_schema(tz_constraint="aware", microseconds_precision="error"),
        RoundedDateTime,
    ),
]
"""`format: date-time`: a `datetime` that knows its offset."""

ExactDate = Annotated[date, _Exact(core_schema.date_schema(), RoundedDate)]
"""`format: date`."""

DecimalText = Annotated[Decimal, PlainSerializer(lambda v: f"{v:f}", str, when_used="json")]
"""A string of `format: decimal`: a `Decimal`, written in fixed point with the digits it has."""

Base64Data = Annotated[
    bytes,
    BeforeValidator(_decoded),
    PlainSerializer(lambda v: base64.b64encode(v).decode(), str, when_used="json"),
]
"""`format: byte`: the bytes that base64 stands for."""

Base64UrlData = Annotated[
    bytes, BeforeValidator(_decoded), PlainSerializer(_unpadded, str, when_used="json")
]
"""`format: base64url`: the bytes that base64 of the URL-safe alphabet stands for."""


def as_text(value: Any, *, is_url_safe: bool = False) -> Any:
    """Return the text of a value of a format, in base64 for bytes; any other value as it is.

    For values whose annotation is not at hand: parts by position. `is_url_safe` says which
    alphabet the format of bytes has.
    """
    match value:
        case list():
            return [as_text(item, is_url_safe=is_url_safe) for item in value]
        case RoundedDateTime(text=str(text)) | RoundedDate(text=str(text)):
            return text
        case IsoDuration():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case bytes():
            return _unpadded(value) if is_url_safe else base64.b64encode(value).decode()
        case _:
            return value


__all__ = [
    "Base64Data",
    "Base64UrlData",
    "DecimalText",
    "ExactDate",
    "ExactDateTime",
    "IsoDuration",
]
