"""The composition root: every part made once, and given to those that need it."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Lifespan

import generated
from adhere.runtime import Options, warm_up
from impl.accounts.service import AccountService, UserService
from impl.database import Database, connect
from impl.logs import configure_logs
from impl.operations.service import OperationsService
from impl.operations.state import ServiceState
from impl.orders.service import OrderService
from impl.paging import Cursors
from impl.products.service import ProductService
from impl.security.authentication import Authentication
from impl.security.keys import load_keys
from impl.security.passwords import Passwords
from impl.security.tokens import TokenIssuer
from impl.sessions.rotation import Rotation
from impl.sessions.service import SessionRules, SessionService
from impl.settings import Settings
from impl.stock.service import StockService
from impl.tokens.service import TokenService
from impl.web.exchange import Exchange
from impl.web.guards import AddressLimit, FailureGuard
from impl.web.limits import Counters, RateLimit, open_counters

CURSOR_KEY_BYTES = 32
CORS_EXPOSED = ("ETag", "Location", "Retry-After", "X-Request-ID")
CORS_ACCEPTED = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "X-Request-ID",
)
CORS_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the service; without settings, from the environment (`uvicorn --factory`).

    Raises `ValueError` where the settings cannot be served.
    """
    settings = settings or Settings()
    configure_logs(settings.log_level)
    database = connect(settings)
    counters = open_counters(settings.rate_limit_storage.get_secret_value())
    passwords = Passwords()
    tokens = _tokens(settings)
    cursors = _cursors(settings)
    state = ServiceState()
    app = generated.create_app(
        security=Authentication(
            database, tokens, RateLimit("caller", settings.rate_limit_caller, counters)
        ),
        accounts=AccountService(database, passwords),
        users=UserService(database, cursors),
        sessions=_sessions(settings, database, passwords, tokens, counters),
        tokens=TokenService(database, passwords, tokens),
        products=ProductService(database, cursors),
        stock=StockService(database, cursors),
        orders=OrderService(database, cursors),
        operations=OperationsService(database, state),
        options=Options(max_body=settings.max_body, max_upload=settings.max_body),
        middleware=_middleware(settings, counters),
        lifespan=_lifespan(database),
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = state
    return app


def _tokens(settings: Settings) -> TokenIssuer:
    return TokenIssuer(
        keys=load_keys(settings.signing_keys),
        issuer=settings.issuer,
        audience=settings.audience,
        lifetime=settings.access_token_seconds,
    )


def _cursors(settings: Settings) -> Cursors:
    if settings.cursor_key is None:
        return Cursors(secrets.token_bytes(CURSOR_KEY_BYTES))
    return Cursors(settings.cursor_key.get_secret_value().encode())


def _sessions(
    settings: Settings,
    database: Database,
    passwords: Passwords,
    tokens: TokenIssuer,
    counters: Counters,
) -> SessionService:
    rotation = Rotation(
        idle=timedelta(seconds=settings.refresh_idle_seconds),
        grace=timedelta(seconds=settings.refresh_grace_seconds),
    )
    rules = SessionRules(
        lifetime=timedelta(seconds=settings.session_seconds),
        most=settings.sessions_per_user,
        rotation=rotation,
    )
    return SessionService(
        database,
        passwords=passwords,
        tokens=tokens,
        rules=rules,
        login_limit=RateLimit("login", settings.rate_limit_login, counters),
    )


def _middleware(settings: Settings, counters: Counters) -> list[Middleware]:
    """Return the middleware from the outside in: what is inside goes without nothing outside."""
    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_credentials=settings.cors_credentials,
        allow_methods=CORS_METHODS,
        allow_headers=CORS_ACCEPTED,
        expose_headers=CORS_EXPOSED,
    )
    limit = RateLimit("address", settings.rate_limit_address, counters)
    return [
        Middleware(Exchange),
        *([cors] if settings.cors_origins else []),
        Middleware(FailureGuard),
        Middleware(AddressLimit, limit=limit),
    ]


def _lifespan(database: Database) -> Lifespan[FastAPI]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        warm_up(app)
        yield
        await database.close()

    return lifespan
