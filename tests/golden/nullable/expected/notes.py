"""Operations tagged `notes`."""

from adhere.runtime import Call, Ok200, Protocol, operation

from .models import Note


class Notes(Protocol):
    """What `impl` provides for the operations tagged `notes`."""

    @operation("PUT", "/notes")
    async def put_note(self, call: Call[None], body: Note) -> Note | Ok200[Note]:
        """PUT /notes."""
