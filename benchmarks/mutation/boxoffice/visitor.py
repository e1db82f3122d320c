"""Somebody who calls the box office, in this process."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI

from benchmarks.mutation.boxoffice.house import PASSWORD

VENUE = {"name": "Old Mill", "city": "Ghent", "code": "GNT-01", "capacity": 900}
EVENT = {
    "venueId": 1,
    "title": "Peer Gynt",
    "startsAt": "2031-06-01T20:00:00Z",
    "seats": 12,
    "price": 18.5,
    "kind": "play",
}
_PATCH = {"Content-Type": "application/merge-patch+json"}


@dataclass(slots=True)
class Visitor:
    """Sends requests as `mara` or `otto` (members), `sue` (of the staff), or nobody."""

    app: FastAPI
    _tokens: dict[str, str] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def call(self, who: str | None, method: str, path: str, **request: Any) -> httpx.Response:
        """Send one request."""
        return self.at_once((who, method, path, request))[0]

    def at_once(self, *calls: tuple[str | None, str, str, dict[str, Any]]) -> list[httpx.Response]:
        """Send several requests at the same time."""
        ready = [
            (method, path, {**more, "headers": self._headers(who, more.get("headers", {}))})
            for who, method, path, more in calls
        ]
        return asyncio.run(self._send(ready))

    async def _send(self, calls: list[tuple[str, str, dict[str, Any]]]) -> list[httpx.Response]:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://box") as client:
            return list(
                await asyncio.gather(*(client.request(m, p, **more) for m, p, more in calls))
            )

    def _headers(self, who: str | None, headers: dict[str, str]) -> dict[str, str]:
        token = {} if who is None else {"Authorization": f"Bearer {self.token(who)}"}
        return {**token, **headers}

    def token(self, who: str) -> str:
        """Return the token of a person, who logs in once."""
        if who not in self._tokens:
            body = {"email": f"{who}@stalls.example", "password": PASSWORD}
            self._tokens[who] = self.call(None, "POST", "/auth/token", json=body).json()[
                "accessToken"
            ]
        return self._tokens[who]

    def get(self, path: str, who: str | None = None, **headers: str) -> httpx.Response:
        """Read something."""
        return self.call(who, "GET", path, headers=headers)

    def post(self, who: str | None, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Create something or take a step."""
        return self.call(who, "POST", path, json=body, headers=headers)

    def patch(self, who: str, path: str, body: Any, **headers: str) -> httpx.Response:
        """Change something; keywords are header fields with `_` for `-`."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call(who, "PATCH", path, json=body, headers={**_PATCH, **fields})

    def venue(self, **members: Any) -> httpx.Response:
        """Create a venue."""
        number = next(self._numbers)
        names = {"name": f"Hall {number}", "code": f"HAL-{number:02}"}
        body = {n: v for n, v in {**VENUE, **names, **members}.items() if v != "left out"}
        return self.post("sue", "/venues", body)

    def event(self, *, published: bool = False, **members: Any) -> int:
        """Create an event and return its number."""
        number = int(self.post("sue", "/events", {**EVENT, **members}).json()["id"])
        if published:
            self.post("sue", f"/events/{number}/publish")
        return number

    def key(self) -> dict[str, str]:
        """Return a new idempotency key as a header field."""
        return {"Idempotency-Key": f"visit-{next(self._numbers):06}"}

    def booking(self, who: str = "mara", event: int = 1, **members: Any) -> httpx.Response:
        """Book seats."""
        return self.post(who, "/bookings", {"eventId": event, "seats": 2, **members}, **self.key())

    def comment(self, event: int = 1, **members: Any) -> httpx.Response:
        """Say something."""
        return self.post("mara", f"/events/{event}/comments", {"text": "a", "rating": 3, **members})

    def left(self, event: int) -> int:
        """Return how many seats are left."""
        return int(self.get(f"/events/{event}").json()["seatsLeft"])
