"""The checks with requests of their own: every mistake is found, the correct twin left in peace."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator

import pytest

from adhere.cli.fuzz import fuzz as command
from adhere.contract.nodes import ParameterLocation
from adhere.fuzz import FuzzReport, Identity, Outcome, Profile
from adhere.fuzz.credentials import Credential
from adhere.fuzz.html import render_html
from adhere.fuzz.matrix_json import render_matrix
from adhere.fuzz.probes import PROBES
from adhere.fuzz.probes.forgery import Forgery, forgeries
from adhere.fuzz.text import render_text

Probe = Callable[..., FuzzReport]
CREATE, LIST, READ = "POST /items", "GET /items", "GET /items/{item_id}"

PLANTED = [
    ("no-authorization", CREATE, "authorization", "answers 201 to a caller who lacks the scope"),
    ("no-authorization", READ, "authorization", "answers 404 to a caller without a valid"),
    ("no-authentication", LIST, "authorization", "answers 200 to a caller without a valid"),
    ("refuses-granted", LIST, "authorization", "answers 403 to a caller who holds the scope"),
    ("refuses-token", LIST, "authorization", "answers 401 to a valid credential"),
    ("forbids-strangers", LIST, "authorization", "answers 403 to a caller without a valid"),
    ("accepts-unsigned", LIST, "authentication", "answers 200 to an unsigned JWT (alg none)"),
    ("ignores-signature", LIST, "authentication", "whose last character was changed"),
    ("ignores-token", LIST, "authentication", "answers 200 to a malformed credential"),
    ("accepts-any-scheme", LIST, "authentication", "a credential under another scheme"),
    ("accepts-query-token", LIST, "authentication", "a credential in the query"),
    ("reads-last-authorization", LIST, "authentication", "a valid credential behind an invalid"),
    ("no-challenge", LIST, "challenge", "answers 401 without WWW-Authenticate"),
]


@pytest.fixture
def probe(fuzz: Callable[..., FuzzReport]) -> Probe:
    """Run nothing but the checks with requests of their own."""

    def probe(*mistakes: str, **changes: object) -> FuzzReport:
        return fuzz(*mistakes, **{"phases": frozenset(), "checks": None, **changes})

    return probe


@pytest.mark.parametrize(("mistake", "operation", "check", "reason"), PLANTED)
def test_mistake_is_found(
    probe: Probe, mistake: str, operation: str, check: str, reason: str
) -> None:
    report = probe(mistake)

    found = [f for f in report.findings if (f.operation, f.check) == (operation, check)]
    assert any(reason in finding.reason for finding in found), report.findings
    assert not report.errors


@pytest.mark.parametrize("twin", [(), ("signs-tokens",), ("forgets-sessions",)])
@pytest.mark.parametrize("thorough", [False, True])
def test_correct_service_gives_no_finding(
    probe: Probe,
    twin: tuple[str, ...],
    thorough: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    report = probe(*twin, thorough=thorough)

    assert report.findings == ()
    assert report.errors == ()


@pytest.mark.parametrize(
    ("mistake", "count"),
    [("accepts-unsigned", 1), ("ignores-signature", 1), ("accepts-any-scheme", 1)],
)
def test_one_cause_is_one_finding(probe: Probe, mistake: str, count: int) -> None:
    assert len(probe(mistake).findings) == count


def test_finding_names_the_security_of_the_operation(probe: Probe) -> None:
    (finding,) = probe("refuses-granted").findings

    assert finding.place.endswith("openapi.yaml:67:9")
    assert finding.pointer == "/paths/~1items/get/security"
    assert finding.identities == ("machine",)
    assert finding.phases == ("authorization-matrix",)


def test_matrix_has_everybody_before_every_operation(probe: Probe) -> None:
    report = probe()
    cells = {(c.operation, c.identity): (c.expected, c.status, c.outcome) for c in report.matrix}

    assert cells.keys() == {(o, i) for o in report.operations for i in report.identities}
    assert cells[CREATE, "ada"] == ("2xx", 201, Outcome.KEPT)
    assert cells[CREATE, "bob"] == ("403", 403, Outcome.KEPT)
    assert cells[CREATE, "machine"] == ("401 or 403", 403, Outcome.KEPT)
    assert cells[CREATE, "anonymous"] == ("401", 401, Outcome.KEPT)
    assert cells["GET /health", "ada"] == ("anybody", None, Outcome.NOT_ASKED)


def test_path_is_learnt_from_the_list_above_it(probe: Probe) -> None:
    matrix = frozenset({"authorization-matrix"})
    report = probe(profile=Profile.FULL, checks=matrix)
    assert report.statuses(READ, "ada") == {404: 1}, "nothing was there to read yet"

    statuses = [
        cell.status for cell in probe("has-items", checks=matrix).matrix if cell.operation == READ
    ]
    assert statuses == [200, 200, 403, 401]


def test_what_nobody_got_past_is_told_and_no_finding(probe: Probe) -> None:
    matrix = {"profile": Profile.FULL, "checks": frozenset({"authorization-matrix"})}
    report = probe(**matrix)

    assert report.inconclusive[READ] == (401, 403, 404)
    assert f"Inconclusive: {READ} answered nothing but 401, 403, 404." in render_text(report)
    assert report.exit_code == 0
    assert READ not in probe("has-items", **matrix).inconclusive


def test_read_only_profile_sends_safe_methods_only(probe: Probe) -> None:
    report = probe(profile=Profile.READ_ONLY)

    assert {cell.operation.split(" ")[0] for cell in report.matrix} == {"GET"}
    assert report.findings == ()


def test_limit_of_requests_holds(probe: Probe) -> None:
    report = probe(max_requests=5)

    assert report.requests == 5
    assert report.stopped == "the limit of 5 requests was reached"


def test_checks_can_be_left_out(probe: Probe) -> None:
    report = probe("no-authorization", "accepts-unsigned", checks=frozenset({"authentication"}))

    assert report.matrix == ()
    assert {finding.check for finding in report.findings} == {"authentication"}


def test_command_knows_every_check() -> None:
    options = {option.name: option.type for option in command.params}
    for name in ("checks", "no_checks"):
        assert tuple(options[name].choices) == tuple(probe.id for probe in PROBES)  # type: ignore[attr-defined]  # a click.Choice


def test_page_and_json_show_promise_and_reply(probe: Probe) -> None:
    report = probe("no-authorization")
    page, document = render_html(report), json.loads(render_matrix(report))

    for piece in ('id="permissions"', "not as agreed", "as agreed", "401 or 403"):
        assert piece in page
    (cell,) = [c for c in document["cells"] if (c["operation"], c["identity"]) == (CREATE, "bob")]
    assert (cell["expected"], cell["status"], cell["outcome"]) == ("403", 201, "not as agreed")


def test_forged_tokens_are_secrets_too(probe: Probe) -> None:
    page = render_html(probe("accepts-query-token", "ignores-signature"))

    assert "access_token=[redacted]" in page
    assert "eyJ" not in page


def test_identity_without_scopes_is_never_blamed_for_403(
    probe: Probe, identities: tuple[Identity, ...]
) -> None:
    unknown = tuple(Identity(i.name, i.sources) for i in identities)
    assert probe("refuses-granted", identities=unknown).findings == ()


def texts(real: Credential) -> Iterator[tuple[Forgery, str]]:
    for forgery in forgeries(real):
        if forgery.credential is not None:
            yield forgery, forgery.credential.value


@pytest.mark.parametrize("length", range(30, 36))
def test_tampering_changes_the_bytes_that_a_text_stands_for(length: int) -> None:
    text = base64.urlsafe_b64encode(bytes(length)).decode().rstrip("=")
    real = Credential("s", ParameterLocation.HEADER, "Authorization", f"Bearer {text}")
    changed = [value for forgery, value in texts(real) if "was changed" in forgery.kind]

    assert len(changed) == 2
    for value in changed:
        token = value.removeprefix("Bearer ")
        assert base64.urlsafe_b64decode(f"{token}==") != bytes(length)


def test_no_forgery_is_the_credential_itself() -> None:
    places = (ParameterLocation.HEADER, ParameterLocation.QUERY, ParameterLocation.COOKIE)
    for place in places:
        real = Credential("s", place, "X-Api-Key", "a-key-for-one-test")
        assert all(f.credential != real for f in forgeries(real))
