"""From signing in to a shipped order, as a program of the service's client would write it."""

from __future__ import annotations

from uuid import uuid4

import httpx

from adhere.client import ClientCredentials
from generated.client import AsyncClient
from generated.models import (
    Credentials,
    NewOrder,
    NewOrderLine,
    NewPayment,
    NewProduct,
    NewShipment,
    Order,
    OrderStatus,
    PaymentMethod,
    Product,
    ProductPatch,
    StockReceipt,
)
from generated.orders import PayOrder200, PlaceOrder201, ShipOrder200
from generated.products import (
    CreateProduct201,
    GetProduct200,
    GetProduct304,
    GetProductImage200,
    PutProductImage204,
    UpdateProduct200,
)
from generated.replies import Conflict409, Forbidden403, PreconditionFailed412, Unauthorized401
from generated.sessions import CreateSession201
from generated.stock import AppendStockMovement201, ListStockMovements200

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


class Flow:
    """Callers of one service, and what they do in it."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport, password: str) -> None:
        self.base_url = base_url
        self.transport = transport
        self.password = password
        self.nobody = self.caller(None)

    def caller(self, token: str | None) -> AsyncClient:
        return AsyncClient(self.base_url, user_token=token, transport=self.transport)

    async def sign_in(self, name: str) -> AsyncClient:
        credentials = Credentials(
            tenant="acme", email=f"{name}@acme.example", password=self.password
        )
        reply = await self.nobody.sessions.create_session(credentials)
        assert isinstance(reply, CreateSession201), reply
        assert reply.location == f"/sessions/{reply.body.session_id}"
        return self.caller(reply.body.access_token)

    async def stocked_product(self, manager: AsyncClient, quantity: int) -> Product:
        sku = f"SKU-{uuid4().hex[:12].upper()}"
        created = await manager.products.create_product(
            NewProduct(sku=sku, name="Kettle", price=4200)
        )
        assert isinstance(created, CreateProduct201), created
        moved = await manager.stock.append_stock_movement(
            StockReceipt(kind="receipt", quantity=quantity),
            product_id=created.body.id,
            idempotency_key=str(uuid4()),
        )
        assert isinstance(moved, AppendStockMovement201), moved
        assert moved.body.stock_after == quantity
        return created.body

    async def place(self, customer: AsyncClient, product: Product, quantity: int) -> Order | None:
        """Return the order placed, `None` where the stock does not suffice."""
        line = NewOrderLine(product_id=product.id, quantity=quantity)
        key = str(uuid4())
        first = await customer.orders.place_order(NewOrder(lines=[line]), idempotency_key=key)
        again = await customer.orders.place_order(NewOrder(lines=[line]), idempotency_key=key)
        assert type(again) is type(first)
        match again:
            case PlaceOrder201(body=order, location=location):
                assert isinstance(first, PlaceOrder201)
                assert first.body.id == order.id
                assert location == f"/orders/{order.id}"
                return order
            case Conflict409(body=problem):
                assert problem.status == again.status_code
                return None
            case _:
                raise again

    async def pay_and_ship(self, customer: AsyncClient, staff: AsyncClient, order: Order) -> Order:
        payment = NewPayment(method=PaymentMethod.CARD, amount=order.total)
        paid = await customer.orders.pay_order(
            payment, order_id=order.id, idempotency_key=str(uuid4())
        )
        assert isinstance(paid, PayOrder200), paid
        shipment = NewShipment(carrier="Post", tracking_code="T-1")
        refused = await customer.orders.ship_order(shipment, order_id=order.id)
        assert isinstance(refused, Forbidden403), refused
        shipped = await staff.orders.ship_order(shipment, order_id=order.id)
        assert isinstance(shipped, ShipOrder200), shipped
        return shipped.body

    async def edit(self, manager: AsyncClient, product: Product) -> None:
        """Change a product under conditions, and give it a picture."""
        read = await manager.products.get_product(product_id=product.id)
        assert isinstance(read, GetProduct200), read
        same = await manager.products.get_product(product_id=product.id, if_none_match=read.etag)
        assert isinstance(same, GetProduct304), same
        patch = ProductPatch(price=4300)
        changed = await manager.products.update_product(
            patch, product_id=product.id, if_match=read.etag
        )
        assert isinstance(changed, UpdateProduct200), changed
        assert (changed.body.price, changed.body.sku) == (4300, product.sku)
        stale = await manager.products.update_product(
            patch, product_id=product.id, if_match=read.etag
        )
        assert isinstance(stale, PreconditionFailed412), stale
        kept = await manager.products.put_product_image(
            PNG, product_id=product.id, content_type="image/png"
        )
        assert isinstance(kept, PutProductImage204), kept
        image = await manager.products.get_product_image(product_id=product.id)
        assert isinstance(image, GetProductImage200), image
        assert (image.body, image.media_type) == (PNG, "image/png")

    async def movements(self, product: Product) -> list[int]:
        """Read the ledger as a machine, which fetches its token itself."""
        machine = AsyncClient(
            self.base_url,
            client_token=ClientCredentials(
                "svc",
                self.password,
                scopes=("stock:read",),
                authentication="client_secret_post",
            ),
            transport=self.transport,
        )
        reply = await machine.stock.list_stock_movements(product_id=product.id)
        assert isinstance(reply, ListStockMovements200), reply
        return [movement.quantity for movement in reply.body.items]


async def order_flow(base_url: str, transport: httpx.AsyncBaseTransport, password: str) -> None:
    """Order, pay and ship; be refused where the contract says so."""
    flow = Flow(base_url, transport, password)
    assert isinstance(await flow.nobody.accounts.get_me(), Unauthorized401)
    manager, staff, customer = [await flow.sign_in(name) for name in ("mia", "sam", "alice")]
    product = await flow.stocked_product(manager, 3)
    order = await flow.place(customer, product, 2)
    assert order is not None
    assert await flow.place(customer, product, 2) is None
    shipped = await flow.pay_and_ship(customer, staff, order)
    assert shipped.status is OrderStatus.SHIPPED
    await flow.edit(manager, product)
    assert sorted(await flow.movements(product)) == [-2, 3]
