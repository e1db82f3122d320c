from __future__ import annotations

from adhere.runtime import Implementations, P, app_maker, router_maker

from .orders import Orders
from .security import Security


class _Implementations(Implementations[P]):
    security: Security[P] | None = None
    orders: Orders[P] | None = None


create_app = app_maker(_Implementations)
build_router = router_maker(_Implementations)
