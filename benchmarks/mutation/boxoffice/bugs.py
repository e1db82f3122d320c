"""The bugs of the box office, each with requests that show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.mutation.boxoffice.visitor import EVENT, VENUE, Visitor
from benchmarks.mutation.mutant import Family

Observe = Callable[[Visitor], object]


@dataclass(frozen=True, slots=True)
class Bug:
    """A name that `make_app` knows, and requests that a service with it answers otherwise."""

    id: str
    family: Family
    observe: Observe


def _status(who: str | None, method: str, path: str, **request: Any) -> Observe:
    return lambda v: v.call(who, method, path, **request).status_code


def _sent(path: str, **members: Any) -> Observe:
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


def _ids(path: str, member: str = "id") -> Observe:
    """Observe the order of a list of which three things are known."""

    def observe(v: Visitor) -> object:
        for capacity, city in ((10, "Ghent"), (9, "Ghoy"), (100, "Lier")):
            v.venue(capacity=capacity, city=city)
            v.event(price=float(capacity), kind="film")
        who = "mara" if path.startswith("/bookings") else None
        return [thing.get(member) for thing in v.get(path, who).json()["data"]]

    return observe


def _shown(path: str, who: str | None = None) -> Observe:
    return lambda v: sorted((n, type(x).__name__) for n, x in v.get(path, who).json().items())


def _text(text: str) -> Observe:
    return lambda v: v.get(f"/events/{v.event(description=text)}").json()["description"]


def _patched(body: Any, member: str) -> Observe:
    """Observe a member of an event after a patch."""

    def observe(v: Visitor) -> object:
        path = f"/events/{v.event(description='Long', tags=['a'])}"
        v.patch("sue", path, body, If_Match="*")
        return v.get(path).json()[member]

    return observe


def _changed(who: str | None, **headers: str) -> Observe:
    """Observe what a change of an event is answered, after another one."""

    def observe(v: Visitor) -> object:
        path = f"/events/{v.event()}"
        v.patch("sue", path, {"title": "Once"}, If_Match="*")
        return v.patch(who or "sue", path, {"title": "Twice"}, **headers).status_code

    return observe


def _steps(*steps: str) -> Observe:
    """Observe an event after steps."""

    def observe(v: Visitor) -> object:
        path = f"/events/{v.event()}"
        replies = [v.post("sue", f"{path}/{step}").status_code for step in steps]
        return replies, v.get(path).json()["status"]

    return observe


def _of_others(method: str, step: str = "") -> Observe:
    """Observe what somebody may do with another's booking."""

    def observe(v: Visitor) -> object:
        path = f"/bookings/{v.booking().json()['id']}{step}"
        if method == "PATCH":
            return v.patch("otto", path, {"note": "mine"}).status_code
        return v.call("otto", method, path).status_code

    return observe


def _token(edit: Callable[[str], str]) -> Observe:
    return lambda v: v.get("/me", Authorization=f"Bearer {edit(v.token('mara'))}").status_code


def _unsigned(token: str) -> str:
    return f"eyJhbGciOiJub25lIn0.{token.split('.')[1]}."


def _after_log_out(v: Visitor) -> object:
    headers = {"Authorization": f"Bearer {v.token('otto')}"}
    v.post(None, "/auth/logout", **headers)
    return v.get("/me", **headers).status_code


def _others_list(v: Visitor) -> object:
    v.booking("mara")
    return len(v.get("/bookings", "otto").json()["data"])


def _others_comment(v: Visitor) -> object:
    path = f"/events/1/comments/{v.comment().json()['id']}"
    return v.call("otto", "DELETE", path).status_code


def _deleted(kind: str, *, listed: bool = False) -> Observe:
    """Observe what is left of a thing that was deleted."""

    def observe(v: Visitor) -> object:
        number = v.event() if kind == "events" else v.venue().json()["id"]
        v.call("sue", "DELETE", f"/{kind}/{number}")
        names = [thing["id"] for thing in v.get(f"/{kind}?limit=100").json()["data"]]
        return number in names if listed else v.get(f"/{kind}/{number}").status_code

    return observe


def _put(body: dict[str, Any], member: str) -> Observe:
    def observe(v: Visitor) -> object:
        made = v.venue(website="here").json()
        path = f"/venues/{made['id']}"
        v.call("sue", "PUT", path, json={**VENUE, "name": "Put", "code": made["code"], **body})
        return v.get(path).json()[member]

    return observe


def _twice_keyed(**other: Any) -> Observe:
    """Observe two bookings under one key."""

    def observe(v: Visitor) -> object:
        body, key = {"eventId": 1, "seats": 1}, v.key()
        first = v.post("mara", "/bookings", body, **key).json()
        second = v.post("mara", "/bookings", {**body, **other}, **key)
        return second.status_code, second.json().get("id") == first["id"]

    return observe


def _race(*, one_key: bool = False) -> Observe:
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


def _cancelled(times: int, *, at_once: bool = False) -> Observe:
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


