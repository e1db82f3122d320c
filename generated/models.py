# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from adhere.runtime import Model
from pydantic import AwareDatetime, ConfigDict, Field
from pydantic_core import MISSING
from typing_extensions import TypeAliasType


class Registration(Model):
    """A new account."""

    model_config = ConfigDict(extra="forbid")
    tenant: Annotated[str, Field(max_length=63, min_length=1)]
    email: Annotated[str, Field(max_length=254, min_length=3)]
    name: Annotated[str, Field(max_length=100, min_length=1)]
    password: Annotated[str, Field(max_length=128, min_length=8)]


class RegistrationReceipt(Model):
    """That a registration was taken."""

    model_config = ConfigDict(extra="forbid")
    status: Literal["accepted"]


class Role(StrEnum):
    """What a user may do; each role includes those before it."""

    CUSTOMER = "customer"
    STAFF = "staff"
    MANAGER = "manager"
    ADMIN = "admin"


class UserPatch(Model):
    """What to change of a user (RFC 7396)."""

    model_config = ConfigDict(extra="forbid")
    role: Role | MISSING = MISSING
    active: bool | MISSING = MISSING


class Credentials(Model):
    """Who signs in, and the proof of it."""

    model_config = ConfigDict(extra="forbid")
    tenant: Annotated[str, Field(max_length=63, min_length=1)]
    email: Annotated[str, Field(max_length=254, min_length=3)]
    password: Annotated[str, Field(max_length=128, min_length=1)]


class SessionTokens(Model):
    """The tokens of a session."""

    model_config = ConfigDict(extra="forbid")
    session_id: UUID
    access_token: Annotated[str, Field(max_length=4096, min_length=1)]
    token_type: Literal["Bearer"]
    expires_in: Annotated[int, Field(ge=1, le=900)]
    refresh_token: Annotated[str, Field(max_length=128, min_length=32)]


class Session(Model):
    """A place where the user is signed in."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    current: bool
    user_agent: Annotated[str, Field(max_length=200)]
    created_at: AwareDatetime
    last_used_at: AwareDatetime


class Refresh(Model):
    """The refresh token to exchange."""

    model_config = ConfigDict(extra="forbid")
    refresh_token: Annotated[str, Field(max_length=128, min_length=32)]


class ClientCredentialsGrant(Model):
    """A request for a machine client's token."""

    model_config = ConfigDict(extra="forbid")
    grant_type: Literal["client_credentials"]
    client_id: Annotated[str, Field(max_length=64, min_length=1)]
    client_secret: Annotated[str, Field(max_length=128, min_length=1)]
    scope: Annotated[str | MISSING, Field(max_length=256, min_length=1)] = MISSING


class ClientToken(Model):
    """A machine client's token (RFC 6749, section 5.1)."""

    model_config = ConfigDict(extra="forbid")
    access_token: Annotated[str, Field(max_length=4096, min_length=1)]
    token_type: Literal["Bearer"]
    expires_in: Annotated[int, Field(ge=1, le=900)]
    scope: Annotated[str, Field(max_length=256)]


class OAuthError(Model):
    """Why no token was issued (RFC 6749, section 5.2)."""

    model_config = ConfigDict(extra="forbid")
    error: Literal["invalid_request", "invalid_client", "invalid_scope", "unsupported_grant_type"]
    error_description: Annotated[str | MISSING, Field(max_length=256)] = MISSING


class ProblemError(Model):
    """One place where a request breaks the contract."""

    model_config = ConfigDict(extra="forbid")
    pointer: Annotated[str, Field(max_length=2048)]
    detail: Annotated[str, Field(max_length=2048)]


class Jwk(Model):
    """A public key on P-256 (RFC 7518, section 6.2)."""

    model_config = ConfigDict(extra="forbid")
    kty: Literal["EC"]
    crv: Literal["P-256"]
    use: Literal["sig"]
    alg: Literal["ES256"]
    kid: Annotated[str, Field(max_length=64, min_length=1)]
    x: Annotated[str, Field(max_length=43, min_length=43)]
    y: Annotated[str, Field(max_length=43, min_length=43)]


