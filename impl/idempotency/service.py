"""Doing something once for each key (the `Idempotency-Key` header)."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from impl.clock import utc_now
from impl.database import insert_if_absent
from impl.idempotency.tables import IdempotencyRow
from impl.problems import unprocessable
from impl.security.principal import Principal

M = TypeVar("M", bound=BaseModel)


class Once:
    """What is to be done once: by whom, under which key, and for which request."""

    def __init__(
        self, caller: Principal, operation: str, key: str, *, body: BaseModel, target: UUID | None
    ) -> None:
        """Take the request apart; `target` is the resource in the path, if there is one."""
        self._key = {"caller": caller.key, "operation": operation, "key": key}
        request = f"{target}\n{body.model_dump_json()}"
        self._fingerprint = hashlib.sha256(request.encode()).hexdigest()

    async def do(
        self, session: AsyncSession, work: Callable[[], Awaitable[M]], answer: type[M]
    ) -> M:
        """Do the work, or return the answer of the time when it was done.

        Key and work are of one transaction: both are kept, or neither. A second request with
        the same key waits for the first. Raises 422 where the key was used for another request.
        """
        claim = insert_if_absent(session, IdempotencyRow).values(
            **self._key, fingerprint=self._fingerprint, answer="", created_at=utc_now()
        )
        if await session.scalar(claim.returning(IdempotencyRow.key)) is None:
            return answer.model_validate_json(await self._answered(session))
        result = await work()
        await session.execute(
            update(IdempotencyRow).filter_by(**self._key).values(answer=result.model_dump_json())
        )
        return result

    async def _answered(self, session: AsyncSession) -> str:
        found = await session.scalars(select(IdempotencyRow).filter_by(**self._key))
        row = found.one()
        if row.fingerprint != self._fingerprint:
            raise unprocessable("The Idempotency-Key was used for another request.")
        return row.answer
