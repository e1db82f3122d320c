# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from adhere.runtime import ClosedModel, ExactDateTime, Model
from pydantic import Field
from pydantic_core import MISSING
from typing_extensions import TypeAliasType


class Role(StrEnum):
    """What a user may do; each role includes those before it."""

    CUSTOMER = "customer"
    STAFF = "staff"
    MANAGER = "manager"
    ADMIN = "admin"


class OrderStatus(StrEnum):
    """`placed`, then `paid`, then `shipped`; `cancelled` from `placed` or `paid`."""

    PLACED = "placed"
    PAID = "paid"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


class PaymentMethod(StrEnum):
    """How the order is paid."""

    CARD = "card"
    INVOICE = "invoice"


class Registration(ClosedModel):
    """A new account."""

    tenant: Annotated[str, Field(max_length=63, min_length=1)]
    email: Annotated[str, Field(max_length=254, min_length=3)]
    name: Annotated[str, Field(max_length=100, min_length=1)]
    password: Annotated[str, Field(max_length=128, min_length=8)]


class RegistrationReceipt(ClosedModel):
    """That a registration was taken."""

    status: Literal["accepted"]


class UserPage(ClosedModel):
    """A page of users."""

    items: Annotated[list[User], Field(max_length=100)]
    next_cursor: Annotated[str | None, Field(max_length=512, min_length=1)]


class User(ClosedModel):
    """A user of a tenant."""

    id: UUID
    tenant: Annotated[str, Field(max_length=63, min_length=1)]
    email: Annotated[str, Field(max_length=254, min_length=3)]
    name: Annotated[str, Field(max_length=100, min_length=1)]
    role: Role
    active: bool
    created_at: ExactDateTime


class UserPatch(ClosedModel):
    """What to change of a user (RFC 7396)."""

    role: Role | MISSING = MISSING
    active: bool | MISSING = MISSING


class Credentials(ClosedModel):
    """Who signs in, and the proof of it."""

    tenant: Annotated[str, Field(max_length=63, min_length=1)]
    email: Annotated[str, Field(max_length=254, min_length=3)]
    password: Annotated[str, Field(max_length=128, min_length=1)]


class SessionTokens(ClosedModel):
    """The tokens of a session."""

    session_id: UUID
    access_token: Annotated[str, Field(max_length=4096, min_length=1)]
    token_type: Literal["Bearer"]
    expires_in: Annotated[int, Field(ge=1, le=900)]
    refresh_token: Annotated[str, Field(max_length=128, min_length=32)]


class SessionList(ClosedModel):
    """The sessions of a user; no more than a user may have."""

    items: Annotated[list[Session], Field(max_length=100)]


class Session(ClosedModel):
    """A place where the user is signed in."""

    id: UUID
    current: bool
    user_agent: Annotated[str, Field(max_length=200)]
    created_at: ExactDateTime
    last_used_at: ExactDateTime


class Refresh(ClosedModel):
    """The refresh token to exchange."""

    refresh_token: Annotated[str, Field(max_length=128, min_length=32)]


class ClientCredentialsGrant(ClosedModel):
    """A request for a machine client's token."""

    grant_type: Literal["client_credentials"]
    client_id: Annotated[str, Field(max_length=64, min_length=1)]
    client_secret: Annotated[str, Field(max_length=128, min_length=1)]
    scope: Annotated[str | MISSING, Field(max_length=256, min_length=1)] = MISSING


class ClientToken(ClosedModel):
    """A machine client's token (RFC 6749, section 5.1)."""

    access_token: Annotated[str, Field(max_length=4096, min_length=1)]
    token_type: Literal["Bearer"]
    expires_in: Annotated[int, Field(ge=1, le=900)]
    scope: Annotated[str, Field(max_length=256)]


class OAuthError(ClosedModel):
    """Why no token was issued (RFC 6749, section 5.2)."""

    error: Literal["invalid_request", "invalid_client", "invalid_scope", "unsupported_grant_type"]
    error_description: Annotated[str | MISSING, Field(max_length=256)] = MISSING


class Problem(Model):
    """Problem details (RFC 9457)."""

    type: Annotated[str, Field(max_length=512)] = "about:blank"
    title: Annotated[str, Field(max_length=256, min_length=1)]
    status: Annotated[int, Field(ge=400, le=599)]
    detail: Annotated[str | MISSING, Field(max_length=2048)] = MISSING
    instance: Annotated[str | MISSING, Field(max_length=512)] = MISSING
    request_id: Annotated[str | MISSING, Field(max_length=64)] = MISSING
    errors: Annotated[list[ProblemError] | MISSING, Field(max_length=1000)] = MISSING


class ProblemError(ClosedModel):
    """One place where a request breaks the contract."""

    pointer: Annotated[str, Field(max_length=2048)]
    detail: Annotated[str, Field(max_length=2048)]


class JwkSet(ClosedModel):
    """A set of public keys."""

    keys: Annotated[list[Jwk], Field(max_length=16)]


