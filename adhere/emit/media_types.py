"""Media types, as far as they say what a body is (RFC 9110 section 8.3; RFC 6839 for `+json`)."""

from __future__ import annotations

from adhere.contract.nodes import MediaType

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
EVENT_STREAM = "text/event-stream"
JSON_LINES = frozenset(
    {"application/jsonl", "application/ndjson", "application/x-jsonlines", "application/x-ndjson"}
)


def essence(media_range: str) -> str:
    """Return `type/subtype` in lower case, without parameters."""
    return media_range.partition(";")[0].strip().lower()


def is_json(media_range: str) -> bool:
    """Tell whether content of this type is one JSON text."""
    subtype = essence(media_range).rpartition("/")[2]
    return subtype == "json" or subtype.endswith("+json")


def is_text(media_range: str) -> bool:
    """Tell whether content of this type is text, XML included (RFC 7303)."""
    main, _, subtype = essence(media_range).partition("/")
    return main == "text" or subtype == "xml" or subtype.endswith("+xml")


def is_plain_text(media_range: str) -> bool:
    """Tell whether content of this type is `text/*`, whose items are its lines."""
    return essence(media_range).startswith("text/")


def is_sequence(media_range: str) -> bool:
    """Tell whether content of this type is JSON texts one after another (OpenAPI 3.2, 4.14.3)."""
    written = essence(media_range)
    return written in JSON_LINES or written.endswith(("/json-seq", "+json-seq"))


def is_items(media_type: MediaType) -> bool:
    """Tell whether content is items that are read and written one by one."""
    written = media_type.range
    if essence(written) == EVENT_STREAM:
        return True
    if media_type.item_schema is None:
        return False
    return is_sequence(written) or is_plain_text(written) or is_positional(media_type)


def is_positional(media_type: MediaType) -> bool:
    """Tell whether content is parts by their position, which its schema tells of.

    That is every multipart media type but `multipart/form-data` (OpenAPI 3.2, section 4.14.4.2).
    """
    main, _, subtype = essence(media_type.range).partition("/")
    if main != "multipart" or subtype == "form-data":
        return False
    return media_type.item_schema is not None or _is_array(media_type)


def _is_array(media_type: MediaType) -> bool:
    if media_type.schema is None:
        return False
    _, schema = media_type.document.resolve(media_type.schema.pointer)
    if not isinstance(schema, dict):
        return False
    return "prefixItems" in schema or "items" in schema or schema.get("type") == "array"
