"""The client, sync and async."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Unpack
from uuid import UUID

from adhere.client import (
    AsyncSettings,
    AsyncToken,
    BaseAsyncClient,
    BaseClient,
    ContractFiles,
    Exchange,
    Group,
    S,
    Settings,
    Token,
    UploadContent,
    operation,
)

from . import models
from .accounts import Accounts, AccountsErrors, GetMe200, RegisterUser202
from .operations import GetInvariants200, GetLiveness200, GetReadiness200, Operations
from .orders import (
    CancelOrder200,
    GetOrder200,
    ListOrders200,
    Orders,
    OrdersErrors,
    PayOrder200,
    PlaceOrder201,
    ShipOrder200,
)
from .products import (
    CreateProduct201,
    DeleteProduct204,
    GetProduct200,
    GetProduct304,
    GetProductImage200,
    GetProductImage204,
    ListProducts200,
    Products,
    ProductsErrors,
    PutProductImage204,
    UpdateProduct200,
)
from .replies import (
    BadRequest400,
    Conflict409,
    ContentTooLarge413,
    Forbidden403,
    NotAcceptable406,
    NotFound404,
    PreconditionFailed412,
    PreconditionRequired428,
    ServiceUnavailable503,
    TooManyRequests429,
    Unauthorized401,
    UnprocessableContent422,
    UnsupportedMediaType415,
)
from .sessions import (
    CreateSession201,
    DeleteSession204,
    ListSessions200,
    RefreshSession200,
    Sessions,
    SessionsErrors,
)
from .stock import (
    AppendStockMovement201,
    GetStockMovement200,
    ListStockMovements200,
    Stock,
    StockErrors,
)
from .tokens import GetJwks200, IssueToken200, IssueToken400, IssueToken401, Tokens, TokensErrors
from .users import ListUsers200, UpdateUser200, Users, UsersErrors

CONTRACT = ContractFiles(Path(__file__).parent)


class AccountsClient(Group[S]):
    """Calls the operations tagged `accounts`."""

    @operation(Accounts.register_user)
    def register_user(
        self, body: models.Registration
    ) -> Exchange[
        RegisterUser202
        | BadRequest400
        | NotFound404
        | ContentTooLarge413
        | UnsupportedMediaType415
        | AccountsErrors
    ]:
        """Register an account."""
        return Exchange(body)

    @operation(Accounts.get_me)
    def get_me(self) -> Exchange[GetMe200 | Unauthorized401 | Forbidden403 | AccountsErrors]:
        """Read the caller's own account."""
        return Exchange()


