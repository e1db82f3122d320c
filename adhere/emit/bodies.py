"""The types of bodies, by media type (RFC 9110 section 8.3; RFC 6839 for `+json`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from adhere.contract.nodes import MediaType, Operation, Response, Schema
from adhere.contract.reserved import FORM_FIELDS
from adhere.contract.words import snake_case
from adhere.emit.directions import Direction
from adhere.emit.docs import docstring, first_sentence
from adhere.emit.media_types import (
    EVENT_STREAM,
    FORMS,
    essence,
    is_items,
    is_json,
    is_plain_text,
    is_positional,
    is_text,
)
from adhere.emit.module import Module
from adhere.emit.parts import Parts
from adhere.emit.places import Place
from adhere.emit.types import Anything, ListOf, Type, UnionOf, union
from adhere.emit.views import Use, Views


@dataclass(frozen=True, slots=True)
class FileForm:
    """A multipart body with files: a dataclass of its own, as files are no JSON values."""

    name: str
    doc: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form; a file, or a list of files, where `is_file`."""

    name: str
    python_name: str
    type: Type
    is_file: bool
    required: bool


def place_of(schema: Schema) -> Place:
    """Return the place of a contract's schema."""
    return Place(schema.pointer, schema.value)


def reply_body(module: Module, views: Views, response: Response) -> str | None:
    """Write the type of a response's body; `None` where it has none."""
    use = Use(f"{response.class_name}Body", f"the body of `{response.class_name}`", Direction.REPLY)
    written = [_content(module, views, m, use=use, is_reply=True) for m in response.content]
    return " | ".join(dict.fromkeys(written)) or None


def request_body(module: Module, views: Views, operation: Operation) -> str | None:
    """Write the type of an operation's request body; `None` where it has none."""
    if operation.request_body is None:
        return None
    about = f"the body of `{operation.name}`"
    # What the service sends shows of a schema what its replies do.
    direction = Direction.REPLY if operation.is_sent else Direction.REQUEST
    use = Use(f"{operation.class_name}Body", about, direction)
    content = operation.request_body.content
    written = [_content(module, views, m, use=use, is_reply=False) for m in content]
    if not operation.request_body.required:
        written.append("None")
    return " | ".join(dict.fromkeys(written)) or None


def _content(
    module: Module, views: Views, media_type: MediaType, *, use: Use, is_reply: bool
) -> str:
    written = essence(media_type.range)
    if is_items(media_type) or is_positional(media_type):
        return _sequence(module, views, media_type, use=use, is_reply=is_reply)
    if not is_json(written) and (is_reply or written not in FORMS):
        return "str" if is_text(written) else module.binary(is_reply=is_reply)
    if media_type.schema is None:
        return module.use("typing", "Any")
    if written == "multipart/form-data":
        form = file_form(views, media_type.schema, use)
        if form is not None:
            return module.define(form.name, lambda home: _form_text(home, form))
    found = views.type_of(place_of(media_type.schema), use)
    return module.annotation(_made(found) if is_reply else found)


def _sequence(
    module: Module, views: Views, media_type: MediaType, *, use: Use, is_reply: bool
) -> str:
    """Write the type of parts by position, of events, of lines of text, or of other items."""
    if is_positional(media_type):
        return Parts(module, views, media_type, use).annotation(is_reply=is_reply)
    if essence(media_type.range) == EVENT_STREAM:
        return module.items(module.runtime("ServerSentEvent"), is_reply=is_reply)
    if media_type.item_schema is None or is_plain_text(media_type.range):
        return module.items("str", is_reply=is_reply)
    return _items(module, views, media_type.item_schema, use=use, is_reply=is_reply)


def _items(module: Module, views: Views, schema: Schema, *, use: Use, is_reply: bool) -> str:
    found = views.type_of(place_of(schema), use.inside("item", f"an item of {use.about}"))
    item = module.annotation(_made(found) if is_reply else found)
    return module.items(item, is_reply=is_reply)


def _made(found: Type) -> Type:
    """Return the type of a value that an implementation makes: a class where one is known.

    A schema with `properties` and no `type` admits strings, too. A request may bring one; a
    reply's type would let everything pass.
    """
    if not isinstance(found, UnionOf) or Anything() not in found.members:
        return found
    return union(member for member in found.members if member != Anything())


def file_form(views: Views, schema: Schema, use: Use) -> FileForm | None:
    """Return the form of a multipart body with files; `None` for one without."""
    members = views.members(place_of(schema))
    if not any(views.is_file(place) for _, place, _ in members):
        return None
    fields = tuple(_fields(views, members, use))
    return FileForm(views.claim(use.name), first_sentence(use.about), fields)


def _fields(
    views: Views, members: Iterable[tuple[str, Place, bool]], use: Use
) -> Iterator[FormField]:
    taken: set[str] = set()
    for name, place, required in sorted(members, key=lambda member: not member[2]):
        python_name = snake_case(name, prefix="field")
        while python_name in {*taken, *FORM_FIELDS} or not python_name.isidentifier():
            python_name += "_"
        taken.add(python_name)
        found = views.type_of(place, use.inside(name, f"`{name}` of `{use.name}`"))
        yield FormField(name, python_name, found, is_file=views.is_file(place), required=required)


def _form_text(module: Module, form: FileForm) -> str:
    module.use("dataclasses", "dataclass")
    fields = "\n".join(f"    {_form_field(module, f)}" for f in form.fields)
    return (
        f"@dataclass(frozen=True, kw_only=True)\nclass {form.name}:\n"
        f"    {docstring(form.doc)}\n\n{fields}"
    )


def _form_field(module: Module, field: FormField) -> str:
    written = module.runtime("UploadFile") if field.is_file else module.annotation(field.type)
    if field.is_file and isinstance(field.type, ListOf):
        written = f"list[{written}]"
    if not field.required:
        written += " | None"
    if field.python_name != field.name:
        module.use("typing", "Annotated")
        module.runtime("Field")
        written = f"Annotated[{written}, Field(alias={field.name!r})]"
    return f"{field.python_name}: {written}" + ("" if field.required else " = None")
