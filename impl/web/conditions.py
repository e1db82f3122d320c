"""Conditional requests (RFC 9110, section 13): entity tags that name versions."""

from __future__ import annotations

import re

ANY = "*"
ENTITY_TAG = re.compile(r'(?P<weak>W/)?"(?P<opaque>[!#-~\x80-\xFF]*)"')
VERSION = re.compile(r"[0-9]{1,16}")


def etag(version: int) -> str:
    """Return the strong entity tag of a version."""
    return f'"{version}"'


def versions_in(if_match: str) -> list[int]:
    """Return the versions named by strong tags; others cannot match (section 13.1.1)."""
    tags = ENTITY_TAG.finditer(if_match)
    named = [tag["opaque"] for tag in tags if not tag["weak"]]
    return [int(opaque) for opaque in named if VERSION.fullmatch(opaque)]


def is_held(tag: str, if_none_match: str) -> bool:
    """Tell whether the tag is among those sent, by weak comparison (section 13.1.2)."""
    held = {f'"{found["opaque"]}"' for found in ENTITY_TAG.finditer(if_none_match)}
    return if_none_match.strip() == ANY or tag in held
