"""What things are called, by what created or lists them; texts and numbers made after others."""

from __future__ import annotations

import json
import random
import re
import string
from collections.abc import Iterable, Mapping
from typing import Any

from schemathesis import Response

from adhere.contract.nodes import Link
from adhere.fuzz.resources import Resource

_LETTERS = (string.digits, string.ascii_uppercase, string.ascii_lowercase)


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


def alike(text: str, seed: str) -> str:
    """Return another text of the same form: letters for letters, digits for digits."""
    chosen = random.Random(seed)  # noqa: S311 - a name is no secret
    return "".join(
        chosen.choice(letters)
        if (letters := next((group for group in _LETTERS if char in group), ""))
        else char
        for char in text
    )


def echoed(body: Mapping[str, Any], shown: Any, links: Iterable[Link]) -> dict[str, Any]:
    """Return the body with what the thing shows under the same names, or the links say."""
    if not isinstance(shown, dict):
        return dict(body)
    values = {**body, **{name: shown[name] for name in body if name in shown}}
    for link in links:
        wanted = link.request_body if isinstance(link.request_body, Mapping) else {}
        for name, expression in wanted.items():
            member = str(expression).removeprefix("$response.body#/")
            if name in body and member in shown:
                values[name] = shown[member]
    return values


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
