"""The people of the demo data, calling the service to show what a bug does."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

PEOPLE = {
    "customer": ("acme", "alice"),
    "neighbour": ("acme", "bob"),
    "staff": ("acme", "sam"),
    "manager": ("acme", "mia"),
    "admin": ("acme", "root"),
    "stranger": ("globex", "max"),
}
KETTLE = "01987f5e-0000-7000-8000-000000000101"
ALICE = "01987f5e-0000-7000-8000-000000000001"
NOBODY = "01987f5e-0000-7000-8000-00000000dead"


@dataclass(slots=True)
class World:
    """Sends requests as one of `PEOPLE`, or as nobody; makes what a bug needs to be seen."""

    client: httpx.Client
    password: str
    _tokens: dict[str, str] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def call(self, who: str | None, method: str, path: str, **request: Any) -> httpx.Response:
        """Send one request; `key` becomes the `Idempotency-Key`."""
        headers = dict(request.pop("headers", {}))
        if who is not None:
            headers.setdefault("Authorization", f"Bearer {self.token(who)}")
        if "key" in request:
            headers["Idempotency-Key"] = request.pop("key")
        return self.client.request(method, path, headers=headers, **request)

    def get(self, who: str | None, path: str, **request: Any) -> httpx.Response:
        """Read something."""
        return self.call(who, "GET", path, **request)

    def post(self, who: str | None, path: str, body: Any = None, **request: Any) -> httpx.Response:
        """Create something, or take a step."""
        return self.call(who, "POST", path, json=body, **request)

    def patch(self, who: str, path: str, body: Any, **headers: str) -> httpx.Response:
        """Change something; keywords are header fields with `_` for `-`."""
        fields = {"Content-Type": "application/merge-patch+json"}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call(who, "PATCH", path, json=body, headers=fields)

    def token(self, who: str) -> str:
        """Return the access token of one person, signed in once."""
        if who not in self._tokens:
            self._tokens[who] = self.sign_in(who).json()["access_token"]
        return self._tokens[who]

    def sign_in(self, who: str) -> httpx.Response:
        """Open a further session."""
        tenant, name = PEOPLE[who]
        email = f"{name}@{tenant}.example"
        return self.post(
            None, "/sessions", {"tenant": tenant, "email": email, "password": self.password}
        )

    def name(self) -> str:
        """Return a text that nobody has used."""
        return f"N{next(self._numbers)}"

    def product(self, stock: int = 0, **members: Any) -> httpx.Response:
        """Create a product, and receive stock of it."""
        body = {"sku": f"SKU-{self.name()}", "name": "Thing", "price": 100, **members}
        made = self.post("manager", "/products", body)
        if stock:
            path = f"/products/{made.json()['id']}/stock-movements"
            self.post("staff", path, {"kind": "receipt", "quantity": stock}, key=self.name())
        return made

    def order(self, who: str = "customer", product: str = KETTLE, quantity: int = 1) -> Any:
        """Place an order and return it."""
        body = {"lines": [{"product_id": product, "quantity": quantity}]}
        return self.post(who, "/orders", body, key=self.name()).json()

    def stock(self, product: str) -> int:
        """Return how many of a product are left."""
        return int(self.get("manager", f"/products/{product}").json()["stock"])

    def at_once(self, *calls: Any) -> list[int]:
        """Make several calls at the same time; return their statuses, sorted."""
        with ThreadPoolExecutor(len(calls)) as pool:
            return sorted(reply.status_code for reply in pool.map(lambda call: call(), calls))