def _lost_update(v: Visitor) -> object:
    path = f"/events/{v.event()}"
    headers = {"If-Match": '"1"', "Content-Type": "application/merge-patch+json"}
    calls = [
        ("sue", "PATCH", path, {"json": {"title": f"By {name}"}, "headers": headers})
        for name in ("one", "two", "three")
    ]
    v.token("sue")
    return sorted(reply.status_code for reply in v.at_once(*calls))


def _walk(v: Visitor) -> object:
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


def _walk_venues(v: Visitor) -> object:
    for number in range(5):
        v.venue(name=f"Walked {number}")
    pages = [v.get(f"/venues?limit=2&offset={offset}").json() for offset in (0, 2, 4)]
    return [[thing["name"] for thing in page["data"]] for page in pages], pages[0]["totalCount"]


def _location(v: Visitor) -> object:
    return v.get(v.venue().headers.get("location", "/none")).status_code


def _poster(content: bytes) -> Observe:
    def observe(v: Visitor) -> object:
        path = f"/events/{v.event()}/poster"
        sent = v.call("sue", "PUT", path, files={"file": ("a.png", content, "image/png")})
        return sent.status_code, v.get(path).headers["content-type"]

    return observe


def _versions(v: Visitor) -> object:
    path = f"/events/{v.event()}"
    tags = [v.get(path).headers["etag"] for _ in range(2)]
    v.patch("sue", path, {"title": "Other"}, If_Match="*")
    again = v.get(path, **{"If-None-Match": tags[0]})
    return tags, again.headers["etag"], v.get(path, **{"If-None-Match": tags[0]}).status_code


def _not_modified(v: Visitor) -> object:
    return v.get("/events/1", **{"If-None-Match": v.get("/events/1").headers["etag"]}).status_code


def _phone(v: Visitor) -> object:
    v.patch("mara", "/me", {"phone": "+3212345678"})
    v.patch("mara", "/me", {"displayName": "M"})
    return v.get("/me", "mara").json()["phone"]


def _under_another(v: Visitor) -> object:
    return v.get(f"/events/{v.event()}/comments/{v.comment().json()['id']}").status_code


