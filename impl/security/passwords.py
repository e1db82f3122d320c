"""Passwords, hashed with Argon2id (RFC 9106)."""

from __future__ import annotations

import asyncio
import secrets

from pwdlib import PasswordHash


class Passwords:
    """Hashes and checks passwords in threads, so that nobody else waits meanwhile."""

    def __init__(self) -> None:
        """Prepare the hash that unknown users are checked against."""
        self._hasher = PasswordHash.recommended()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        """Return the hash, with its parameters and salt."""
        return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Tell whether the password is right; takes as long where there is no hash."""
        known = await asyncio.to_thread(
            self._hasher.verify, password, password_hash or self._nobody
        )
        return known and password_hash is not None
