"""The contract: what an OpenAPI document says, resolved, typed and named.

Frozen dataclasses; every node knows its pointer in the bundled document (`Document.data`)
and finds the span of the source text that wrote it. Terms are those of OpenAPI 3.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from adhere.source import Pointer, Span

if TYPE_CHECKING:
    from adhere.document import Document


@dataclass(frozen=True, slots=True)
class Node:
    """A part of the document. What was reached through a `$ref` is where the `$ref` leads."""

    pointer: Pointer
    document: Document = field(repr=False, compare=False)

    @property
    def span(self) -> Span:
        """Where the node is written; costs a lookup, so ask only to tell somebody."""
        return self.document.span(self.pointer)


@dataclass(frozen=True, slots=True)
class Schema(Node):
    """A Schema Object of the internal dialect (JSON Schema 2020-12), with `$ref`s kept.

    `component` is the key in `components/schemas` that this place is, or refers to with
    nothing but a `$ref`; `None` for an inline schema.
    """

    value: Mapping[str, Any] | bool
    component: str | None = None


SIGNATURE_HEADERS = frozenset({"webhook-id", "webhook-timestamp", "webhook-signature"})
"""The header fields of Standard Webhooks 1.0.0."""


class ParameterLocation(StrEnum):
    """Where a parameter travels: its `in`."""

    PATH = "path"
    QUERY = "query"
    QUERYSTRING = "querystring"
    HEADER = "header"
    COOKIE = "cookie"


class ParameterStyle(StrEnum):
    """How a parameter's value is written: its `style`."""

    MATRIX = "matrix"
    LABEL = "label"
    SIMPLE = "simple"
    FORM = "form"
    SPACE_DELIMITED = "spaceDelimited"
    PIPE_DELIMITED = "pipeDelimited"
    DEEP_OBJECT = "deepObject"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A Parameter Object, defaults of `style` and `explode` filled in.

    `media_type` is set where the parameter is described by `content`; style does not apply.
    `python_name` is unique in its operation. `is_declared` is false for a template
    expression of the path that the document forgets to describe: a required string, whose
    pointer is the operation's.
    """

    name: str
    location: ParameterLocation
    python_name: str
    required: bool
    schema: Schema
    style: ParameterStyle
    explode: bool
    allow_reserved: bool = False
    media_type: str | None = None
    deprecated: bool = False
    description: str = ""
    is_declared: bool = True


@dataclass(frozen=True, slots=True)
class Header(Node):
    """A Header Object of a response; `python_name` is unique in its response."""

    name: str
    python_name: str
    required: bool
    schema: Schema
    explode: bool = False
    media_type: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Encoding(Node):
    """An Encoding Object: how one property of a form, or one part of a multipart, is written.

    `property` is empty for the parts of `prefixEncoding` and `itemEncoding`, which have no name.
    """

    property: str
    content_type: str | None
    style: ParameterStyle | None
    explode: bool | None
    allow_reserved: bool
    headers: tuple[Header, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaType(Node):
    """A Media Type Object under its media range (`application/json`, `image/*`)."""

    range: str
    schema: Schema | None
    item_schema: Schema | None = None
    encoding: tuple[Encoding, ...] = ()
    prefix_encoding: tuple[Encoding, ...] = ()
    item_encoding: Encoding | None = None


@dataclass(frozen=True, slots=True)
class RequestBody(Node):
    """A Request Body Object; `content` is in the document's order."""

    required: bool
    content: tuple[MediaType, ...]
    description: str = ""


@dataclass(frozen=True, slots=True)
class Response(Node):
    """A Response Object under its status.

    `status` is `200`, a range `4XX` (upper case X), or `default`. `component` is the key in
    `components/responses` where the operation refers to a shared one. `class_name` is the
    reply type's (`CreateOrder201`, `NotFound404`), unique in the document; `is_named` where
    the document says so itself, by `x-adhere-name`.
    """

    status: str
    class_name: str
    description: str
    content: tuple[MediaType, ...]
    headers: tuple[Header, ...]
    component: str | None = None
    is_named: bool = False

    @property
    def is_success(self) -> bool:
        """Tell whether the status is, or may only be, below 400."""
        return self.status[0] in "123"


@dataclass(frozen=True, slots=True)
class SchemeUse(Node):
    """One scheme of a security requirement and the scopes or roles it must carry."""

    scheme: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SecurityRequirement(Node):
    """Schemes that must all be satisfied; none at all (`{}`) admits anonymous callers."""

    uses: tuple[SchemeUse, ...]


