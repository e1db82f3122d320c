"""Who may know of which order."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from impl.orders.tables import OrderRow
from impl.security.principal import Principal, User


def visible(caller: Principal) -> ColumnElement[bool]:
    """Return the condition that a caller may know of an order.

    Customers know of their own; staff and machine clients of every order of their tenant.
    """
    in_tenant = OrderRow.tenant_id == caller.tenant_id
    if isinstance(caller, User) and "staff" not in caller.roles:
        return in_tenant & (OrderRow.customer_id == caller.id)
    return in_tenant
