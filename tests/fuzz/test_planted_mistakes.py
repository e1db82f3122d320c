"""Every mistake is found, under its operation and check; the correct service is left in peace."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adhere.fuzz import FuzzPhase, FuzzReport, Identity

Fuzz = Callable[..., FuzzReport]

CREATE, LIST = "POST /items", "GET /items"
ANONYMOUS_DONE = "answers 201 to a caller without a valid credential"

PLANTED = [
    ("undeclared-status", CREATE, "status-code-conformance", "202, which is not declared"),
    ("server-error", CREATE, "not-a-server-error", "answers 500"),
    ("wrong-body", CREATE, "response-schema-conformance", "body whose /quantity breaks type"),
    ("missing-header", CREATE, "response-headers-conformance", "required header Location"),
    ("accepts-invalid", CREATE, "invalid-request", "the body /quantity breaks m"),
    ("refuses-valid", CREATE, "valid-request", "refuses a valid request with 422"),
    ("no-authentication", CREATE, "authorization", ANONYMOUS_DONE),
    ("no-authorization", CREATE, "authorization", "answers 201 to a caller who lacks the scope"),
    ("no-challenge", CREATE, "challenge", "answers 401 without WWW-Authenticate"),
    ("wrong-problem-status", CREATE, "problem-details", "status is not the status of the reply"),
    ("wrong-content-type", "GET /health", "content-type-conformance", "text/plain"),
    ("refuses-token", LIST, "authorization", "answers 401 to a valid credential"),
]


@pytest.mark.parametrize(("mistake", "operation", "check", "reason"), PLANTED)
def test_mistake_is_found(
    fuzz: Fuzz, mistake: str, operation: str, check: str, reason: str
) -> None:
    report = fuzz(mistake)

    found = [f for f in report.findings if (f.operation, f.check) == (operation, check)]
    assert any(reason in finding.reason for finding in found), report.findings
    assert report.exit_code == 1
    assert not report.errors


def test_correct_service_gives_no_finding(fuzz: Fuzz) -> None:
    report = fuzz(phases=frozenset(FuzzPhase))

    assert report.findings == ()
    assert report.errors == ()
    assert report.exit_code == 0
    assert {row.operation for row in report.rows} == set(report.operations)


def test_correct_service_gives_no_finding_when_everybody_tests_everything(fuzz: Fuzz) -> None:
    report = fuzz(thorough=True, max_examples=3)

    assert report.findings == ()
    assert {(r.operation, r.identity) for r in report.rows} == {
        (operation, identity) for operation in report.operations for identity in report.identities
    }


def test_sessions_that_end_during_a_run_are_renewed(
    fuzz: Fuzz, identities: tuple[Identity, ...]
) -> None:
    report = fuzz(
        "forgets-sessions", phases=frozenset(FuzzPhase), identities=identities[:1], anonymous=False
    )

    assert report.findings == ()
    assert report.errors == ()


def test_finding_names_its_place_identities_and_smallest_exchange(fuzz: Fuzz) -> None:
    report = fuzz("wrong-body")

    (finding,) = [f for f in report.findings if f.operation == CREATE]
    assert finding.place.endswith("openapi.yaml:107:23")
    assert finding.pointer == "/paths/~1items/post/responses/201/content/application~1json/schema"
    assert finding.operation_id == "createItem"
    assert finding.identities == ("ada",)
    assert finding.phases == ("coverage", "fuzzing")
    assert finding.count > 1
    assert finding.exchange is not None
    assert finding.exchange.status == 201
    assert '"quantity"' in (finding.exchange.request_body or "")


def test_place_is_in_the_file_that_holds_the_promise(fuzz: Fuzz) -> None:
    report = fuzz("no-challenge", operations=frozenset({LIST}))

    (finding,) = report.findings
    assert "problems.yaml:3:5" in finding.place


def test_same_seed_sends_the_same_cases(fuzz: Fuzz, identities: tuple[Identity, ...]) -> None:
    first = fuzz("wrong-body", "accepts-invalid", seed=11)
    second = fuzz("wrong-body", "accepts-invalid", seed=11)

    assert [(r.operation, r.phase, r.statuses) for r in first.rows] == [
        (r.operation, r.phase, r.statuses) for r in second.rows
    ]
    assert [f.exchange and f.exchange.request_body for f in first.findings] == [
        f.exchange and f.exchange.request_body for f in second.findings
    ]
    assert first.seed == 11


def test_declared_statuses_say_what_was_never_seen(fuzz: Fuzz) -> None:
    report = fuzz(phases=frozenset(FuzzPhase))

    seen = {(status.operation, status.status): status.seen for status in report.declared}
    assert seen[CREATE, "201"] > 0
    assert seen[CREATE, "422"] > 0
    assert ("GET /items/{item_id}", "304") in {(s.operation, s.status) for s in report.unseen}


def test_denied_operations_get_few_requests_and_open_ones_one_identity(fuzz: Fuzz) -> None:
    report = fuzz()

    assert sum(report.statuses(CREATE, "bob").values()) <= 6
    assert set(report.statuses(CREATE, "bob")) == {403}
    assert set(report.statuses(CREATE, "anonymous")) == {401}
    testers = {row.identity for row in report.rows if row.operation == "GET /health"}
    assert testers == {"anonymous"}