class UsersClient(Group[S]):
    """Calls the operations tagged `users`."""

    @operation(Users.list_users)
    def list_users(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Exchange[ListUsers200 | UsersErrors]:
        """List the users of the tenant."""
        return Exchange(cursor=cursor, limit=limit)

    @operation(Users.update_user)
    def update_user(
        self, body: models.UserPatch, *, user_id: UUID
    ) -> Exchange[
        UpdateUser200
        | NotFound404
        | Conflict409
        | ContentTooLarge413
        | UnsupportedMediaType415
        | UsersErrors
    ]:
        """Change a user's role, or disable the account."""
        return Exchange(body, user_id=user_id)


class SessionsClient(Group[S]):
    """Calls the operations tagged `sessions`."""

    @operation(Sessions.create_session)
    def create_session(
        self, body: models.Credentials
    ) -> Exchange[
        CreateSession201
        | BadRequest400
        | Unauthorized401
        | ContentTooLarge413
        | UnsupportedMediaType415
        | SessionsErrors
    ]:
        """Sign in."""
        return Exchange(body)

    @operation(Sessions.list_sessions)
    def list_sessions(
        self,
    ) -> Exchange[ListSessions200 | Unauthorized401 | Forbidden403 | SessionsErrors]:
        """List the caller's sessions."""
        return Exchange()

    @operation(Sessions.refresh_session)
    def refresh_session(
        self, body: models.Refresh
    ) -> Exchange[
        RefreshSession200
        | BadRequest400
        | ContentTooLarge413
        | UnsupportedMediaType415
        | SessionsErrors
    ]:
        """Exchange a refresh token for new tokens."""
        return Exchange(body)

    @operation(Sessions.delete_session)
    def delete_session(
        self, *, session_id: UUID
    ) -> Exchange[DeleteSession204 | Unauthorized401 | Forbidden403 | NotFound404 | SessionsErrors]:
        """End one of the caller's sessions."""
        return Exchange(session_id=session_id)


class TokensClient(Group[S]):
    """Calls the operations tagged `tokens`."""

    @operation(Tokens.issue_token)
    def issue_token(
        self, body: models.ClientCredentialsGrant
    ) -> Exchange[
        IssueToken200
        | IssueToken400
        | IssueToken401
        | ContentTooLarge413
        | UnsupportedMediaType415
        | TokensErrors
    ]:
        """Issue an access token to a machine client."""
        return Exchange(body)

    @operation(Tokens.get_jwks)
    def get_jwks(self) -> Exchange[GetJwks200 | UnprocessableContent422 | TokensErrors]:
        """Read the keys that verify access tokens."""
        return Exchange()


class ProductsClient(Group[S]):
    """Calls the operations tagged `products`."""

    @operation(Products.list_products)
    def list_products(
        self, *, q: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Exchange[ListProducts200 | BadRequest400 | ProductsErrors]:
        """List or search products."""
        return Exchange(q=q, cursor=cursor, limit=limit)

    @operation(Products.create_product)
    def create_product(
        self, body: models.NewProduct
    ) -> Exchange[
        CreateProduct201
        | BadRequest400
        | Conflict409
        | ContentTooLarge413
        | UnsupportedMediaType415
        | ProductsErrors
    ]:
        """Create a product."""
        return Exchange(body)

    @operation(Products.get_product)
    def get_product(
        self, *, product_id: UUID, if_none_match: str | None = None
    ) -> Exchange[GetProduct200 | GetProduct304 | BadRequest400 | NotFound404 | ProductsErrors]:
        """Read a product."""
        return Exchange(product_id=product_id, if_none_match=if_none_match)

    @operation(Products.update_product)
    def update_product(
        self, body: models.ProductPatch, *, product_id: UUID, if_match: str | None = None
    ) -> Exchange[
        UpdateProduct200
        | BadRequest400
        | NotFound404
        | Conflict409
        | PreconditionFailed412
        | ContentTooLarge413
        | UnsupportedMediaType415
        | PreconditionRequired428
        | ProductsErrors
    ]:
        """Change a product."""
        return Exchange(body, product_id=product_id, if_match=if_match)

    @operation(Products.delete_product)
    def delete_product(
        self, *, product_id: UUID
    ) -> Exchange[DeleteProduct204 | NotFound404 | ProductsErrors]:
        """Delete a product."""
        return Exchange(product_id=product_id)

    @operation(Products.put_product_image)
    def put_product_image(
        self,
        body: UploadContent,
        *,
        content_type: Literal["image/png", "image/jpeg"],
        product_id: UUID,
    ) -> Exchange[
        PutProductImage204
        | BadRequest400
        | NotFound404
        | ContentTooLarge413
        | UnsupportedMediaType415
        | ProductsErrors
    ]:
        """Store or replace a product's image."""
        return Exchange(body, content_type, product_id=product_id)

    @operation(Products.get_product_image)
    def get_product_image(
        self,
        *,
        product_id: UUID,
        accept: Literal["image/png", "image/jpeg"] | None = None,
        stream: bool = False,
    ) -> Exchange[GetProductImage200 | GetProductImage204 | NotFound404 | ProductsErrors]:
        """Read a product's image."""
        return Exchange(None, None, accept, stream, product_id=product_id)


class StockClient(Group[S]):
    """Calls the operations tagged `stock`."""

    @operation(Stock.append_stock_movement)
    def append_stock_movement(
        self, body: models.NewStockMovement, *, product_id: UUID, idempotency_key: str
    ) -> Exchange[
        AppendStockMovement201
        | BadRequest400
        | Conflict409
        | ContentTooLarge413
        | UnsupportedMediaType415
        | StockErrors
    ]:
        """Append a movement to the ledger."""
        return Exchange(body, product_id=product_id, idempotency_key=idempotency_key)

    @operation(Stock.list_stock_movements)
    def list_stock_movements(
        self, *, product_id: UUID, cursor: str | None = None, limit: int | None = None
    ) -> Exchange[ListStockMovements200 | BadRequest400 | StockErrors]:
        """List a product's movements."""
        return Exchange(product_id=product_id, cursor=cursor, limit=limit)

    @operation(Stock.get_stock_movement)
    def get_stock_movement(
        self, *, product_id: UUID, movement_id: UUID
    ) -> Exchange[GetStockMovement200 | StockErrors]:
        """Read a movement."""
        return Exchange(product_id=product_id, movement_id=movement_id)


class OrdersClient(Group[S]):
    """Calls the operations tagged `orders`."""

    @operation(Orders.place_order)
    def place_order(
        self, body: models.NewOrder, *, idempotency_key: str
    ) -> Exchange[
        PlaceOrder201
        | BadRequest400
        | NotFound404
        | Conflict409
        | ContentTooLarge413
        | UnsupportedMediaType415
        | OrdersErrors
    ]:
        """Place an order and reserve its stock."""
        return Exchange(body, idempotency_key=idempotency_key)

    @operation(Orders.list_orders)
    def list_orders(
        self,
        *,
        status: models.OrderStatus | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Exchange[ListOrders200 | BadRequest400 | OrdersErrors]:
        """List orders."""
        return Exchange(status=status, cursor=cursor, limit=limit)

    @operation(Orders.get_order)
    def get_order(self, *, order_id: UUID) -> Exchange[GetOrder200 | NotFound404 | OrdersErrors]:
        """Read an order."""
        return Exchange(order_id=order_id)

    @operation(Orders.pay_order)
    def pay_order(
        self, body: models.NewPayment, *, order_id: UUID, idempotency_key: str
    ) -> Exchange[
        PayOrder200
        | BadRequest400
        | NotFound404
        | Conflict409
        | ContentTooLarge413
        | UnsupportedMediaType415
        | OrdersErrors
    ]:
        """Pay an order."""
        return Exchange(body, order_id=order_id, idempotency_key=idempotency_key)

    @operation(Orders.cancel_order)
    def cancel_order(
        self, *, order_id: UUID
    ) -> Exchange[CancelOrder200 | NotFound404 | Conflict409 | OrdersErrors]:
        """Cancel an order and release its stock."""
        return Exchange(order_id=order_id)

    @operation(Orders.ship_order)
    def ship_order(
        self, body: models.NewShipment, *, order_id: UUID
    ) -> Exchange[
        ShipOrder200
        | BadRequest400
        | NotFound404
        | Conflict409
        | ContentTooLarge413
        | UnsupportedMediaType415
        | OrdersErrors
    ]:
        """Ship a paid order."""
        return Exchange(body, order_id=order_id)


class OperationsClient(Group[S]):
    """Calls the operations tagged `operations`."""

    @operation(Operations.get_liveness)
    def get_liveness(self) -> Exchange[GetLiveness200 | NotAcceptable406 | UnprocessableContent422]:
        """Tell whether the process runs."""
        return Exchange()

    @operation(Operations.get_readiness)
    def get_readiness(
        self,
    ) -> Exchange[
        GetReadiness200 | NotAcceptable406 | UnprocessableContent422 | ServiceUnavailable503
    ]:
        """Tell whether requests can be served."""
        return Exchange()

    @operation(Operations.get_invariants)
    def get_invariants(
        self,
    ) -> Exchange[
        GetInvariants200
        | Unauthorized401
        | Forbidden403
        | NotAcceptable406
        | UnprocessableContent422
        | TooManyRequests429
        | ServiceUnavailable503
    ]:
        """Check what must always hold."""
        return Exchange()


class Client(BaseClient):
    """Calls the service; `close` it, or use it in a `with` statement."""

    def __init__(
        self,
        base_url: str,
        *,
        user_token: Token | None = None,
        client_token: Token | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        """Prepare to call the service at `base_url`."""
        super().__init__(
            CONTRACT, base_url, {"userToken": user_token, "clientToken": client_token}, **settings
        )
        self.accounts = AccountsClient(self._sender)
        self.users = UsersClient(self._sender)
        self.sessions = SessionsClient(self._sender)
        self.tokens = TokensClient(self._sender)
        self.products = ProductsClient(self._sender)
        self.stock = StockClient(self._sender)
        self.orders = OrdersClient(self._sender)
        self.operations = OperationsClient(self._sender)


class AsyncClient(BaseAsyncClient):
    """Calls the service; `aclose` it, or use it in an `async with` statement."""

    def __init__(
        self,
        base_url: str,
        *,
        user_token: AsyncToken | None = None,
        client_token: AsyncToken | None = None,
        **settings: Unpack[AsyncSettings],
    ) -> None:
        """Prepare to call the service at `base_url`."""
        super().__init__(
            CONTRACT, base_url, {"userToken": user_token, "clientToken": client_token}, **settings
        )
        self.accounts = AccountsClient(self._sender)
        self.users = UsersClient(self._sender)
        self.sessions = SessionsClient(self._sender)
        self.tokens = TokensClient(self._sender)
        self.products = ProductsClient(self._sender)
        self.stock = StockClient(self._sender)
        self.orders = OrdersClient(self._sender)
        self.operations = OperationsClient(self._sender)
