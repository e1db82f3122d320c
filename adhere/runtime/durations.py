"""Durations as contracts write them: `P1Y2M`, `P3W`, `PT36H` (RFC 3339, appendix A)."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_DURATION = re.compile(
    r"P(?=.)(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?(?:(?P<weeks>[0-9]+)W)?"
    r"(?:(?P<days>[0-9]+)D)?"
    r"(?:T(?=.)(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?(?:(?P<seconds>[0-9]+)S)?)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IsoDuration:
    """A span of time in the units that it was written in: a month is no number of days.

    `PT60S` and `PT1M` differ, as their texts do. Weeks stand alone.
    """

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0
    seconds: int = 0

    def __post_init__(self) -> None:
        """Raise `ValueError` for what RFC 3339 has no text for."""
        values = [getattr(self, field.name) for field in fields(self)]
        if any(value < 0 for value in values):
            raise ValueError("a duration has no negative parts")
        if self.weeks and sum(values) != self.weeks:
            raise ValueError("weeks stand alone in a duration")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a duration. Raises `ValueError`."""
        found = _DURATION.fullmatch(text)
        if found is None:
            raise ValueError("must be a duration (RFC 3339, appendix A)")
        return cls(**{name: int(value) for name, value in found.groupdict("0").items()})

    @classmethod
    def of(cls, span: timedelta) -> Self:
        """Return a span in days and seconds. Raises `ValueError` below zero, or finer than that."""
        if span.microseconds:
            raise ValueError("a duration has no parts of a second")
        return cls(days=span.days, seconds=span.seconds)

    def to_timedelta(self) -> timedelta:
        """Return the span. Raises `ValueError` where it has years or months."""
        if self.years or self.months:
            raise ValueError("years and months are no fixed number of days")
        return timedelta(
            weeks=self.weeks,
            days=self.days,
            hours=self.hours,
            minutes=self.minutes,
            seconds=self.seconds,
        )

    def __str__(self) -> str:
        """Write the duration as RFC 3339 has it: no unit left out between two."""
        if self.weeks:
            return f"P{self.weeks}W"
        day = _units(Y=self.years, M=self.months, D=self.days)
        time = _units(H=self.hours, M=self.minutes, S=self.seconds)
        return f"P{day}T{time}" if time else f"P{day or '0D'}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read texts and take durations as they are; write texts into JSON."""
        del source, handler
        return core_schema.union_schema(
            [
                core_schema.is_instance_schema(cls),
                core_schema.no_info_after_validator_function(
                    cls.parse, core_schema.str_schema(strict=True)
                ),
            ],
            serialization=core_schema.to_string_ser_schema(when_used="json"),
        )


def _units(**values: int) -> str:
    """Write units from the first that is not zero to the last."""
    told = [number for number, value in enumerate(values.values()) if value]
    if not told:
        return ""
    written = [f"{value}{unit}" for unit, value in values.items()]
    return "".join(written[told[0] : told[-1] + 1])
