"""Requests that show what a service does, each returned as a plain value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.mutation.boxoffice.visitor import EVENT, VENUE, Visitor

Observe = Callable[[Visitor], object]


def status(who: str | None, method: str, path: str, **request: Any) -> Observe:
    """Observe the status of a reply."""
    return lambda v: v.call(who, method, path, **request).status_code


def sent(path: str, **members: Any) -> Observe:
    """Observe what becomes of an event, a venue or a booking with these members in it."""
    bodies: dict[str, dict[str, Any]] = {
        "/events": EVENT,
        "/venues": {**VENUE, "name": "New", "code": "NEW-01"},
        "/bookings": {"eventId": 1, "seats": 1},
    }

    def observe(v: Visitor) -> object:
        sent = {**bodies[path], **members}
        body = {name: value for name, value in sent.items() if value != "left out"}
        reply = v.post("mara" if path == "/bookings" else "sue", path, body, **v.key())
        return reply.status_code, reply.json().get("status")

    return observe


def ids(path: str, member: str = "id") -> Observe:
    """Observe the order of a list of which three things are known."""

    def observe(v: Visitor) -> object:
        for capacity, city in ((10, "Ghent"), (9, "Ghoy"), (100, "Lier")):
            v.venue(capacity=capacity, city=city)
            v.event(price=float(capacity), kind="film")
        who = "mara" if path.startswith("/bookings") else None
        return [thing.get(member) for thing in v.get(path, who).json()["data"]]

    return observe


def shown(path: str, who: str | None = None) -> Observe:
    """Observe the members of a reply and their types."""
    return lambda v: sorted((n, type(x).__name__) for n, x in v.get(path, who).json().items())


def kept_text(text: str) -> Observe:
    """Observe a text as it is kept."""
    return lambda v: v.get(f"/events/{v.event(description=text)}").json()["description"]


def patched(body: Any, member: str) -> Observe:
    """Observe a member of an event after a patch."""

    def observe(v: Visitor) -> object:
        path = f"/events/{v.event(description='Long', tags=['a'])}"
        v.patch("sue", path, body, If_Match="*")
        return v.get(path).json()[member]

    return observe


def changed(who: str | None, **headers: str) -> Observe:
    """Observe what a change of an event is answered, after another one."""

    def observe(v: Visitor) -> object:
        path = f"/events/{v.event()}"
        v.patch("sue", path, {"title": "Once"}, If_Match="*")
        return v.patch(who or "sue", path, {"title": "Twice"}, **headers).status_code

    return observe


def steps(*steps: str) -> Observe:
    """Observe an event after steps."""

    def observe(v: Visitor) -> object:
        path = f"/events/{v.event()}"
        replies = [v.post("sue", f"{path}/{step}").status_code for step in steps]
        return replies, v.get(path).json()["status"]

    return observe


def of_others(method: str, step: str = "") -> Observe:
    """Observe what somebody may do with another's booking."""

    def observe(v: Visitor) -> object:
        path = f"/bookings/{v.booking().json()['id']}{step}"
        if method == "PATCH":
            return v.patch("otto", path, {"note": "mine"}).status_code
        return v.call("otto", method, path).status_code

    return observe


def with_token(edit: Callable[[str], str]) -> Observe:
    """Observe what an edited token is answered."""
    return lambda v: v.get("/me", Authorization=f"Bearer {edit(v.token('mara'))}").status_code


def unsigned(token: str) -> str:
    """Return a token without a signature."""
    return f"eyJhbGciOiJub25lIn0.{token.split('.')[1]}."


def after_log_out(v: Visitor) -> object:
    """Observe a token whose session was ended."""
    headers = {"Authorization": f"Bearer {v.token('otto')}"}
    v.post(None, "/auth/logout", **headers)
    return v.get("/me", **headers).status_code


def others_list(v: Visitor) -> object:
    """Observe how many bookings of another are listed."""
    v.booking("mara")
    return len(v.get("/bookings", "otto").json()["data"])


def others_comment(v: Visitor) -> object:
    """Observe what the deletion of another's comment is answered."""
    path = f"/events/1/comments/{v.comment().json()['id']}"
    return v.call("otto", "DELETE", path).status_code


def deleted(kind: str, *, listed: bool = False) -> Observe:
    """Observe what is left of a thing that was deleted."""

    def observe(v: Visitor) -> object:
        number = v.event() if kind == "events" else v.venue().json()["id"]
        v.call("sue", "DELETE", f"/{kind}/{number}")
        names = [thing["id"] for thing in v.get(f"/{kind}?limit=100").json()["data"]]
        return number in names if listed else v.get(f"/{kind}/{number}").status_code

    return observe