class SchemeType(StrEnum):
    """The `type` of a Security Scheme Object."""

    API_KEY = "apiKey"
    HTTP = "http"
    MUTUAL_TLS = "mutualTLS"
    OAUTH2 = "oauth2"
    OPEN_ID_CONNECT = "openIdConnect"


@dataclass(frozen=True, slots=True)
class OAuthFlow(Node):
    """An OAuth Flow Object under its name (`clientCredentials`)."""

    flow: str
    scopes: Mapping[str, str]
    token_url: str | None = None
    authorization_url: str | None = None
    refresh_url: str | None = None


@dataclass(frozen=True, slots=True)
class SecurityScheme(Node):
    """A Security Scheme Object under its key; `python_name` is unique among schemes."""

    name: str
    python_name: str
    type: SchemeType
    description: str = ""
    parameter_name: str | None = None
    location: ParameterLocation | None = None
    http_scheme: str | None = None
    bearer_format: str | None = None
    flows: tuple[OAuthFlow, ...] = ()
    open_id_connect_url: str | None = None


@dataclass(frozen=True, slots=True)
class Link(Node):
    """A Link Object under its name, on the response of the given status."""

    name: str
    status: str
    operation_id: str | None
    operation_ref: str | None
    parameters: Mapping[str, Any]
    request_body: Any = None


@dataclass(frozen=True, slots=True)
class Operation(Node):
    """An Operation Object with what its path item and the document add to it.

    `method` is upper case. `operation_id` is as written; `name` is the identifier of the
    method in the generated `Protocol`, `class_name` the stem of its reply types, both unique
    in the document. `tag` is the first tag as written. `security` is `None` where neither
    the operation nor the document says anything. `origin` is set of what the service sends:
    webhooks and callbacks, whose `security` is their own alone.
    """

    method: str
    path: str
    operation_id: str | None
    name: str
    class_name: str
    tag: str | None
    group: str
    parameters: tuple[Parameter, ...]
    request_body: RequestBody | None
    responses: tuple[Response, ...]
    security: tuple[SecurityRequirement, ...] | None
    links: tuple[Link, ...] = ()
    summary: str = ""
    description: str = ""
    deprecated: bool = False
    origin: Webhook | Callback | None = None

    @property
    def is_sent(self) -> bool:
        """Tell whether the service sends these requests rather than answering them."""
        return self.origin is not None

    @property
    def is_signed(self) -> bool:
        """Tell whether it declares the header fields of a signature (Standard Webhooks)."""
        headers = (p for p in self.parameters if p.location is ParameterLocation.HEADER)
        return self.is_sent and {p.name.lower() for p in headers} >= SIGNATURE_HEADERS


@dataclass(frozen=True, slots=True)
class Webhook(Node):
    """A path item of `webhooks` under its name, which is the `path` of its operations."""

    name: str


@dataclass(frozen=True, slots=True)
class Callback(Node):
    """A path item of a Callback Object, which the operation `owner` has under `name`.

    The `path` of its operations is the runtime expression that says where they are sent.
    """

    name: str
    owner: Operation


@dataclass(frozen=True, slots=True)
class Group(Node):
    """The operations of one tag: one module, one `Protocol`.

    `name` is the module's name and the argument of `create_app` (`orders`), `class_name`
    the Protocol's (`Orders`), `tag` the tag as written (empty for untagged operations).
    """

    name: str
    class_name: str
    tag: str
    description: str
    operations: tuple[Operation, ...]

    @property
    def is_sent(self) -> bool:
        """Tell whether these are webhooks or callbacks, which `tag` then says."""
        return self.operations[0].is_sent if self.operations else False


@dataclass(frozen=True, slots=True)
class NamedSchema(Node):
    """A schema of `components/schemas` under its key and the name of its Python type."""

    key: str
    class_name: str
    schema: Schema


@dataclass(frozen=True, slots=True)
class Contract(Node):
    """The whole document. `operations` and `groups` are in the document's order.

    They are what `paths` says; `webhooks` and `callbacks` are groups of their own.
    """

    title: str
    version: str
    description: str
    operations: tuple[Operation, ...]
    groups: tuple[Group, ...]
    schemas: tuple[NamedSchema, ...]
    security_schemes: tuple[SecurityScheme, ...]
    servers: tuple[str, ...] = ()
    webhooks: Group | None = None
    callbacks: Group | None = None

    @property
    def sent(self) -> tuple[Group, ...]:
        """What the service sends rather than answers: its webhooks and its callbacks."""
        return tuple(group for group in (self.webhooks, self.callbacks) if group is not None)