class Product(Model):
    """A product of the tenant."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    sku: Annotated[str, Field(max_length=40, min_length=1)]
    name: Annotated[str, Field(max_length=120, min_length=1)]
    description: Annotated[str | MISSING, Field(max_length=2000)] = MISSING
    price: Annotated[int, Field(ge=0, le=1000000000)]
    stock: Annotated[int, Field(ge=0, le=1000000000)]
    version: Annotated[int, Field(ge=1, le=9007199254740991)]
    created_at: AwareDatetime
    updated_at: AwareDatetime


class NewProduct(Model):
    """A product to create."""

    model_config = ConfigDict(extra="forbid")
    sku: Annotated[str, Field(max_length=40, min_length=1)]
    name: Annotated[str, Field(max_length=120, min_length=1)]
    description: Annotated[str | MISSING, Field(max_length=2000)] = MISSING
    price: Annotated[int, Field(ge=0, le=1000000000)]


class ProductPatch(Model):
    """What to change of a product; null takes the description away."""

    model_config = ConfigDict(extra="forbid")
    sku: Annotated[str | MISSING, Field(max_length=40, min_length=1)] = MISSING
    name: Annotated[str | MISSING, Field(max_length=120, min_length=1)] = MISSING
    description: Annotated[str | MISSING | None, Field(max_length=2000)] = MISSING
    price: Annotated[int | MISSING, Field(ge=0, le=1000000000)] = MISSING


class StockReceipt(Model):
    """Goods that came in."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["receipt"]
    quantity: Annotated[int, Field(ge=1, le=1000000)]
    note: Annotated[str | MISSING, Field(max_length=200, min_length=1)] = MISSING


class StockAdjustment(Model):
    """What a count found to be more (above zero) or less (below)."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["adjustment"]
    quantity: Annotated[int, Field(ge=-1000000, le=1000000)]
    note: Annotated[str, Field(max_length=200, min_length=1)]


NewStockMovement = TypeAliasType("NewStockMovement", StockReceipt | StockAdjustment)


class StockMovement(Model):
    """An entry of the ledger."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    product_id: UUID
    kind: Literal["receipt", "adjustment", "reservation", "release"]
    quantity: Annotated[int, Field(ge=-1000000, le=1000000)]
    stock_after: Annotated[int, Field(ge=0, le=1000000000)]
    order_id: UUID | MISSING = MISSING
    note: Annotated[str | MISSING, Field(max_length=200, min_length=1)] = MISSING
    created_at: AwareDatetime


class StockMovementPage(Model):
    """A page of movements."""

    model_config = ConfigDict(extra="forbid")
    items: Annotated[list[StockMovement], Field(max_length=100)]
    next_cursor: Annotated[str | None, Field(max_length=512, min_length=1)]


class NewOrderLine(Model):
    """A product and how many of it."""

    model_config = ConfigDict(extra="forbid")
    product_id: UUID
    quantity: Annotated[int, Field(ge=1, le=1000)]


class OrderStatus(StrEnum):
    """`placed`, then `paid`, then `shipped`; `cancelled` from `placed` or `paid`."""

    PLACED = "placed"
    PAID = "paid"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


class OrderLine(Model):
    """A product, how many of it, and what one cost when the order was placed."""

    model_config = ConfigDict(extra="forbid")
    product_id: UUID
    quantity: Annotated[int, Field(ge=1, le=50000)]
    unit_price: Annotated[int, Field(ge=0, le=1000000000)]


class Shipment(Model):
    """How and when an order was shipped."""

    model_config = ConfigDict(extra="forbid")
    carrier: Annotated[str, Field(max_length=60, min_length=1)]
    tracking_code: Annotated[str, Field(max_length=60, min_length=1)]
    shipped_at: AwareDatetime


