"""What the guard accepts becomes a typed value that is written as what was sent."""

from __future__ import annotations

import base64
import copy
import pickle
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from adhere import contract, document, emit
from adhere.runtime import IsoDuration
from adhere.runtime.contract_files import Contract
from adhere.runtime.formats import as_text
from adhere.runtime.guard import Guards
from adhere.runtime.reply_content import Serializer
from adhere.runtime.typed import Typed

Json = Any

ALONE: dict[str, Json] = {
    name: {"type": "string", "format": name}
    for name in (
        "base64url", "byte", "date", "date-time", "decimal", "duration", "email", "time", "uri",
        "uuid",
    )
}  # fmt: skip
SCHEMAS: dict[str, Json] = {
    **ALONE,
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "string": {"type": "string"},
    "nullable": {"type": ["string", "null"], "format": "date-time"},
    "date or date-time": {"anyOf": [ALONE["date"], ALONE["date-time"]]},
    "byte or decimal": {"anyOf": [ALONE["byte"], ALONE["decimal"]]},
    "decimal or number": {"type": ["string", "number"], "format": "decimal"},
    "byte or boolean": {"type": ["string", "boolean"], "format": "byte"},
    "duration or word": {"anyOf": [ALONE["duration"], {"const": "never"}]},
    "list of uuid or date": {"type": "array", "items": {"anyOf": [ALONE["uuid"], ALONE["date"]]}},
    "milliseconds": {**ALONE["date-time"], "pattern": r"\.\d{3}Z$"},
    "whole seconds": {**ALONE["date-time"], "pattern": r"\d\dZ$", "maxLength": 20},
    "upper uuid": {**ALONE["uuid"], "pattern": "^[A-F0-9-]+$"},
    "short decimal": {**ALONE["decimal"], "maxLength": 4},
    "map": {"type": "object", "additionalProperties": ALONE["date-time"]},
    "tuple": {
        "type": "array",
        "prefixItems": [ALONE["uuid"], {"type": "integer"}],
        "items": False,
        "minItems": 2,
    },
    "short tuple": {"type": "array", "prefixItems": [ALONE["byte"], {"type": "integer"}]},
    "open tuple": {
        "type": "array",
        "prefixItems": [{"type": "integer"}],
        "items": ALONE["duration"],
    },
    "patterned map": {
        "type": "object",
        "propertyNames": {"maxLength": 8},
        "patternProperties": {"^n": {"type": "integer"}, "^t": ALONE["date-time"]},
        "additionalProperties": {"type": "boolean"},
    },
    "open patterned map": {"type": "object", "patternProperties": {"^n": {"type": "integer"}}},
}

fractions = st.text("0123456789", min_size=1, max_size=12).map(".".__add__)
days = st.dates().map(date.isoformat) | st.dates(date(4, 1, 1), date(4, 12, 31)).map(
    lambda day: "0000" + day.isoformat()[4:]
)
hours = st.times().map(lambda time: time.strftime("%H:%M:%S"))
times = st.builds("{}{}".format, hours, fractions | st.just(""))
offsets = st.sampled_from(["Z", "z", "+00:00", "-00:00", "+05:45", "-11:30", "+23:59"])
leaps = st.builds(
    "{}T23:59:60{}Z".format, st.sampled_from(["1998-12-31", "2016-12-31"]), fractions | st.just("")
)
moments = st.builds("{}{}{}{}".format, days, st.sampled_from("Tt"), times, offsets) | leaps
counts = st.integers(0, 10**30).map(str) | st.just("007")
durations = (
    st.builds("P{}Y{}M{}DT{}H{}M{}S".format, *[counts] * 6)
    | st.builds("P{}W".format, counts)
    | st.builds("P{}M".format, counts)
    | st.builds("PT{}M{}S".format, counts, counts)
)
decimals = st.from_regex(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?", fullmatch=True)
encoded = st.binary(max_size=40).map(lambda data: base64.b64encode(data).decode())
unpadded = st.binary(max_size=40).map(lambda data: base64.urlsafe_b64encode(data).decode())
uuids = st.uuids().map(str)
scalars = (
    st.none() | st.booleans() | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False) | st.just(1.0) | st.just(1e300)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)  # fmt: skip
