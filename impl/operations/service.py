"""Operations tagged `operations`."""

from __future__ import annotations

from adhere.runtime import Call
from generated.models import Health, Invariant, InvariantReport
from impl import schema
from impl.database import Database
from impl.operations.invariants import all_invariants
from impl.operations.state import ServiceState
from impl.problems import unavailable
from impl.security.principal import Principal


class OperationsService:
    """Health, and the proof that the data is consistent."""

    def __init__(self, database: Database, state: ServiceState) -> None:
        """Take what is asked after, and whether the service is stopping."""
        self._database = database
        self._state = state

    async def get_liveness(self, call: Call[None]) -> Health:
        """Answer."""
        del call
        return Health(status="ok")

    async def get_readiness(self, call: Call[None]) -> Health:
        """Answer, if requests can be served."""
        del call
        if self._state.stopping or not await schema.is_current(self._database):
            raise unavailable()
        return Health(status="ok")

    async def get_invariants(self, call: Call[Principal]) -> InvariantReport:
        """Count, in one state of the database, what contradicts each invariant."""
        del call
        async with self._database.read() as session:
            invariants = [
                Invariant(
                    name=query.name,
                    description=query.description,
                    violations=(await session.scalar(query.violations)) or 0,
                )
                for query in all_invariants()
            ]
        holds = all(invariant.violations == 0 for invariant in invariants)
        return InvariantReport(holds=holds, invariants=invariants)
