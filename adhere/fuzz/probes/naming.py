"""What things are called: by `Location`, in the body of what created them, in a list."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from schemathesis import Response

from adhere.fuzz.resources import Resource


def names_of(
    resource: Resource, above: Mapping[str, Any], response: Response
) -> dict[str, Any] | None:
    """Return the names in the path of what was created, `above` being those of its collection."""
    document = _json(response.content)
    members = document if isinstance(document, dict) else {}
    for name in (resource.parameter, "id"):
        if isinstance(members.get(name), str | int):
            return {**above, resource.parameter: members[name]}
    location = (response.headers.get("location") or [""])[0]
    pattern = re.sub(r"\\\{[^{}]+\\\}", "([^/?#]+)", re.escape(resource.item))
    match = re.search(f"{pattern}/?$", location)
    return None if match is None else {**above, resource.parameter: match.groups()[-1]}


def first_identifier(content: bytes, name: str) -> Any:
    """Return what the first thing of a listing is called: by the parameter's name, or as `id`."""
    document = _json(content)
    members = document.values() if isinstance(document, dict) else (document,)
    things = next((member for member in members if isinstance(member, list)), [])
    found = (t[key] for t in things if isinstance(t, dict) for key in (name, "id") if key in t)
    return next((value for value in found if isinstance(value, str | int)), None)


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
