"""Media types and ranges (RFC 9110, sections 8.3 and 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
MEDIA_TYPE = re.compile(rf"\s*({NAME})/({NAME})\s*")
PARAMETER = re.compile(rf';\s*({NAME})\s*=\s*({NAME}|"(?:[^"\\]|\\.)*")\s*|;\s*')
UTF_8 = frozenset({"utf-8", "utf8"})


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type or range; names in lower case, values of parameters as written."""

    type: str
    subtype: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def essence(self) -> str:
        """`type/subtype`."""
        return f"{self.type}/{self.subtype}"

    @property
    def is_json(self) -> bool:
        """Tell whether the content is one JSON text (RFC 8259; RFC 6839 for `+json`)."""
        return self.subtype == "json" or self.subtype.endswith("+json")

    @property
    def is_text(self) -> bool:
        """Tell whether the content is text, XML included (RFC 7303)."""
        return self.type == "text" or self.is_xml

    @property
    def is_xml(self) -> bool:
        """Tell whether the content is an XML document (RFC 7303)."""
        return self.subtype == "xml" or self.subtype.endswith("+xml")

    @property
    def charset(self) -> str:
        """The charset of a text, UTF-8 where none is said."""
        return self.parameters.get("charset", "utf-8")

    @property
    def is_range(self) -> bool:
        """Tell whether this stands for many types; `application/*+json` does, too."""
        return "*" in (self.type, self.subtype) or self.subtype.startswith("*+")


def parse(text: str) -> MediaType | None:
    """Read one media type or range; `None` where it is not one."""
    match = MEDIA_TYPE.match(text)
    if match is None:
        return None
    parameters: dict[str, str] = {}
    position = match.end()
    while position < len(text):
        found = PARAMETER.match(text, position)
        if found is None:
            return None
        if found[1] is not None and found[1].lower() not in parameters:
            parameters[found[1].lower()] = _unquoted(found[2])
        position = found.end()
    return MediaType(match[1].lower(), match[2].lower(), MappingProxyType(parameters))


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def is_json(media_type: str | None) -> bool:
    """Tell whether a media type is that of one JSON text; `None` is none."""
    found = None if media_type is None else parse(media_type)
    return found is not None and found.is_json


def specificity(declared: MediaType, actual: MediaType) -> int | None:
    """Rank how closely a range matches a type; `None` where it does not."""
    if declared.type not in ("*", actual.type):
        return None
    is_suffix = declared.subtype.startswith("*+") and actual.subtype.endswith(declared.subtype[1:])
    if not is_suffix and declared.subtype not in ("*", actual.subtype):
        return None
    if not all(_agrees(actual, name, value) for name, value in declared.parameters.items()):
        return None
    fixed = (declared.type != "*") + (0.5 if is_suffix else declared.subtype != "*")
    return int(10 * fixed) + len(declared.parameters)


def _agrees(actual: MediaType, name: str, value: str) -> bool:
    """Compare a parameter: UTF-8 is meant where no charset is said, a boundary is the sender's."""
    if name == "charset":
        charsets = {actual.charset.lower(), value.lower()}
        return len(charsets) == 1 or charsets <= UTF_8
    return name == "boundary" or actual.parameters.get(name, "").lower() == value.lower()


@lru_cache(maxsize=2048)
def choose(content_type: str, ranges: tuple[str, ...]) -> str | None:
    """Return the declared range that matches a `Content-Type` most closely, if any.

    A JSON text in another charset than UTF-8 matches nothing (RFC 8259, section 8.1).
    """
    actual = parse(content_type)
    if actual is None or actual.is_range:
        return None
    if actual.is_json and actual.charset.lower() not in UTF_8:
        return None
    ranked = [(rank, name) for name in ranges if (rank := _rank(name, actual)) is not None]
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _rank(name: str, actual: MediaType) -> int | None:
    declared = parse(name)
    return None if declared is None else specificity(declared, actual)


@lru_cache(maxsize=2048)
def accepted(accept: str, produced: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the produced types that an `Accept` allows, preferred ones first.

    A header that cannot be read allows everything: it is a preference (RFC 9110, 12.5.1).
    """
    ranges = _accept_ranges(accept)
    if ranges is None:
        return produced
    weighed = [(_weight(name, ranges), name) for name in produced]
    ordered = sorted((pair for pair in weighed if pair[0] > 0), key=lambda pair: -pair[0])
    return tuple(name for _, name in ordered)


def _accept_ranges(accept: str) -> Sequence[tuple[MediaType, float]] | None:
    ranges: list[tuple[MediaType, float]] = []
    for part in re.findall(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+', accept):
        media_type = parse(part)
        if media_type is None:
            if part.strip():
                return None
            continue
        ranges.append(_weighted(media_type))
    return ranges or None


def _weighted(media_type: MediaType) -> tuple[MediaType, float]:
    parameters = dict(media_type.parameters)
    quality = parameters.pop("q", "1")
    if parameters.get("charset", "").lower() in UTF_8:
        del parameters["charset"]  # what everything is written in unless it says otherwise
    weight = float(quality) if re.fullmatch(r"[01](\.[0-9]{0,3})?", quality) else 1.0
    return MediaType(media_type.type, media_type.subtype, parameters), weight


def _weight(name: str, ranges: Sequence[tuple[MediaType, float]]) -> float:
    produced = parse(name)
    if produced is None:
        return 0.0
    if produced.is_range:
        narrower = [w for one, w in ranges if specificity(produced, one) is not None]
        return max([_weight_of(produced, ranges), *narrower])
    return _weight_of(produced, ranges)


def _weight_of(produced: MediaType, ranges: Sequence[tuple[MediaType, float]]) -> float:
    """Return the weight of the accepted range that covers a type most closely, 0 for none."""
    ranked: list[tuple[Any, float]] = []
    for media_type, weight in ranges:
        rank = specificity(media_type, produced)
        if rank is not None:
            ranked.append((rank, weight))
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else 0.0
