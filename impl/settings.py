"""Every setting of the service, read from the environment and an optional `.env`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings; each is read from `SERVICE_` and its name in upper case.

    Lists are JSON (`["https://shop.example"]`). Durations are in seconds, sizes in bytes,
    rates as `COUNT/PERIOD` (`10/minute`).
    """

    model_config = SettingsConfigDict(
        env_prefix="SERVICE_", env_file=".env", extra="ignore", frozen=True
    )

    environment: Literal["development", "production"] = Field(
        default="development",
        description="`production` refuses to start with keys that would not outlive a restart.",
    )
    database_url: SecretStr = Field(
        default=SecretStr("sqlite+aiosqlite:///service.db"),
        description="SQLAlchemy URL: `sqlite+aiosqlite:///FILE` or `postgresql+asyncpg://...`.",
    )
    pool_size: int = Field(default=10, ge=1, le=100, description="Open database connections.")
    pool_timeout: float = Field(
        default=10.0, gt=0, le=60, description="Wait for a free connection before answering 503."
    )
    statement_timeout: float = Field(
        default=10.0, gt=0, le=300, description="Longest wait for a lock or a statement."
    )
    issuer: str = Field(default="https://service.example", description="`iss` of every token.")
    audience: str = Field(
        default="https://service.example/api", description="`aud` of every token."
    )
    signing_keys: tuple[Path, ...] = Field(
        default=(),
        description="PEM files of P-256 private keys: the first signs, all of them verify. "
        "Without any, development makes a key that lasts as long as the process.",
    )
    cursor_key: SecretStr | None = Field(
        default=None, min_length=32, description="Signs cursors. Without it, as for signing keys."
    )
    access_token_seconds: int = Field(default=600, ge=1, le=900, description="Life of a token.")
    refresh_idle_seconds: int = Field(
        default=7 * 86400, ge=1, description="A session not refreshed for so long ends."
    )
    session_seconds: int = Field(default=30 * 86400, ge=1, description="Longest life of a session.")
    refresh_grace_seconds: int = Field(
        default=10, ge=0, le=60, description="A used refresh token may be repeated for so long."
    )
    sessions_per_user: int = Field(
        default=100, ge=1, le=100, description="One more sign-in ends the session unused longest."
    )
    cors_origins: tuple[str, ...] = Field(
        default=(), description="Origins that browsers may call from."
    )
    cors_credentials: bool = Field(default=False, description="Let them send credentials along.")
    rate_limit_storage: SecretStr = Field(
        default=SecretStr("memory://"), description="`memory://`, or `redis://...` to share counts."
    )
    rate_limit_caller: str = Field(default="6000/minute", description="Of one user or client.")
    rate_limit_address: str = Field(default="12000/minute", description="Of one IP address.")
    rate_limit_login: str = Field(
        default="30/minute", description="Sign-ins to one account from one IP address."
    )
    max_body: int = Field(default=1_048_576, ge=1024, description="Largest request body.")
    request_timeout: float = Field(
        default=8.0,
        gt=0,
        le=300,
        description="Wait for a request's header fields, and for each next piece of its body.",
    )
    shutdown_grace_seconds: int = Field(
        default=10, ge=0, le=300, description="Time for requests in progress when stopping."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severe level that is logged."
    )
    demo_password: SecretStr = Field(
        default=SecretStr("correct horse battery"),
        min_length=8,
        max_length=128,
        description="Password of every demo account, and secret of the demo client.",
    )

    @model_validator(mode="after")
    def _refuse_open_credentials(self) -> Self:
        if self.cors_credentials and "*" in self.cors_origins:
            raise ValueError(
                "cors_origins '*' and cors_credentials together would let every site act for "
                "its visitors: name the origins, or leave credentials out"
            )
        return self

    @model_validator(mode="after")
    def _refuse_ephemeral_keys(self) -> Self:
        if self.environment == "production" and (not self.signing_keys or not self.cursor_key):
            raise ValueError(
                "production needs signing_keys and cursor_key: keys made at start-up would end "
                "every session with each restart, and differ between instances"
            )
        return self
