"""`models.py`, written by datamodel-code-generator."""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from adhere.emit import schema_text
from adhere.emit.cache import Cache, GeneratedModels
from adhere.emit.joining import EntangledError, Joiner
from adhere.emit.partition import Part, partition
from adhere.emit.schema_text import is_camel
from adhere.emit.types import (
    AliasDefinition,
    Anything,
    ClassDefinition,
    Definition,
    EnumDefinition,
    Type,
)

HEADER = '''\
# ruff: noqa: A001, A003, D101, D210, D301, E501, E741, N801, N811, N815
# ruff: noqa: PLC2401, RUF001, RUF002, S105
# isort: skip_file
"""The schemas of the contract."""
'''

# Pydantic 2.14 warns of the first; the second is there in every version that we admit.
_DEPRECATED_IMPORT = "from pydantic.experimental.missing_sentinel import MISSING"
_LASTING_IMPORT = "from pydantic_core import MISSING"

OPTIONS: Mapping[str, Any] = {
    "preset": "standard-py311-20261027",
    "input_file_type": "openapi",
    "base_class": "adhere.runtime.Model",
    "allow_population_by_field_name": False,  # `Model` says it once for all
    "allow_remote_refs": False,
    "capitalise_enum_members": True,
    "custom_file_header": HEADER,
    "disable_timestamp": True,
    "strict_nullable": True,
    "strict_refs": True,
    "use_annotated": True,
    "use_missing_sentinel": True,
    "use_schema_description": True,
    "use_single_line_docstring": True,
    "use_type_alias": True,
}
"""Pinned: the same document gives the same text under every version that we admit."""


@dataclass(frozen=True, slots=True)
class Models:
    """The text of `models.py`, empty where there are no models.

    `classes` maps a definition's name to the name that it has in the text, `members` a
    `StrEnum`'s name and a value to the member. `inlined` are the aliases that the text does
    without: the type is written where the name would be. `failed` are the definitions that
    could not be written as they are, and became `Any`.
    """

    text: str = ""
    classes: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[tuple[str, str], str] = field(default_factory=dict)
    inlined: Mapping[str, Type] = field(default_factory=dict)
    failed: Sequence[str] = ()


def write_models(definitions: Mapping[str, Definition], cache: Cache | None = None) -> Models:
    """Write the models; those that cannot be written become `Any`, alone."""
    cache = cache or Cache()
    cache.models.begin()
    if not definitions:
        return Models()
    try:
        return _write(definitions.values(), (), cache)
    except Exception:  # noqa: BLE001  # the generator raises what it likes; it is asked again, piecemeal
        failed = _failing(definitions, list(definitions), cache)
        return _write(definitions.values(), failed, cache)


def _failing(definitions: Mapping[str, Definition], suspects: list[str], cache: Cache) -> list[str]:
    """Find the suspects that cannot be written even where all others are `Any`."""
    try:
        kept = [name for name in definitions if name not in suspects]
        _write(definitions.values(), kept, cache)
    except Exception:  # noqa: BLE001  # as above
        if len(suspects) == 1:
            return suspects
    else:
        return []
    middle = len(suspects) // 2
    return [
        *_failing(definitions, suspects[:middle], cache),
        *_failing(definitions, suspects[middle:], cache),
    ]


def _write(definitions: Iterable[Definition], as_any: Sequence[str], cache: Cache) -> Models:
    widened = set(as_any)
    kept = {
        d.name: AliasDefinition(d.name, Anything()) if d.name in widened else d for d in definitions
    }
    try:
        made = _joined(partition(kept), cache)
    except EntangledError:
        made = _written(Part(tuple(kept), kept), cache)
    aliases = {d.name: d.type for d in kept.values() if isinstance(d, AliasDefinition)}
    inlined = {name: found for name, found in aliases.items() if name not in made.classes}
    return replace(made, inlined=inlined, failed=tuple(as_any))


def _joined(parts: Sequence[Part], cache: Cache) -> Models:
    """Write the parts and make one module of them. Raises EntangledError."""
    if len(parts) == 1:
        return _written(parts[0], cache)
    joiner = Joiner()
    classes: dict[str, str] = {}
    members: dict[tuple[str, str], str] = {}
    for part in parts:
        written = _written(part, cache)
        own = {name: written.classes[name] for name in part.own if name in written.classes}
        joiner.add(written.text, own.values())
        classes.update(own)
        members.update({key: name for key, name in written.members.items() if key[0] in own})
    for part in parts:
        _refuse_other_names(_written(part, cache).classes, classes)
    text = joiner.text(HEADER.rstrip())
    compile(text, "models.py", "exec")
    return Models(text, classes, members)


def _refuse_other_names(there: Mapping[str, str], here: Mapping[str, str]) -> None:
    other = [name for name, class_name in there.items() if here.get(name) != class_name]
    if other:
        raise EntangledError(*other)


def _written(part: Part, cache: Cache) -> Models:
    text, metadata = _generated(part, cache)
    named = {m["source_path"][-1]: m for m in metadata if _is_component(m)}
    members = {
        (name, value): member["name"]
        for name, found in part.definitions.items()
        if isinstance(found, EnumDefinition) and name in named
        for value, member in zip(found.values, named[name]["fields"], strict=False)
    }
    return Models(text, {name: m["class_name"] for name, m in named.items()}, members)


def _is_component(model: Mapping[str, Any]) -> bool:
    return bool(model["source_path"]) and model["source_path"][:-1] == ["components", "schemas"]


def _template_data(definitions: Iterable[Definition]) -> defaultdict[str, dict[str, Any]]:
    """Say which classes have a base that makes their aliases, so that only others are written."""
    camel = [d.name for d in definitions if isinstance(d, ClassDefinition) and is_camel(d)]
    return defaultdict(dict, {name: {"_alias_generator": "to_camel"} for name in camel})


def _generated(part: Part, cache: Cache) -> GeneratedModels:
    document = schema_text.document(part.definitions)
    template_data = _template_data(part.definitions.values())

    def make() -> GeneratedModels:
        made = _generate(document, template_data)
        compile(made[0], "models.py", "exec")
        return made

    key = json.dumps([document, template_data])
    return cache.models.get(hashlib.sha256(key.encode()).hexdigest(), make)


def _generate(
    document: Mapping[str, Any], template_data: defaultdict[str, dict[str, Any]]
) -> GeneratedModels:
    # Imported here: it costs most of a second, which a run with nothing to do must not pay.
    from datamodel_code_generator import generate  # noqa: PLC0415
    from datamodel_code_generator.format import Formatter  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        output, metadata = Path(folder) / "models.py", Path(folder) / "models.json"
        generate(
            json.dumps(document),
            formatters=[Formatter.BUILTIN],
            output=output,
            emit_model_metadata=metadata,
            extra_template_data=template_data,
            **OPTIONS,
        )
        text = output.read_text("utf-8").replace(_DEPRECATED_IMPORT, _LASTING_IMPORT)
        return text, json.loads(metadata.read_text("utf-8"))["models"]