texts = (
    moments | days | durations | decimals | encoded | unpadded
    | unpadded.map(lambda text: text.rstrip("=")) | uuids | uuids.map(str.upper)
    | st.sampled_from(["a@b.example", "https://a.example/b?c", "12:00:00Z", "never", "true", "12"])
)  # fmt: skip
values = st.recursive(
    scalars | texts,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["n1", "t1", "other"]), inner, max_size=3)
    ),
    max_leaves=5,
)
LIKELY: dict[str, st.SearchStrategy[Json]] = {
    "date-time": moments, "nullable": moments | st.none(), "date": days, "duration": durations,
    "decimal": decimals, "byte": encoded, "base64url": unpadded, "uuid": uuids,
    "date or date-time": days | moments, "byte or decimal": encoded | decimals,
    "decimal or number": decimals | st.floats(allow_nan=False, allow_infinity=False),
    "integer": st.integers() | st.integers(10**18, 10**60) | st.just(1.0) | st.just(1e300),
    "number": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53),
    "milliseconds": moments, "whole seconds": moments, "upper uuid": uuids.map(str.upper),
    "list of uuid or date": st.lists(uuids | days, max_size=3),
    "map": st.dictionaries(st.text("ab", max_size=2), moments, max_size=3),
    "tuple": st.tuples(uuids, st.integers()).map(list),
    "short tuple": st.lists(encoded, max_size=1)
    | st.tuples(encoded, st.integers(), scalars).map(list),
    "open tuple": st.lists(durations, max_size=2).map(lambda rest: [1, *rest]),
    "patterned map": st.fixed_dictionaries(
        {}, optional={"n1": st.integers(), "t1": moments, "other": st.booleans()}
    ),
    "open patterned map": st.fixed_dictionaries({}, optional={"n1": st.integers(), "o": scalars}),
}  # fmt: skip


BYTES = {"byte", "base64url"}


def meaning(value: Json, name: str) -> Json:
    """Return what a value means, where one meaning has several texts."""
    if isinstance(value, dict):
        return {key: meaning(inner, name) for key, inner in value.items()}
    if isinstance(value, list):
        return [meaning(inner, name) for inner in value]
    if isinstance(value, bool) or value is None or not isinstance(value, str):
        return (type(value) is bool, value)
    readers = (_bytes,) if name in BYTES else (_moment, UUID, IsoDuration.parse, _decimal)
    for read in readers:
        try:
            return read(value)
        except ValueError:
            continue
    return value


def _moment(text: str) -> Json:
    """Return the seconds and the exact fraction: what `datetime` would cut is kept."""
    whole, _, rest = text.upper().replace("Z", "+00:00").partition("T")
    day = date.fromisoformat("0400" + whole[4:] if whole.startswith("0000") else whole)
    clock, sign, zone = rest.partition("+") if "+" in rest else rest.partition("-")
    seconds, _, fraction = clock.partition(".")
    sign = "+" if zone == "00:00" else sign
    return (whole.startswith("0000"), day, seconds, fraction.rstrip("0"), sign, zone)


def _decimal(text: str) -> Json:
    if not all(sign in "+-.0123456789" for sign in text):
        raise ValueError(text)
    try:
        return Decimal(text)
    except ArithmeticError:
        raise ValueError(text) from None


def _bytes(text: str) -> Json:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


class Models:
    """A generated module, and how its service reads and writes the components."""

    def __init__(self, folder: Path) -> None:
        holders = {
            f"Holder{number}": {
                "type": "object",
                "required": ["value"],
                "properties": {
                    "value": schema,
                    "list": {"type": "array", "items": schema},
                    "map": {"type": "object", "additionalProperties": schema},
                },
            }
            for number, schema in enumerate(SCHEMAS.values())
        }
        every = [{"$ref": f"#/components/schemas/{name}"} for name in holders]
        body = {
            "content": {"application/json": {"schema": {"type": "array", "prefixItems": every}}}
        }
        operation = {"requestBody": body, "responses": {"204": {"description": "Taken."}}}
        spec = {
            "openapi": "3.1.0",
            "info": {"title": "Test", "version": "1"},
            "paths": {"/things": {"post": operation}},
            "components": {"schemas": holders},
        }
        path = folder / "openapi.yaml"
        path.write_text(yaml.safe_dump(spec), "utf-8")
        loaded = document.load(path)
        assert loaded.document is not None
        package = emit.generate(loaded.document, contract.build(loaded.document).contract)
        self.module = ModuleType("round_trip_models")
        sys.modules[self.module.__name__] = self.module
        exec(package.files["models.py"], self.module.__dict__)  # noqa: S102
        self.text = package.files["models.py"]
        self.guard = Guards(Contract(loaded.document.data)).request
        self._names = dict(zip(SCHEMAS, holders, strict=True))
        self._typed = {n: Typed(getattr(self.module, h)) for n, h in self._names.items()}
        self._written = {n: Serializer(getattr(self.module, h)) for n, h in self._names.items()}

    def admits(self, name: str, value: Json) -> bool:
        pointer = f"/components/schemas/{self._names[name]}"
        return self.guard.validator(pointer).is_valid(value)

    def typed(self, name: str, value: Json) -> Any:
        return self._typed[name].make(value, "/body")

    def dump(self, name: str, made: Any) -> Json:
        return self._written[name].dump(made)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    return Models(tmp_path_factory.mktemp("round_trip"))