class PaymentMethod(StrEnum):
    """How the order is paid."""

    CARD = "card"
    INVOICE = "invoice"


class NewPayment(Model):
    """A payment."""

    model_config = ConfigDict(extra="forbid")
    method: PaymentMethod
    amount: Annotated[int, Field(ge=0, le=9007199254740991)]


class NewShipment(Model):
    """A shipment."""

    model_config = ConfigDict(extra="forbid")
    carrier: Annotated[str, Field(max_length=60, min_length=1)]
    tracking_code: Annotated[str, Field(max_length=60, min_length=1)]


class Health(Model):
    """A sign of life."""

    model_config = ConfigDict(extra="forbid")
    status: Literal["ok"]


class Invariant(Model):
    """One thing that must always hold."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(max_length=64, min_length=1)]
    description: Annotated[str, Field(max_length=256, min_length=1)]
    violations: Annotated[int, Field(ge=0, le=9007199254740991)]


class User(Model):
    """A user of a tenant."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    tenant: Annotated[str, Field(max_length=63, min_length=1)]
    email: Annotated[str, Field(max_length=254, min_length=3)]
    name: Annotated[str, Field(max_length=100, min_length=1)]
    role: Role
    active: bool
    created_at: AwareDatetime


class SessionList(Model):
    """The sessions of a user; no more than a user may have."""

    model_config = ConfigDict(extra="forbid")
    items: Annotated[list[Session], Field(max_length=100)]


class Problem(Model):
    """Problem details (RFC 9457)."""

    type: Annotated[str, Field(max_length=512)] = "about:blank"
    title: Annotated[str, Field(max_length=256, min_length=1)]
    status: Annotated[int, Field(ge=400, le=599)]
    detail: Annotated[str | MISSING, Field(max_length=2048)] = MISSING
    instance: Annotated[str | MISSING, Field(max_length=512)] = MISSING
    request_id: Annotated[str | MISSING, Field(max_length=64)] = MISSING
    errors: Annotated[list[ProblemError] | MISSING, Field(max_length=1000)] = MISSING


class JwkSet(Model):
    """A set of public keys."""

    model_config = ConfigDict(extra="forbid")
    keys: Annotated[list[Jwk], Field(max_length=16)]


class ProductPage(Model):
    """A page of products."""

    model_config = ConfigDict(extra="forbid")
    items: Annotated[list[Product], Field(max_length=100)]
    next_cursor: Annotated[str | None, Field(max_length=512, min_length=1)]


class NewOrder(Model):
    """An order to place."""

    model_config = ConfigDict(extra="forbid")
    lines: Annotated[list[NewOrderLine], Field(max_length=50, min_length=1)]


class Payment(Model):
    """How and when an order was paid."""

    model_config = ConfigDict(extra="forbid")
    method: PaymentMethod
    amount: Annotated[int, Field(ge=0, le=9007199254740991)]
    paid_at: AwareDatetime


class InvariantReport(Model):
    """Whether every invariant holds."""

    model_config = ConfigDict(extra="forbid")
    holds: bool
    invariants: Annotated[list[Invariant], Field(max_length=50)]


class UserPage(Model):
    """A page of users."""

    model_config = ConfigDict(extra="forbid")
    items: Annotated[list[User], Field(max_length=100)]
    next_cursor: Annotated[str | None, Field(max_length=512, min_length=1)]


class Order(Model):
    """An order of a customer."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    customer_id: UUID
    status: OrderStatus
    lines: Annotated[list[OrderLine], Field(max_length=50, min_length=1)]
    total: Annotated[int, Field(ge=0, le=9007199254740991)]
    payment: Payment | MISSING = MISSING
    shipment: Shipment | MISSING = MISSING
    created_at: AwareDatetime
    updated_at: AwareDatetime


class OrderPage(Model):
    """A page of orders."""

    model_config = ConfigDict(extra="forbid")
    items: Annotated[list[Order], Field(max_length=100)]
    next_cursor: Annotated[str | None, Field(max_length=512, min_length=1)]