_JSON = {"Content-Type": "text/plain"}
_POSTER = {"files": {"file": ("a.png", b"\x89PNG", "image/png")}}
_WRONG = {"email": "mara@stalls.example", "password": "not this one"}
_PATCH = {"Content-Type": "application/merge-patch+json"}
_BY_FAMILY: dict[Family, dict[str, Observe]] = {
    Family.FAILURES: {
        "empty-search-crashes": _status(None, "GET", "/venues?q="),
        "null-phone-crashes": lambda v: v.patch("mara", "/me", {"phone": None}).status_code,
        "far-offset-crashes": _status(None, "GET", "/venues?offset=500"),
        "unknown-event-crashes": _status(None, "GET", "/events/99999"),
    },
    Family.REPLIES: {
        "clash-as-400": lambda v: v.venue(name="Old Mill").status_code,
        "created-as-200": lambda v: v.comment().status_code,
        "price-shown-as-text": _shown("/events/1"),
        "capacity-shown-as-text": _shown("/venues/1"),
        "code-not-shown": _shown("/venues/1"),
        "seats-left-not-shown": _shown("/events/1"),
        "status-shown-loud": lambda v: v.get("/events/1").json()["status"],
        "total-null": lambda v: v.get("/events").json()["totalCount"],
        "errors-as-text": lambda v: v.get("/venues/9999").headers["content-type"],
        "location-missing": _location,
        "poster-as-text": _poster(b"\x89PNG"),
    },
    Family.AUTHENTICATION: {
        "stats-without-key": _status(None, "GET", "/stats"),
        "any-key-taken": _status(None, "GET", "/stats", headers={"X-Api-Key": "x"}),
        "key-in-query-taken": _status(None, "GET", "/stats?X-Api-Key=office-key-7"),
        "token-for-key": _status("mara", "GET", "/stats"),
        "unsigned-token-taken": _token(_unsigned),
        "signature-unchecked": _token(lambda token: f"{token[:-4]}AAAA"),
        "bookings-without-token": _status(None, "GET", "/bookings"),
        "log-out-does-nothing": _after_log_out,
    },
    Family.AUTHORIZATION: {
        "members-create-venues": _status("mara", "POST", "/venues", json=VENUE),
        "members-publish": _status("mara", "POST", "/events/1/publish"),
        "members-add-posters": _status("mara", "PUT", "/events/1/poster", **_POSTER),
        "members-delete-events": _status("mara", "DELETE", "/events/9999"),
    },
    Family.OWNERSHIP: {
        "bookings-of-others-read": _of_others("GET"),
        "bookings-of-others-changed": _of_others("PATCH"),
        "bookings-of-others-cancelled": _of_others("POST", "/cancel"),
        "bookings-of-others-listed": _others_list,
        "comments-of-others-deleted": _others_comment,
        "comment-under-any-event": _under_another,
        "answers-nothing": lambda v: v.comment(replyTo=99999).status_code,
        "unknown-event-booked": lambda v: v.booking(event=99999).status_code,
        "unknown-venue-taken": _sent("/events", venueId=99999),
    },
    Family.STATES: {
        "deleted-still-read": _deleted("events"),
        "deleted-still-listed": _deleted("events", listed=True),
        "delete-does-nothing": _deleted("venues"),
        "created-not-listed": _ids("/venues"),
        "location-wrong": _location,
        "patch-wipes-description": _patched({"title": "New"}, "description"),
        "patch-resets-tags": _patched({"title": "New"}, "tags"),
        "patch-ignores-kind": _patched({"kind": "film"}, "kind"),
        "null-description-ignored": _patched({"description": None}, "description"),
        "patch-forgets-phone": _phone,
        "put-merges": _put({}, "website"),
        "put-ignores-capacity": _put({"capacity": 7}, "capacity"),
        "read-counts-as-change": _versions,
        "publish-does-nothing": _steps("publish"),
        "published-twice": _steps("publish", "publish"),
        "cancelled-published": _steps("cancel", "publish"),
        "event-cancelled-twice": _steps("cancel", "cancel"),
        "cancelled-twice": _cancelled(2),
        "seats-not-released": _cancelled(1),
        "used-venue-deleted": _status("sue", "DELETE", "/venues/1"),
        "names-not-unique": lambda v: v.venue(name="Old Mill").status_code,
    },
    Family.LOST_UPDATES: {
        "update-lost": _lost_update,
        "if-match-ignored": _changed("sue", If_Match='"1"'),
        "if-match-optional": _changed("sue"),
        "tag-not-changed": _versions,
        "oversells": _race(),
        "sales-lost": _race(),
        "releases-twice": _cancelled(3, at_once=True),
    },
    Family.IDEMPOTENCY: {
        "key-ignored": _twice_keyed(),
        "key-taken-again": _twice_keyed(seats=2),
        "key-checked-then-kept": _race(one_key=True),
    },
    Family.COLLECTIONS: {
        "limit-ignored": _walk_venues,
        "page-too-long": _walk_venues,
        "pages-overlap": _walk_venues,
        "pages-leave-gaps": _walk_venues,
        "pages-unstable": _walk_venues,
        "total-wrong": _walk_venues,
        "comments-leave-gaps": _walk,
        "link-missing": _walk,
        "link-to-itself": _walk,
        "link-without-end": _walk,
        "city-ignored": _ids("/venues?city=Lier"),
        "city-by-prefix": _ids("/venues?city=Ghent"),
        "search-ignored": _ids("/venues?q=hall"),
        "search-leaves-out": _ids("/venues?q=hall"),
        "status-ignored": _ids("/events?status=published"),
        "kind-leaves-out": _ids("/events?kind=film"),
        "venue-ignored": _ids("/events?venueId=77"),
        "max-price-ignored": _ids("/events?maxPrice=9"),
        "sort-ignored": _ids("/venues?sort=capacity"),
        "numbers-sorted-as-text": _ids("/venues?sort=capacity", "capacity"),
        "descending-ignored": _ids("/venues?sort=-capacity"),
    },
    Family.MEDIA_TYPES: {
        "media-types-open": _status("sue", "POST", "/venues", content=b"{}", headers=_JSON),
        "any-poster-taken": _poster(b"text"),
    },
    Family.PROTOCOL: {"never-not-modified": _not_modified},
    Family.ENCODING: {
        "texts-trimmed": _text(" a "),
        "texts-cut": _text("a" * 60),
        "texts-normalised": _text("\ufb01"),
        "texts-latin-1": _text("\u0416"),
    },
    Family.MASS_ASSIGNMENT: {
        "status-on-create": _sent("/events", status="published"),
        "roles-on-patch": lambda v: v.patch("mara", "/me", {"roles": ["staff"]}).status_code,
    },
    Family.CONSTRAINTS: {
        "seats-minimum-open": _sent("/bookings", seats=0),
        "seats-maximum-open": _sent("/bookings", seats=7),
        "title-length-open": _sent("/events", title="a" * 81),
        "title-may-be-empty": _sent("/events", title=""),
        "price-steps-open": _sent("/events", price=0.25),
        "code-pattern-open": _sent("/venues", code="a"),
        "kind-enum-open": _sent("/events", kind="opera"),
        "tags-repeat": _sent("/events", tags=["a", "a"]),
        "tags-many": _sent("/events", tags=list("abcdef")),
        "starts-any-time": _sent("/events", startsAt="soon"),
        "city-optional": _sent("/venues", city="left out"),
        "capacity-as-text": _sent("/venues", capacity="7"),
        "null-title-taken": _sent("/events", title=None),
        "unknown-members-taken": _sent("/venues", undeclared_member="x"),
        "birthday-any-text": lambda v: v.patch("mara", "/me", {"birthday": "x"}).status_code,
        "limit-maximum-open": _status(None, "GET", "/venues?limit=101"),
    },
    Family.LEAKS: {
        "stack-shown": lambda v: "Traceback" in v.get("/events/9999").text,
        "password-repeated": lambda v: v.post(None, "/auth/token", _WRONG).text,
        "hash-shown": _shown("/me", "mara"),
    },
}
BUGS: dict[str, Bug] = {
    name: Bug(name, family, observe)
    for family, bugs in _BY_FAMILY.items()
    for name, observe in bugs.items()
}