@pytest.mark.parametrize("name", SCHEMAS)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_what_is_accepted_comes_back(data: st.DataObject, name: str, models: Models) -> None:
    value = data.draw(LIKELY.get(name, values) | values)
    holder = {"value": value, "list": [value, value], "map": {"a": value}}
    if not models.admits(name, holder):
        return
    made = models.typed(name, holder)
    for kept in (made, pickle.loads(pickle.dumps(made)), copy.deepcopy(made)):  # noqa: S301
        written = models.dump(name, kept)
        assert models.admits(name, written)
        assert meaning(written, name) == meaning(holder, name)


READ: list[tuple[str, str, Callable[[Any], Any], Any]] = [
    ("date-time", "2026-01-02T03:04:05+02:00", datetime.utcoffset, timedelta(hours=2)),
    ("date-time", "2016-12-31T23:59:60Z", lambda made: made.minute, 59),
    ("date-time", "0000-06-01T00:00:00Z", lambda made: made.year, 1),
    ("date", "0000-06-01", lambda made: made, date.min),
    ("duration", "P1M", lambda made: made, IsoDuration(months=1)),
    ("duration", "PT36H", IsoDuration.to_timedelta, timedelta(hours=36)),
    ("decimal", "0.10", lambda made: made + Decimal("0.20"), Decimal("0.30")),
    ("byte", "aGk=", lambda made: made, b"hi"),
    ("base64url", "-_8", lambda made: made, b"\xfb\xff"),
    ("uuid", "0DA2A6E6-3F0B-4C2C-9C35-7F3B1E0B7D5A", lambda made: made.version, 4),
    ("milliseconds", "2026-01-02T03:04:05.000Z", type, str),
    ("whole seconds", "2026-01-02T03:04:05Z", type, datetime),
    ("upper uuid", "0DA2A6E6-3F0B-4C2C-9C35-7F3B1E0B7D5A", type, str),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "use", "result"), READ)
def test_a_format_is_a_python_type(
    name: str, text: str, use: Callable[[Any], Any], *, result: Any, models: Models
) -> None:
    assert use(models.typed(name, {"value": text}).value) == result


@pytest.mark.parametrize(
    ("name", "annotation"),
    [
        ("tuple", "tuple[UUID, int]"),
        ("short tuple", "list[Any]"),
        ("open tuple", "list[int | str]"),
        ("patterned map", "dict[str, int | ExactDateTime | bool]"),
        ("open patterned map", "dict[str, Any]"),
        ("map", "dict[str, ExactDateTime]"),
    ],
)
def test_a_container_says_what_it_holds(name: str, annotation: str, models: Models) -> None:
    number = list(SCHEMAS).index(name)
    text = models.text.partition(f"class Holder{number}(")[2].partition("class ")[0]
    assert f"value: {annotation}\n" in text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("byte", "a"), ("byte", "-_8="), ("byte", "aGk=\n"), ("base64url", "+/8="),
        ("decimal", "1e5"), ("decimal", "NaN"), ("decimal", "1,5"), ("duration", "P1.5D"),
    ],
)  # fmt: skip
def test_a_text_of_no_such_format_is_refused(name: str, text: str, models: Models) -> None:
    assert not models.admits(name, {"value": text})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("date-time", "2016-12-31T23:59:60Z"),
        ("date", "0000-06-01"),
        ("duration", "P1M"),
        ("decimal", "0.0000001"),
        ("byte", "aGk="),
    ],
)
def test_a_header_field_is_written_as_its_format(name: str, text: str, models: Models) -> None:
    assert as_text([models.typed(name, {"value": text}).value]) == [text]
