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

from adhere.contract.reserved import TYPES
from adhere.emit import schema_text
from adhere.emit.cache import Cache
from adhere.emit.joining import EntangledError, Statements, joined, statements
from adhere.emit.partition import Part, partition
from adhere.emit.schema_text import is_camel
from adhere.emit.tuples import with_named_tuples
from adhere.emit.types import (
    AliasDefinition,
    Anything,
    ClassDefinition,
    Definition,
    EnumDefinition,
    Type,
)

HEADER = '''\
# ruff: noqa: A001, A003, D101, D210, D301, E501, E741, E742, N801, N811
# ruff: noqa: N815, PLC2401, RUF001, RUF002, S105
# isort: skip_file
"""The schemas of the contract."""
'''

# Pydantic 2.14 warns of the first; the second is there in every version that we admit.
_DEPRECATED_IMPORT = "from pydantic.experimental.missing_sentinel import MISSING"
_LASTING_IMPORT = "from pydantic_core import MISSING"

OPTIONS: Mapping[str, Any] = {
    "aliases": {name: f"{name}_" for name in sorted(TYPES)},
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
    kept = with_named_tuples(
        {
            d.name: AliasDefinition(d.name, Anything()) if d.name in widened else d
            for d in definitions
        }
    )
    try:
        made = _joined(partition(kept), cache)
    except EntangledError:
        made = _alone(Part(tuple(kept), kept), cache)
    aliases = {d.name: d.type for d in kept.values() if isinstance(d, AliasDefinition)}
    inlined = {name: found for name, found in aliases.items() if name not in made.classes}
    return replace(made, inlined=inlined, failed=tuple(as_any))


def _alone(part: Part, cache: Cache) -> Models:
    written = _written(part, cache)
    return Models(written.text, written.classes, written.members)


def _joined(parts: Sequence[Part], cache: Cache) -> Models:
    """Write the parts and make one module of them. Raises EntangledError."""
    made = [_written(part, cache) for part in parts]
    classes = {
        name: m.classes[name]
        for p, m in zip(parts, made, strict=True)
        for name in p.own
        if name in m.classes
    }
    if any(classes.get(n) != there for m in made for n, there in m.classes.items()):
        raise EntangledError
    if any(m.statements.blocks.keys() > {*m.classes.values()} for m in made):
        raise EntangledError  # the generator gave names of its own
    own = [
        [m.classes[n] for n in p.own if n in m.classes] for p, m in zip(parts, made, strict=True)
    ]
    text = joined(HEADER, [(m.statements, names) for m, names in zip(made, own, strict=True)])
    members = {key: name for m in made for key, name in m.members.items()}
    return Models(text, classes, members)


@dataclass(frozen=True, slots=True)
class _Written:
    """A part that was written: see `Models`, and its text as statements."""

    text: str
    statements: Statements
    classes: Mapping[str, str]
    members: Mapping[tuple[str, str], str]


def _written(part: Part, cache: Cache) -> _Written:
    """Write a part, or return what it was written as before."""
    key = hashlib.sha256(repr(part).encode("utf-8", "surrogatepass")).hexdigest()
    found: _Written = cache.models.get(key, lambda: _write_part(part))
    return found


def _write_part(part: Part) -> _Written:
    document = schema_text.document(part.definitions)
    text, metadata = _generate(document, _template_data(part.definitions.values()))
    compile(text, "models.py", "exec")
    named = {m["source_path"][-1]: m for m in metadata if _is_component(m)}
    members = {
        (name, value): member["name"]
        for name, found in part.definitions.items()
        if isinstance(found, EnumDefinition) and name in named
        for value, member in zip(found.values, named[name]["fields"], strict=False)
    }
    classes = {name: m["class_name"] for name, m in named.items()}
    return _Written(text, statements(text), classes, members)


def _is_component(model: Mapping[str, Any]) -> bool:
    return bool(model["source_path"]) and model["source_path"][:-1] == ["components", "schemas"]


def _template_data(definitions: Iterable[Definition]) -> defaultdict[str, dict[str, Any]]:
    """Say which classes have a base that makes their aliases, so that only others are written."""
    camel = [d.name for d in definitions if isinstance(d, ClassDefinition) and is_camel(d)]
    return defaultdict(dict, {name: {"_alias_generator": "to_camel"} for name in camel})


def _generate(
    document: Mapping[str, Any], template_data: defaultdict[str, dict[str, Any]]
) -> tuple[str, list[Mapping[str, Any]]]:
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
