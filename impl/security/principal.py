"""Who calls."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

# Each role includes those before it.
ROLES = ("customer", "staff", "manager", "admin")


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person, in one of their sessions."""

    id: UUID
    tenant_id: UUID
    tenant: str
    role: str
    session_id: UUID

    @property
    def roles(self) -> tuple[str, ...]:
        """The role and those that it includes."""
        return ROLES[: ROLES.index(self.role) + 1]

    @property
    def scopes(self) -> tuple[str, ...]:
        """None: scopes are for machine clients."""
        return ()

    @property
    def key(self) -> str:
        """Name this caller among all callers."""
        return f"user:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A machine client of a tenant."""

    id: str
    tenant_id: UUID
    scopes: tuple[str, ...]

    @property
    def roles(self) -> tuple[str, ...]:
        """None: roles are for people."""
        return ()

    @property
    def key(self) -> str:
        """Name this caller among all callers."""
        return f"client:{self.id}"


Principal = User | Client
