"""A correct service for `openapi.yaml`, and as many mistakes as a test asks for.

`python service.py PORT [MISTAKE...]` serves it on the loopback address.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import re
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Handler = Callable[[Request], Awaitable[Response]]

ROLES = {"ada": {"reader", "writer"}, "bob": {"reader"}}
PASSWORD = "correct-horse"
CLIENT_SECRET = "battery-staple"
MISTAKES = (
    "undeclared-status",
    "server-error",
    "wrong-body",
    "missing-header",
    "accepts-invalid",
    "refuses-valid",
    "no-authentication",
    "no-authorization",
    "no-challenge",
    "wrong-problem-status",
    "wrong-content-type",
    "ignores-token",
    "refuses-token",
    "refuses-granted",
    "accepts-unsigned",
    "ignores-signature",
    "accepts-any-scheme",
    "accepts-query-token",
    "reads-last-authorization",
    "forbids-strangers",
    "dies",
    "has-items",  # no mistake: one thing is there from the beginning
    "signs-tokens",  # no mistake: its tokens are JWTs
    "forgets-sessions",  # no mistake, but a nuisance to whoever tests
)

SIGNING = frozenset({"signs-tokens", "accepts-unsigned", "ignores-signature"})


class RefusalError(Exception):
    def __init__(self, status: int, title: str, **more: Any) -> None:
        super().__init__(title)
        self.status = status
        self.body = {"title": title, "status": status, **more}


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def signed(header: str, claims: str) -> str:
    digest = hmac.digest(PASSWORD.encode(), f"{header}.{claims}".encode(), "sha256")
    return f"{header}.{claims}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def invalid(pointer: str) -> RefusalError:
    return RefusalError(422, "Unprocessable Content", errors=[{"pointer": pointer}])


@dataclass
class Shop:
    mistakes: frozenset[str]
    items: dict[int, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, set[str]] = field(default_factory=dict)
    logins: int = 0
    uses: int = 0

    def has(self, mistake: str) -> bool:
        return mistake in self.mistakes

    async def create_session(self, request: Request) -> Response:
        body = await self.body(request)
        fields = {"name": 20, "password": 40}
        if set(body) != set(fields):
            raise invalid("/body")
        for name, longest in fields.items():
            if not isinstance(body[name], str) or not 1 <= len(body[name]) <= longest:
                raise invalid(f"/body/{name}")
        if body["name"] not in ROLES or body["password"] != PASSWORD:
            raise RefusalError(401, "Unauthorized")
        return self.issue(ROLES[body["name"]], 201)

    async def issue_token(self, request: Request) -> Response:
        form = await request.form()
        if form.get("grant_type") != "client_credentials":
            raise RefusalError(400, "Bad Request")
        if form.get("client_secret") != CLIENT_SECRET:
            raise RefusalError(401, "Unauthorized")
        return self.issue({"items:read"}, 200)

    def issue(self, scopes: set[str], status: int) -> Response:
        self.logins += 1
        token = f"token-{self.logins:06}"
        if self.mistakes & SIGNING:
            claims = {"sub": token, "scopes": sorted(scopes), "exp": 4_000_000_000}
            token = signed(encoded({"alg": "HS256"}), encoded(claims))
        self.tokens[token] = scopes
        return JSONResponse({"access_token": token, "expires_in": 600}, status)

    async def on_items(self, request: Request) -> Response:
        handler = self.create_item if request.method == "POST" else self.list_items
        return await handler(request)

    async def list_items(self, request: Request) -> Response:
        self.allow(request, {"reader", "items:read"})
        limit = self.integer(request.query_params.get("limit", "50"), "/query/limit", 50)
        return JSONResponse(list(self.items.values())[:limit])

    async def create_item(self, request: Request) -> Response:
        self.allow(request, {"writer"})
        key = request.headers.get("idempotency-key", "")
        if not re.fullmatch("[a-z0-9]{8,16}", key):
            raise invalid("/header/Idempotency-Key")
        body = await self.body(request)
        self.check_item(body)
        if self.has("server-error") and body["quantity"] > 50:
            message = "more than fifty"
            raise RuntimeError(message)
        if self.has("dies"):
            os._exit(1)
        number = len(self.items) + 1
        self.items[number] = {"id": number, **body}
        reply = dict(self.items[number])
        if self.has("wrong-body"):
            reply["quantity"] = str(reply["quantity"])
        if self.has("undeclared-status"):
            return JSONResponse(reply, 202)
        headers = {} if self.has("missing-header") else {"Location": f"/items/{number}"}
        return JSONResponse(reply, 201, headers)

    def check_item(self, body: dict[str, Any]) -> None:
        if set(body) != {"name", "quantity"}:
            raise invalid("/body")
        name, quantity = body["name"], body["quantity"]
        if not isinstance(name, str) or not 1 <= len(name) <= 30:
            raise invalid("/body/name")
        if isinstance(quantity, bool) or not isinstance(quantity, int | float):
            raise invalid("/body/quantity")
        if quantity % 1 or (not 1 <= quantity <= 99 and not self.has("accepts-invalid")):
            raise invalid("/body/quantity")
        if self.has("refuses-valid") and len(name) > 20:
            raise invalid("/body/name")

    async def get_item(self, request: Request) -> Response:
        self.allow(request, {"reader"})
        number = self.integer(request.path_params["item_id"], "/path/item_id", 1_000_000)
        tag = request.headers.get("if-none-match")
        if tag is not None and not re.fullmatch('"[a-f0-9]{4}"', tag):
            raise invalid("/header/If-None-Match")
        if number not in self.items:
            raise RefusalError(404, "Not Found")
        return JSONResponse(self.items[number])

    async def health(self, _: Request) -> Response:
        if self.has("wrong-content-type"):
            return Response("ok", media_type="text/plain")
        return JSONResponse({"status": "ok"})

    def allow(self, request: Request, wanted: set[str]) -> None:
        values = request.headers.getlist("authorization") or [""]
        value = values[-1] if self.has("reads-last-authorization") else values[0]
        scheme, _, token = value.partition(" ")
        if self.has("accepts-query-token") and "access_token" in request.query_params:
            scheme, token = "Bearer", request.query_params["access_token"]
        if self.has("accepts-any-scheme") and token:
            scheme = "Bearer"
        if self.has("no-authentication") or (self.has("ignores-token") and token):
            return
        held = self.tokens.get(token, self.claimed(token))
        if scheme != "Bearer" or held is None or self.has("refuses-token"):
            raise RefusalError(403 if self.has("forbids-strangers") else 401, "Refused")
        if self.has("refuses-granted") and held == {"items:read"}:
            raise RefusalError(403, "Forbidden")
        if self.has("forgets-sessions"):
            self.uses += 1
            if self.uses % 10 == 0:
                del self.tokens[token]
                return
        if not self.has("no-authorization") and not wanted & held:
            raise RefusalError(403, "Forbidden")

    def claimed(self, token: str) -> set[str] | None:
        """Return the scopes that a token claims which was not issued, where a mistake takes it."""
        parts = token.split(".")
        try:
            header, claims = (json.loads(base64.urlsafe_b64decode(f"{p}==")) for p in parts[:2])
        except ValueError:
            return None
        is_unsigned = header["alg"] == "none" and not parts[2]
        if self.has("ignores-signature") or (self.has("accepts-unsigned") and is_unsigned):
            return set(claims["scopes"])
        return None

    def integer(self, text: str, pointer: str, largest: int) -> int:
        if not re.fullmatch(r"[1-9]\d*(\.0+)?", text) or float(text) > largest:
            raise invalid(pointer)
        return int(float(text))

    async def body(self, request: Request) -> dict[str, Any]:
        try:
            body = json.loads(await request.body())
            json.dumps(body, ensure_ascii=False).encode()  # a lone surrogate is no text
        except (ValueError, RecursionError):
            raise RefusalError(400, "Bad Request", errors=[{"pointer": "/body"}]) from None
        if not isinstance(body, dict):
            raise invalid("/body")
        return body

    async def refuse(self, _: Request, error: Exception) -> Response:
        assert isinstance(error, RefusalError)
        body = dict(error.body)
        if self.has("wrong-problem-status") and error.status == 422:
            body["status"] = 400
        headers = {}
        if error.status == 401 and not self.has("no-challenge"):
            headers["WWW-Authenticate"] = "Bearer"
        return JSONResponse(body, error.status, headers, media_type="application/problem+json")


def make_app(*mistakes: str) -> Starlette:
    assert set(mistakes) <= set(MISTAKES)
    shop = Shop(frozenset(mistakes))
    if shop.has("has-items"):
        shop.items[7] = {"id": 7, "name": "pen", "quantity": 3}
    routes = [
        Route("/sessions", shop.create_session, methods=["POST"]),
        Route("/token", shop.issue_token, methods=["POST"]),
        Route("/items", shop.on_items, methods=["GET", "POST"]),
        Route("/items/{item_id}", shop.get_item, methods=["GET"]),
        Route("/health", shop.health, methods=["GET"]),
    ]
    return Starlette(routes=routes, exception_handlers={RefusalError: shop.refuse})


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(make_app(*sys.argv[2:]), port=int(sys.argv[1]), log_level="warning")
