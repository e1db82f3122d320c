"""What is made again and again in one process, by the content that it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

GeneratedModels = tuple[str, list[Mapping[str, Any]]]
"""The text of `models.py` and what datamodel-code-generator says of the classes in it."""


@dataclass(slots=True)
class Cache:
    """What the run before made: the models by their schemas, formatted files by name and text.

    Only the last run is kept. A cache is one thread's.
    """

    models: dict[str, GeneratedModels] = field(default_factory=dict)
    formatted: dict[tuple[str, str], str] = field(default_factory=dict)