def put(body: dict[str, Any], member: str) -> Observe:
    """Observe a member of a venue that was replaced."""

    def observe(v: Visitor) -> object:
        made = v.venue(website="here").json()
        path = f"/venues/{made['id']}"
        v.call("sue", "PUT", path, json={**VENUE, "name": "Put", "code": made["code"], **body})
        return v.get(path).json()[member]

    return observe


def twice_keyed(**other: Any) -> Observe:
    """Observe two bookings under one key."""

    def observe(v: Visitor) -> object:
        body, key = {"eventId": 1, "seats": 1}, v.key()
        first = v.post("mara", "/bookings", body, **key).json()
        second = v.post("mara", "/bookings", {**body, **other}, **key)
        return second.status_code, second.json().get("id") == first["id"]

    return observe


def race(*, one_key: bool = False) -> Observe:
    """Observe what several who book the last seats at once leave of them."""

    def observe(v: Visitor) -> object:
        event, key = v.event(published=True, seats=5), v.key()
        v.token("mara")
        keys = [key if one_key else v.key() for _ in range(4)]
        body = {"eventId": event, "seats": 2}
        replies = v.at_once(
            *(("mara", "POST", "/bookings", {"json": body, "headers": k}) for k in keys)
        )
        return sorted(r.status_code for r in replies), v.left(event)

    return observe


def cancelled(times: int, *, at_once: bool = False) -> Observe:
    """Observe a booking that is cancelled, and the seats that are free then."""

    def observe(v: Visitor) -> object:
        event = v.event(published=True, seats=5)
        path = f"/bookings/{v.booking(event=event).json()['id']}/cancel"
        if at_once:
            replies = v.at_once(*[("mara", "POST", path, {})] * times)
        else:
            replies = [v.post("mara", path) for _ in range(times)]
        return [reply.status_code for reply in replies][-1], v.left(event)

    return observe


def lost_update(v: Visitor) -> object:
    """Observe what parallel changes of one version are answered."""
    path = f"/events/{v.event()}"
    headers = {"If-Match": '"1"', "Content-Type": "application/merge-patch+json"}
    calls = [
        ("sue", "PATCH", path, {"json": {"title": f"By {name}"}, "headers": headers})
        for name in ("one", "two", "three")
    ]
    v.token("sue")
    return sorted(reply.status_code for reply in v.at_once(*calls))


def walk(v: Visitor) -> object:
    """Observe the comments on all pages, and where the last one leads."""
    event = v.event()
    for _ in range(5):
        v.comment(event)
    path, found = f"/events/{event}/comments?page=1&perPage=2", []
    for _ in range(6):
        reply = v.get(path)
        found += [comment["id"] - event for comment in reply.json()]
        path = reply.headers.get("link", "").partition(">")[0].lstrip("<")
        if not path:
            break
    return found, path[-12:]


def walk_venues(v: Visitor) -> object:
    """Observe three pages of venues, and the total."""
    for number in range(5):
        v.venue(name=f"Walked {number}")
    pages = [v.get(f"/venues?limit=2&offset={offset}").json() for offset in (0, 2, 4)]
    return [[thing["name"] for thing in page["data"]] for page in pages], pages[0]["totalCount"]


def location(v: Visitor) -> object:
    """Observe where `Location` leads."""
    return v.get(v.venue().headers.get("location", "/none")).status_code


def poster(content: bytes) -> Observe:
    """Observe a poster that was sent."""

    def observe(v: Visitor) -> object:
        path = f"/events/{v.event()}/poster"
        sent = v.call("sue", "PUT", path, files={"file": ("a.png", content, "image/png")})
        return sent.status_code, v.get(path).headers["content-type"]

    return observe


def versions(v: Visitor) -> object:
    """Observe the ETags of an event."""
    path = f"/events/{v.event()}"
    tags = [v.get(path).headers["etag"] for _ in range(2)]
    v.patch("sue", path, {"title": "Other"}, If_Match="*")
    again = v.get(path, **{"If-None-Match": tags[0]})
    return tags, again.headers["etag"], v.get(path, **{"If-None-Match": tags[0]}).status_code


def not_modified(v: Visitor) -> object:
    """Observe what is answered to who holds the version."""
    return v.get("/events/1", **{"If-None-Match": v.get("/events/1").headers["etag"]}).status_code


def phone(v: Visitor) -> object:
    """Observe a phone number after another member was changed."""
    v.patch("mara", "/me", {"phone": "+3212345678"})
    v.patch("mara", "/me", {"displayName": "M"})
    return v.get("/me", "mara").json()["phone"]


def under_another(v: Visitor) -> object:
    """Observe a comment below another event."""
    return v.get(f"/events/{v.event()}/comments/{v.comment().json()['id']}").status_code