class Jwk(ClosedModel):
    """A public key on P-256 (RFC 7518, section 6.2)."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    use: Literal["sig"]
    alg: Literal["ES256"]
    kid: Annotated[str, Field(max_length=64, min_length=1)]
    x: Annotated[str, Field(max_length=43, min_length=43)]
    y: Annotated[str, Field(max_length=43, min_length=43)]


class ProductPage(ClosedModel):
    """A page of products."""

    items: Annotated[list[Product], Field(max_length=100)]
    next_cursor: Annotated[str | None, Field(max_length=512, min_length=1)]


class Product(ClosedModel):
    """A product of the tenant."""

    id: UUID
    sku: Annotated[str, Field(max_length=40, min_length=1)]
    name: Annotated[str, Field(max_length=120, min_length=1)]
    description: Annotated[str | MISSING, Field(max_length=2000)] = MISSING
    price: Annotated[int, Field(ge=0, le=1000000000)]
    stock: Annotated[int, Field(ge=0, le=1000000000)]
    version: Annotated[int, Field(ge=1, le=9007199254740991)]
    created_at: ExactDateTime
    updated_at: ExactDateTime


class NewProduct(ClosedModel):
    """A product to create."""

    sku: Annotated[str, Field(max_length=40, min_length=1)]
    name: Annotated[str, Field(max_length=120, min_length=1)]
    description: Annotated[str | MISSING, Field(max_length=2000)] = MISSING
    price: Annotated[int, Field(ge=0, le=1000000000)]


class ProductPatch(ClosedModel):
    """What to change of a product; null takes the description away."""

    sku: Annotated[str | MISSING, Field(max_length=40, min_length=1)] = MISSING
    name: Annotated[str | MISSING, Field(max_length=120, min_length=1)] = MISSING
    description: Annotated[str | MISSING | None, Field(max_length=2000)] = MISSING
    price: Annotated[int | MISSING, Field(ge=0, le=1000000000)] = MISSING


class StockReceipt(ClosedModel):
    """Goods that came in."""

    kind: Literal["receipt"]
    quantity: Annotated[int, Field(ge=1, le=1000000)]
    note: Annotated[str | MISSING, Field(max_length=200, min_length=1)] = MISSING


class StockAdjustment(ClosedModel):
    """What a count found to be more (above zero) or less (below)."""

    kind: Literal["adjustment"]
    quantity: Annotated[int, Field(ge=-1000000, le=1000000)]
    note: Annotated[str, Field(max_length=200, min_length=1)]


class StockMovement(ClosedModel):
    """An entry of the ledger."""

    id: UUID
    product_id: UUID
    kind: Literal["receipt", "adjustment", "reservation", "release"]
    quantity: Annotated[int, Field(ge=-1000000, le=1000000)]
    stock_after: Annotated[int, Field(ge=0, le=1000000000)]
    order_id: UUID | MISSING = MISSING
    note: Annotated[str | MISSING, Field(max_length=200, min_length=1)] = MISSING
    created_at: ExactDateTime


class StockMovementPage(ClosedModel):
    """A page of movements."""

    items: Annotated[list[StockMovement], Field(max_length=100)]
    next_cursor: Annotated[str | None, Field(max_length=512, min_length=1)]


class NewOrder(ClosedModel):
    """An order to place."""

    lines: Annotated[list[NewOrderLine], Field(max_length=50, min_length=1)]


class NewOrderLine(ClosedModel):
    """A product and how many of it."""

    product_id: UUID
    quantity: Annotated[int, Field(ge=1, le=1000)]


class Order(ClosedModel):
    """An order of a customer."""

    id: UUID
    customer_id: UUID
    status: OrderStatus
    lines: Annotated[list[OrderLine], Field(max_length=50, min_length=1)]
    total: Annotated[int, Field(ge=0, le=9007199254740991)]
    payment: Payment | MISSING = MISSING
    shipment: Shipment | MISSING = MISSING
    created_at: ExactDateTime
    updated_at: ExactDateTime


class OrderLine(ClosedModel):
    """A product, how many of it, and what one cost when the order was placed."""

    product_id: UUID
    quantity: Annotated[int, Field(ge=1, le=50000)]
    unit_price: Annotated[int, Field(ge=0, le=1000000000)]


class Payment(ClosedModel):
    """How and when an order was paid."""

    method: PaymentMethod
    amount: Annotated[int, Field(ge=0, le=9007199254740991)]
    paid_at: ExactDateTime


class Shipment(ClosedModel):
    """How and when an order was shipped."""

    carrier: Annotated[str, Field(max_length=60, min_length=1)]
    tracking_code: Annotated[str, Field(max_length=60, min_length=1)]
    shipped_at: ExactDateTime


class OrderPage(ClosedModel):
    """A page of orders."""

    items: Annotated[list[Order], Field(max_length=100)]
    next_cursor: Annotated[str | None, Field(max_length=512, min_length=1)]


class NewPayment(ClosedModel):
    """A payment."""

    method: PaymentMethod
    amount: Annotated[int, Field(ge=0, le=9007199254740991)]


class NewShipment(ClosedModel):
    """A shipment."""

    carrier: Annotated[str, Field(max_length=60, min_length=1)]
    tracking_code: Annotated[str, Field(max_length=60, min_length=1)]


class Health(ClosedModel):
    """A sign of life."""

    status: Literal["ok"]


class InvariantReport(ClosedModel):
    """Whether every invariant holds."""

    holds: bool
    invariants: Annotated[list[Invariant], Field(max_length=50)]


class Invariant(ClosedModel):
    """One thing that must always hold."""

    name: Annotated[str, Field(max_length=64, min_length=1)]
    description: Annotated[str, Field(max_length=256, min_length=1)]
    violations: Annotated[int, Field(ge=0, le=9007199254740991)]


NewStockMovement = TypeAliasType(
    "NewStockMovement", Annotated[StockReceipt | StockAdjustment, Field(discriminator="kind")]
)
