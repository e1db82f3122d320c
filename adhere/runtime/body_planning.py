"""The plan of a request body: how each of its media ranges is read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .body import BodyPlan, ContentPlan
from .choosing import Chooser
from .content import item_annotation, members_of
from .contract_files import Contract, Located
from .encoding_planning import EncodingPlanner
from .forms import FormPlan
from .guard import Guard
from .items import ItemsPlan
from .media_types import parse
from .part_reading import PartsPlan
from .positional import Positions
from .sequences import EVENTS, Framing, items_framing
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

    @property
    def _encodings(self) -> EncodingPlanner:
        return EncodingPlanner(self.contract, self.guard)

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
        kind, framing = kind_of(media_range), items_framing(media_range, media.value)
        item_type = item_annotation(self.annotation)
        positions = self._encodings.positions(media_range, media)
        if positions is not None:
            return self._parts(media, positions, item_type)
        if framing is not None and item_type is not None:
            return self._items(media, framing, item_type)
        if kind == "bytes" and UploadBody in members_of(self.annotation):
            return ContentPlan("upload", None)
        schema = media.get("schema")
        if kind == "text":
            return ContentPlan(kind, self._encodings.text_check(schema))
        check, choose = self._encodings.check(schema), self._choose(schema)
        if kind != "form":
            return ContentPlan(kind, check, choose)
        essence = media_range.partition(";")[0].strip().lower()
        shape, encodings = self._encodings.shape(schema), self._encodings.by_name(media)
        form = FormPlan(FORMS[essence], shape, check, encodings)
        return ContentPlan(kind, check, choose, form=form)

    def _parts(self, media: Located, positions: Positions, item_type: Any) -> ContentPlan:
        """Return the plan of parts by position: one by one where they have an `itemSchema`."""
        item = media.get("itemSchema")
        is_stream = item is not None and item_type is not None
        schema, typed = (item, item_type) if is_stream else (media.get("schema"), self.annotation)
        check, choose = self._encodings.check(schema), self._choose(schema)
        parts = PartsPlan(positions, check, Typed(typed), choose)
        if is_stream:
            return ContentPlan("items", None, items=parts)
        return ContentPlan("parts", None, parts=parts)

    def _items(self, media: Located, framing: Framing, item_type: Any) -> ContentPlan:
        check = self._encodings.check(media.get("itemSchema"))
        choose = self._choose(media.get("itemSchema"))
        data_check = self._encodings.check(self._event_data(media)) if framing is EVENTS else None
        items = ItemsPlan(framing, check, Typed(item_type), choose, data_check)
        return ContentPlan("items", None, items=items)

    def _event_data(self, media: Located) -> Located | None:
        """Return the schema of what an event's `data` holds as JSON (its `contentSchema`)."""
        return self.contract.child(media, "itemSchema", "properties", "data", "contentSchema")

    def _choose(self, schema: Located | None) -> Choose | None:
        return None if self.chooser is None else self.chooser.choose(schema)
