"""What callers send."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _instant(text: str) -> str:
    if not _INSTANT.fullmatch(text):
        raise ValueError("not a date-time")
    datetime.fromisoformat(text.upper().replace(":60", ":59"))
    return text


def _day(text: str) -> str:
    if not _DAY.fullmatch(text):
        raise ValueError("not a date")
    date.fromisoformat(text)
    return text


def _unique(values: list[str]) -> list[str]:
    if len(set(values)) < len(values):
        raise ValueError("the same element twice")
    return values


Instant = Annotated[str, AfterValidator(_instant)]
Day = Annotated[str, AfterValidator(_day)]
Name = Annotated[str, Field(min_length=2, max_length=80)]
Kind = Literal["play", "concert", "film"]
Price = Annotated[float, Field(ge=0, le=500, multiple_of=0.5, allow_inf_nan=False)]
Tag = Annotated[str, Field(min_length=1, max_length=20)]
Tags = Annotated[list[Tag], Field(max_length=5), AfterValidator(_unique)]
Text = Annotated[str, Field(max_length=500)]
Note = Annotated[str, Field(max_length=120)]


class Body(BaseModel):
    """A JSON object of exactly these members."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Login(Body):
    """Who wants a token."""

    email: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=200)]


class NewVenue(Body):
    """A venue as it is created or replaced."""

    name: Name
    city: Annotated[str, Field(min_length=1, max_length=60)]
    code: Annotated[str, Field(pattern=r"^[A-Z]{3}-[0-9]{2,4}$")]
    capacity: Annotated[int, Field(ge=1, le=5000)]
    website: Annotated[str, Field(max_length=200)] | None = None


class NewEvent(Body):
    """An event as it is created."""

    venueId: Annotated[int, Field(ge=1)]  # noqa: N815 - as it is sent
    title: Name
    startsAt: Instant  # noqa: N815 - as it is sent
    seats: Annotated[int, Field(ge=1, le=2000)]
    price: Price
    kind: Kind
    tags: Tags = []
    description: Text | None = None


class EventPatch(Body):
    """A merge patch of an event; `null` takes the description away."""

    title: Name = ""
    startsAt: Instant = ""  # noqa: N815 - as it is sent
    price: Price = 0
    kind: Kind = "play"
    tags: Tags = []
    description: Text | None = None

    @model_validator(mode="after")
    def _has_members(self) -> EventPatch:
        if not self.model_fields_set:
            raise ValueError("an empty patch")
        return self


class NewComment(Body):
    """What a visitor says of an event."""

    text: Annotated[str, Field(min_length=1, max_length=300)]
    rating: Annotated[int, Field(ge=1, le=5)]
    replyTo: Annotated[int, Field(ge=1)] | None = None  # noqa: N815 - as it is sent


class NewBooking(Body):
    """Seats to be booked."""

    eventId: Annotated[int, Field(ge=1)]  # noqa: N815 - as it is sent
    seats: Annotated[int, Field(ge=1, le=6)]
    note: Note | None = None


class BookingPatch(Body):
    """A merge patch of a booking."""

    note: Note | None = None


class MePatch(Body):
    """A merge patch of the caller's own profile."""

    displayName: Annotated[str, Field(min_length=1, max_length=40)] = ""  # noqa: N815 - as it is sent
    phone: Annotated[str, Field(pattern=r"^\+[0-9]{6,14}$")] | None = None
    birthday: Day | None = None
