"""The bugs of the box office, each with requests that show it."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.mutation.boxoffice.observations import (
    Observe,
    after_log_out,
    cancelled,
    changed,
    deleted,
    ids,
    kept_text,
    location,
    lost_update,
    not_modified,
    of_others,
    others_comment,
    others_list,
    patched,
    phone,
    poster,
    put,
    race,
    sent,
    shown,
    status,
    steps,
    twice_keyed,
    under_another,
    unsigned,
    versions,
    walk,
    walk_venues,
    with_token,
)
from benchmarks.mutation.boxoffice.visitor import VENUE
from benchmarks.mutation.mutant import Family


@dataclass(frozen=True, slots=True)
class Bug:
    """A name that `make_app` knows, and requests that a service with it answers otherwise."""

    id: str
    family: Family
    observe: Observe


_JSON = {"Content-Type": "text/plain"}
_POSTER = {"files": {"file": ("a.png", b"\x89PNG", "image/png")}}
_WRONG = {"email": "mara@stalls.example", "password": "not this one"}
_PATCH = {"Content-Type": "application/merge-patch+json"}
_BY_FAMILY: dict[Family, dict[str, Observe]] = {
    Family.FAILURES: {
        "empty-search-crashes": status(None, "GET", "/venues?q="),
        "null-phone-crashes": lambda v: v.patch("mara", "/me", {"phone": None}).status_code,
        "far-offset-crashes": status(None, "GET", "/venues?offset=500"),
        "unknown-event-crashes": status(None, "GET", "/events/99999"),
    },
    Family.REPLIES: {
        "clash-as-400": lambda v: v.venue(name="Old Mill").status_code,
        "created-as-200": lambda v: v.comment().status_code,
        "price-shown-as-text": shown("/events/1"),
        "capacity-shown-as-text": shown("/venues/1"),
        "code-not-shown": shown("/venues/1"),
        "seats-left-not-shown": shown("/events/1"),
        "status-shown-loud": lambda v: v.get("/events/1").json()["status"],
        "total-null": lambda v: v.get("/events").json()["totalCount"],
        "errors-as-text": lambda v: v.get("/venues/9999").headers["content-type"],
        "location-missing": location,
        "poster-as-text": poster(b"\x89PNG"),
    },
    Family.AUTHENTICATION: {
        "stats-without-key": status(None, "GET", "/stats"),
        "any-key-taken": status(None, "GET", "/stats", headers={"X-Api-Key": "x"}),
        "key-in-query-taken": status(None, "GET", "/stats?X-Api-Key=office-key-7"),
        "token-for-key": status("mara", "GET", "/stats"),
        "unsigned-token-taken": with_token(unsigned),
        "signature-unchecked": with_token(lambda token: f"{token[:-4]}AAAA"),
        "bookings-without-token": status(None, "GET", "/bookings"),
        "log-out-does-nothing": after_log_out,
    },
    Family.AUTHORIZATION: {
        "members-create-venues": status("mara", "POST", "/venues", json=VENUE),
        "members-publish": status("mara", "POST", "/events/1/publish"),
        "members-add-posters": status("mara", "PUT", "/events/1/poster", **_POSTER),
        "members-delete-events": status("mara", "DELETE", "/events/9999"),
    },
    Family.OWNERSHIP: {
        "bookings-of-others-read": of_others("GET"),
        "bookings-of-others-changed": of_others("PATCH"),
        "bookings-of-others-cancelled": of_others("POST", "/cancel"),
        "bookings-of-others-listed": others_list,
        "comments-of-others-deleted": others_comment,
        "comment-under-any-event": under_another,
        "answers-nothing": lambda v: v.comment(replyTo=99999).status_code,
        "unknown-event-booked": lambda v: v.booking(event=99999).status_code,
        "unknown-venue-taken": sent("/events", venueId=99999),
    },
    Family.STATES: {
        "deleted-still-read": deleted("events"),
        "deleted-still-listed": deleted("events", listed=True),
        "delete-does-nothing": deleted("venues"),
        "created-not-listed": ids("/venues"),
        "location-wrong": location,
        "patch-wipes-description": patched({"title": "New"}, "description"),
        "patch-resets-tags": patched({"title": "New"}, "tags"),
        "patch-ignores-kind": patched({"kind": "film"}, "kind"),
        "null-description-ignored": patched({"description": None}, "description"),
        "patch-forgets-phone": phone,
        "put-merges": put({}, "website"),
        "put-ignores-capacity": put({"capacity": 7}, "capacity"),
        "read-counts-as-change": versions,
        "publish-does-nothing": steps("publish"),
        "published-twice": steps("publish", "publish"),
        "cancelled-published": steps("cancel", "publish"),
        "event-cancelled-twice": steps("cancel", "cancel"),
        "cancelled-twice": cancelled(2),
        "seats-not-released": cancelled(1),
        "used-venue-deleted": status("sue", "DELETE", "/venues/1"),
        "names-not-unique": lambda v: v.venue(name="Old Mill").status_code,
    },
    Family.LOST_UPDATES: {
        "update-lost": lost_update,
        "if-match-ignored": changed("sue", If_Match='"1"'),
        "if-match-optional": changed("sue"),
        "tag-not-changed": versions,
        "oversells": race(),
        "sales-lost": race(),
        "releases-twice": cancelled(3, at_once=True),
    },
    Family.IDEMPOTENCY: {
        "key-ignored": twice_keyed(),
        "key-taken-again": twice_keyed(seats=2),
        "key-checked-then-kept": race(one_key=True),
    },
    Family.COLLECTIONS: {
        "limit-ignored": walk_venues,
        "page-too-long": walk_venues,
        "pages-overlap": walk_venues,
        "pages-leave-gaps": walk_venues,
        "pages-unstable": walk_venues,
        "total-wrong": walk_venues,
        "comments-leave-gaps": walk,
        "link-missing": walk,
        "link-to-itself": walk,
        "link-without-end": walk,
        "city-ignored": ids("/venues?city=Lier"),
        "city-by-prefix": ids("/venues?city=Ghent"),
        "search-ignored": ids("/venues?q=hall"),
        "search-leaves-out": ids("/venues?q=hall"),
        "status-ignored": ids("/events?status=published"),
        "kind-leaves-out": ids("/events?kind=film"),
        "venue-ignored": ids("/events?venueId=77"),
        "max-price-ignored": ids("/events?maxPrice=9"),
        "sort-ignored": ids("/venues?sort=capacity"),
        "numbers-sorted-as-text": ids("/venues?sort=capacity", "capacity"),
        "descending-ignored": ids("/venues?sort=-capacity"),
    },
    Family.MEDIA_TYPES: {
        "media-types-open": status("sue", "POST", "/venues", content=b"{}", headers=_JSON),
        "any-poster-taken": poster(b"text"),
    },
    Family.PROTOCOL: {"never-not-modified": not_modified},
    Family.ENCODING: {
        "texts-trimmed": kept_text(" a "),
        "texts-cut": kept_text("a" * 60),
        "texts-normalised": kept_text("\ufb01"),
        "texts-latin-1": kept_text("\u0416"),
    },
    Family.MASS_ASSIGNMENT: {
        "status-on-create": sent("/events", status="published"),
        "roles-on-patch": lambda v: v.patch("mara", "/me", {"roles": ["staff"]}).status_code,
    },
    Family.CONSTRAINTS: {
        "seats-minimum-open": sent("/bookings", seats=0),
        "seats-maximum-open": sent("/bookings", seats=7),
        "title-length-open": sent("/events", title="a" * 81),
        "title-may-be-empty": sent("/events", title=""),
        "price-steps-open": sent("/events", price=0.25),
        "code-pattern-open": sent("/venues", code="a"),
        "kind-enum-open": sent("/events", kind="opera"),
        "tags-repeat": sent("/events", tags=["a", "a"]),
        "tags-many": sent("/events", tags=list("abcdef")),
        "starts-any-time": sent("/events", startsAt="soon"),
        "city-optional": sent("/venues", city="left out"),
        "capacity-as-text": sent("/venues", capacity="7"),
        "null-title-taken": sent("/events", title=None),
        "unknown-members-taken": sent("/venues", undeclared_member="x"),
        "birthday-any-text": lambda v: v.patch("mara", "/me", {"birthday": "x"}).status_code,
        "limit-maximum-open": status(None, "GET", "/venues?limit=101"),
    },
    Family.LEAKS: {
        "stack-shown": lambda v: "Traceback" in v.get("/events/9999").text,
        "password-repeated": lambda v: v.post(None, "/auth/token", _WRONG).text,
        "hash-shown": shown("/me", "mara"),
    },
}
BUGS: dict[str, Bug] = {
    name: Bug(name, family, observe)
    for family, bugs in _BY_FAMILY.items()
    for name, observe in bugs.items()
}
