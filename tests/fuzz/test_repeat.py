"""The printed command sends the request of a finding again, secrets from the environment."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from adhere import contract as contracts
from adhere.document import load
from adhere.fuzz import (
    BasicCredential,
    FuzzPhase,
    Identity,
    Secret,
    Settings,
    StaticCredential,
    run,
)
from adhere.fuzz.login import Desk
from adhere.fuzz.redaction import Redactor
from adhere.fuzz.target import Target
from adhere.fuzz.text import render_text

SPEC = Path(__file__).parent / "shop" / "openapi.yaml"
BASIC = """
openapi: 3.1.0
info: {title: Old, version: "1"}
paths: {}
components:
  securitySchemes:
    basic: {type: http, scheme: basic}
"""
pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
CREATE = "POST /items"
SCOPES = frozenset({"reader", "writer"})


def issued(url: str) -> str:
    body = {"name": "ada", "password": os.environ["SHOP_PASSWORD"]}
    reply = requests.post(f"{url}/sessions", json=body, timeout=5)
    return str(reply.json()["access_token"])


def printed(url: str, identity: Identity) -> str:
    """Return the command of the finding that creating an item answers 202."""
    settings = Settings(
        identities=(identity,),
        anonymous=False,
        operations=frozenset({CREATE}),
        phases=frozenset({FuzzPhase.FUZZING}),
        checks=frozenset(),
        max_examples=5,
        seed=1,
    )
    lines = render_text(run(url, SPEC, settings)).splitlines()
    return next(line for line in lines if line.startswith("   $ "))[5:]


def repeat(command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", command],
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_command_finds_a_fixed_token_where_the_run_found_it(
    serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = serve("undeclared-status")
    token = issued(url)
    monkeypatch.setenv("TOK", token)
    owner = Identity("owner", (StaticCredential("userToken", Secret("TOK")),), SCOPES)
    command = printed(url, owner)

    assert '"Authorization: Bearer $TOK"' in command
    assert token not in command
    assert repeat(command, TOK=token).stdout.startswith("HTTP/1.1 202")
    assert repeat(command, TOK="wrong").stdout.startswith("HTTP/1.1 401")


def test_command_asks_for_a_token_that_a_login_issued(
    serve: Callable[..., str], identities: tuple[Identity, ...]
) -> None:
    url = serve("undeclared-status")
    command = printed(url, identities[0])

    assert repeat(command, ADA_TOKEN=issued(url)).stdout.startswith("HTTP/1.1 202")
    refused = repeat(command)
    assert refused.returncode != 0
    assert "ADA_TOKEN: set it to a token that createSession issues to ada" in refused.stderr


def test_command_makes_the_pair_of_a_name_and_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLD_PASSWORD", "a long one, so that base64 breaks the line: " * 3)
    (tmp_path / "openapi.yaml").write_text(BASIC)
    document = load(tmp_path / "openapi.yaml").document
    assert document is not None
    redactor = Redactor()
    desk = Desk(contracts.build(document).contract, Target("http://h"), Settings(), redactor)
    source = BasicCredential("basic", 'a"d $a', Secret("OLD_PASSWORD"))
    (credential,) = desk.credentials(Identity("old", (source,)))

    word = redactor.shell_header("Authorization", credential.value)
    assert "$OLD_PASSWORD" in word
    done = repeat(f"printf %s {word}", OLD_PASSWORD=os.environ["OLD_PASSWORD"])
    assert done.stdout == f"Authorization: {credential.value}"
