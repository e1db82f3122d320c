"""Operations tagged `accounts` and `users`."""

from __future__ import annotations

from uuid import UUID

from pydantic_core import MISSING
from sqlalchemy.ext.asyncio import AsyncSession

from adhere.runtime import Call
from generated.accounts import RegisterUser202
from generated.models import Registration, RegistrationReceipt, Role, User, UserPage, UserPatch
from impl.accounts import repository
from impl.accounts.tables import UserRow
from impl.database import Database
from impl.paging import Cursors, Page
from impl.problems import conflict, not_found
from impl.security.passwords import Passwords
from impl.security.principal import Principal
from impl.sessions.repository import end_sessions


class AccountService:
    """Registration and the caller's own account."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        """Take what accounts are kept in and how passwords are hashed."""
        self._database = database
        self._passwords = passwords

    async def register_user(self, call: Call[None], body: Registration) -> RegisterUser202:
        """Make the account, unless there is one, and never tell which."""
        del call
        password_hash = await self._passwords.hash(body.password)
        async with self._database.write() as session:
            tenant = await repository.find_tenant(session, body.tenant)
            if tenant is None:
                raise not_found()
            await repository.add_customer(
                session,
                tenant,
                body.email.lower(),
                name=body.name,
                password_hash=password_hash,
            )
        return RegisterUser202(body=RegistrationReceipt(status="accepted"))

    async def get_me(self, call: Call[Principal]) -> User:
        """Return the caller's own account."""
        async with self._database.read() as session:
            user = await repository.find_user(session, UserRow.id == call.principal.id)
        if user is None:
            raise not_found()
        return representation(user)


class UserService:
    """Administration of the people of the caller's tenant."""

    def __init__(self, database: Database, cursors: Cursors) -> None:
        """Take what users are kept in and what signs cursors."""
        self._database = database
        self._cursors = cursors

    async def list_users(
        self, call: Call[Principal], *, cursor: str | None = None, limit: int = 20
    ) -> UserPage:
        """Return a page of the tenant's users."""
        of_list = ("users", call.principal.tenant_id)
        page = Page(limit, self._cursors.open(cursor, *of_list))
        async with self._database.read() as session:
            found = await repository.list_users(session, call.principal.tenant_id, page)
        users, last = page.cut(found, lambda user: user.id)
        return UserPage(
            items=[representation(user) for user in users],
            next_cursor=self._cursors.seal(last, *of_list) if last else None,
        )

    async def update_user(self, call: Call[Principal], body: UserPatch, *, user_id: UUID) -> User:
        """Change role or activity, and end the sessions that relied on what was before."""
        tenant_id = call.principal.tenant_id
        if user_id == call.principal.id:
            raise conflict("Nobody changes their own account.")
        async with self._database.write() as session:
            await repository.lock_tenant(session, tenant_id)
            user = await repository.find_user(
                session, UserRow.id == user_id, UserRow.tenant_id == tenant_id
            )
            if user is None:
                raise not_found()
            if _apply(user, body):
                await session.flush()
                await _keep_an_admin(session, tenant_id)
                await end_sessions(session, user_id)
        return representation(user)


def representation(user: UserRow) -> User:
    """Return what the contract tells of a user."""
    return User(
        id=user.id,
        tenant=user.tenant.slug,
        email=user.email,
        name=user.name,
        role=Role(user.role),
        active=user.active,
        created_at=user.created_at,
    )


def _apply(user: UserRow, patch: UserPatch) -> bool:
    """Change the row, and tell whether anything became different."""
    before = (user.role, user.active)
    if patch.role is not MISSING:
        user.role = patch.role.value
    if patch.active is not MISSING:
        user.active = patch.active
    return (user.role, user.active) != before


async def _keep_an_admin(session: AsyncSession, tenant_id: UUID) -> None:
    if await repository.count_admins(session, tenant_id) == 0:
        raise conflict("The tenant would be left without an admin.")
