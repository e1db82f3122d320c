"""Demo data: two tenants, people of every role, a machine client, products with stock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from impl.accounts.tables import TenantRow, UserRow
from impl.clock import utc_now
from impl.database import Database
from impl.products.policy import visible
from impl.products.repository import search_text
from impl.products.tables import ProductRow
from impl.security.passwords import Passwords
from impl.stock import ledger
from impl.tokens.tables import ClientRow

DEMO_STOCK = 1000


def _id(number: int) -> UUID:
    """Return a fixed id, older than any that the service makes."""
    return UUID(f"01987f5e-0000-7000-8000-{number:012x}")


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A demo account; its address is `NAME@TENANT.example`."""

    number: int
    tenant: str
    name: str
    role: str

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.name.lower()}@{self.tenant}.example"


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """A demo product of the tenant `acme` or `globex`."""

    number: int
    tenant: str
    sku: str
    name: str
    price: int


TENANTS = {"acme": _id(0x1001), "globex": _id(0x1002)}
USERS: Sequence[DemoUser] = (
    DemoUser(0x001, "acme", "Alice", "customer"),
    DemoUser(0x002, "acme", "Bob", "customer"),
    DemoUser(0x003, "acme", "Sam", "staff"),
    DemoUser(0x004, "acme", "Mia", "manager"),
    DemoUser(0x005, "acme", "Root", "admin"),
    DemoUser(0x006, "globex", "Erin", "customer"),
    DemoUser(0x007, "globex", "Max", "manager"),
)
CLIENT_ID = "svc"
CLIENT_SCOPES = "products:read stock:read stock:write orders:read"
PRODUCTS: Sequence[DemoProduct] = (
    DemoProduct(0x101, "acme", "KETTLE-1", "Kettle", 1999),
    DemoProduct(0x102, "acme", "TOASTER-1", "Toaster", 2499),
    DemoProduct(0x103, "acme", "LAMP-1", "Desk lamp", 3499),
    DemoProduct(0x104, "globex", "ANVIL-1", "Anvil", 12900),
)


async def seed(database: Database, passwords: Passwords, password: str) -> None:
    """Bring the demo data into being, or back to what it was; everything else stays.

    Accounts get their password, role and activity back. Products that were deleted return,
    in place of others that took their SKU, and stock is filled up to `DEMO_STOCK` by a receipt.
    """
    password_hash = await passwords.hash(password)
    async with database.write() as session:
        for slug, tenant_id in TENANTS.items():
            await session.merge(TenantRow(id=tenant_id, slug=slug))
        await session.flush()
        for user in USERS:
            await _put_user(session, user, password_hash)
        await _put_client(session, password_hash)
        for product in PRODUCTS:
            await _put_product(session, product)


async def _put_user(session: AsyncSession, user: DemoUser, password_hash: str) -> None:
    row = await session.get(UserRow, _id(user.number))
    if row is None:
        row = UserRow(id=_id(user.number), created_at=utc_now())
        session.add(row)
    row.tenant_id = TENANTS[user.tenant]
    row.email, row.name, row.role = user.email, user.name, user.role
    row.active, row.password_hash = True, password_hash


async def _put_client(session: AsyncSession, secret_hash: str) -> None:
    client = ClientRow(
        id=CLIENT_ID,
        tenant_id=TENANTS["acme"],
        secret_hash=secret_hash,
        scopes=CLIENT_SCOPES,
        active=True,
    )
    await session.merge(client)


async def _put_product(session: AsyncSession, product: DemoProduct) -> None:
    tenant_id, now = TENANTS[product.tenant], utc_now()
    others = (ProductRow.sku == product.sku) & (ProductRow.id != _id(product.number))
    await session.execute(
        update(ProductRow).where(visible(tenant_id), others).values(deleted_at=now)
    )
    row = await session.get(ProductRow, _id(product.number))
    if row is None:
        row = ProductRow(id=_id(product.number), stock=0, version=0, created_at=now)
        session.add(row)
    row.tenant_id, row.sku, row.name = tenant_id, product.sku, product.name
    row.description, row.price, row.deleted_at = None, product.price, None
    row.search_text = search_text(product.sku, product.name)
    row.version, row.updated_at = row.version + 1, now
    await session.flush()
    if row.stock < DEMO_STOCK:
        receipt = ledger.Movement(
            product_id=row.id,
            kind="receipt",
            quantity=DEMO_STOCK - row.stock,
            note="Demo data",
        )
        await ledger.move(session, tenant_id, receipt)
