"""The plan of a request body: how each of its media ranges is read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from .body import BodyPlan, ContentPlan
from .choosing import Chooser
from .content import item_annotation, members_of
from .contract_files import Contract, Located
from .forms import FormPlan
from .guard import Guard, SchemaCheck
from .items import ItemsPlan
from .media_types import parse
from .parts import FieldEncoding, PartHeader
from .sequences import EVENTS, Framing, framing_of
from .shapes import Shape
from .typed import Choose, Typed
from .upload import UploadBody

FORMS: Mapping[str, bool] = {
    "application/x-www-form-urlencoded": False,
    "multipart/form-data": True,
}


def kind_of(media_range: str) -> Literal["json", "form", "text", "bytes"]:
    """Tell how content of a media range is read: `json`, `form`, `text` or `bytes`."""
    media_type = parse(media_range)
    if media_type is None:
        return "bytes"
    if media_type.essence in FORMS:
        return "form"
    if media_type.is_json:
        return "json"
    return "text" if media_type.is_text else "bytes"


@dataclass(frozen=True, slots=True)
class BodyPlanner:
    """Joins a Request Body Object with the annotation of the method's `body`."""

    contract: Contract
    guard: Guard
    annotation: Any
    chooser: Chooser | None = None

    def plan(self, body: Located | None) -> BodyPlan | None:
        """Return the plan of a body; `None` where there is none, or nothing about it."""
        if body is None or (content := body.get("content")) is None or not content.value:
            return None
        contents = {
            name: self._content(name, self.contract.resolve(media))
            for name, media in content.items()
        }
        required = bool(body.value.get("required", False))
        return BodyPlan(required, tuple(contents), contents, Typed(self.annotation))

    def _content(self, media_range: str, media: Located) -> ContentPlan:
        kind, framing = kind_of(media_range), framing_of(media_range)
        item_type = item_annotation(self.annotation)
        if framing is not None and item_type is not None:
            return self._items(media, framing, item_type)
        if kind == "bytes" and UploadBody in members_of(self.annotation):
            return ContentPlan("upload", None)
        check = self._check(media.get("schema"))
        if kind != "form":
            return ContentPlan(kind, check, self._choose(media.get("schema")))
        essence = media_range.partition(";")[0].strip().lower()
        shape, encodings = self._shape(media.get("schema")), self._encodings(media)
        form = FormPlan(FORMS[essence], shape, check, encodings)
        return ContentPlan(kind, check, form=form)

    def _items(self, media: Located, framing: Framing, item_type: Any) -> ContentPlan:
        check = self._check(media.get("itemSchema"))
        choose = self._choose(media.get("itemSchema"))
        data_check = self._check(self._event_data(media)) if framing is EVENTS else None
        items = ItemsPlan(framing, check, Typed(item_type), choose, data_check)
        return ContentPlan("items", None, items=items)

    def _event_data(self, media: Located) -> Located | None:
        """Return the schema of what an event's `data` holds as JSON (its `contentSchema`)."""
        return self.contract.child(media, "itemSchema", "properties", "data", "contentSchema")

    def _choose(self, schema: Located | None) -> Choose | None:
        if self.chooser is None or schema is None:
            return None
        return partial(self.chooser.made, schema)

    def _encodings(self, media: Located) -> Mapping[str, FieldEncoding]:
        encodings = media.get("encoding")
        return {} if encodings is None else {n: self._encoding(e) for n, e in encodings.items()}

    def _encoding(self, node: Located) -> FieldEncoding:
        style, headers = node.value.get("style"), node.get("headers")
        named = () if headers is None else headers.items()
        return FieldEncoding(
            content_type=node.value.get("contentType"),
            style=style,
            explode=node.value.get("explode", (style or "form") == "form"),
            headers=tuple(
                self._part_header(name, self.contract.resolve(header))
                for name, header in named
                if name.lower() != "content-type"
            ),
        )

    def _part_header(self, name: str, node: Located) -> PartHeader:
        schema = node.get("schema")
        required = bool(node.value.get("required", False))
        return PartHeader(name, required, self._shape(schema), self._check(schema))

    def _shape(self, schema: Located | None) -> Shape:
        return Shape(self.contract, self.guard, [] if schema is None else [schema])

    def _check(self, schema: Located | None) -> SchemaCheck | None:
        return None if schema is None else SchemaCheck(self.guard, schema.pointer)
