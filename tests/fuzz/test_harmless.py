"""What a run changes: nothing by default elsewhere, its own things, and nothing stays behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from adhere.fuzz import FuzzError, Settings
from adhere.fuzz.afterwards import clean
from adhere.fuzz.identity import Identity, Secret, StaticCredential
from adhere.fuzz.ledger import Ledger

NOTES = Path(__file__).parent / "notes"
SPEC = NOTES / "openapi.yaml"
SAFE = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "service.log"


@pytest.fixture
def url(log: Path) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    process = subprocess.Popen([sys.executable, str(NOTES / "service.py"), str(port), str(log)])
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 20
        while not _answers(address):
            assert process.poll() is None
            assert time.monotonic() < deadline
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/notes", timeout=1).ok
    except requests.ConnectionError:
        return False


def fuzz(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "adhere", "fuzz", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def notes(url: str) -> list[int]:
    reply = requests.get(f"{url}/notes", params={"limit": "100"}, timeout=5)
    return [note["id"] for note in reply.json()["items"]]


def logged(log: Path) -> list[tuple[str, str]]:
    lines = log.read_text().splitlines()
    return [(method, path) for method, path in (line.split(" ") for line in lines)]


def run(folder: Path, url: str, profile: str, *more: str) -> tuple[int, str, str]:
    words = ("--spec", str(SPEC), "--seed", "1", "--profile", profile, "--max-examples", "5")
    return finish(fuzz(folder, url, *words, *more))


def test_read_only_changes_nothing(tmp_path: Path, url: str, log: Path) -> None:
    """The service's own log is the witness. Another host gets this profile: `test_limits`."""
    code, out, err = run(tmp_path, url, "read-only")

    assert code == 0, out + err
    assert "Left out by the read-only profile: 4 operations." in out, err
    assert len(logged(log)) > 50
    assert {method for method, _ in logged(log)} <= SAFE
    assert notes(url) == [1]
    assert not list(tmp_path.glob(".adhere/*.jsonl"))


def test_own_objects_touches_only_what_it_created(tmp_path: Path, url: str, log: Path) -> None:
    code, out, err = run(tmp_path, url, "own-objects")

    assert code == 0, out + err
    assert "that the run created" in out
    changes = [(method, path) for method, path in logged(log) if method not in SAFE]
    assert {"POST", "PATCH", "DELETE"} == {method for method, _ in changes}
    created = {path for method, path in changes if method == "POST"}
    assert created == {"/notes"}
    assert "/notes/1" not in {path for method, path in changes}
    assert all(int(path.split("/")[2]) > 1 for method, path in changes if method != "POST")
    assert notes(url) == [1]
    assert not list(tmp_path.glob(".adhere/*.jsonl"))


def test_sandbox_sends_every_declared_method_and_no_other(
    tmp_path: Path, url: str, log: Path
) -> None:
    code, out, _ = run(tmp_path, url, "sandbox")

    assert code == 0, out
    sent = set(logged(log))
    assert ("POST", "/imports") in sent
    assert not {method for method, _ in sent} - {"GET", "HEAD", "POST", "PATCH", "DELETE"}
    assert [number for number in notes(url) if number != 1] == []


def test_kill_leaves_nothing_after_clean(tmp_path: Path, url: str) -> None:
    ledger = tmp_path / "made.jsonl"
    words = ("--spec", str(SPEC), "--profile", "own-objects", "--ledger", str(ledger))
    process = fuzz(tmp_path, url, *words, "--max-examples", "100000", "--rate-limit", "200")
    while not (ledger.exists() and ledger.read_text().count('"made"') >= 5):
        assert process.poll() is None, finish(process)
    process.send_signal(signal.SIGKILL)
    finish(process)
    assert len(notes(url)) > 1

    code, out, err = finish(fuzz(tmp_path, "--clean", str(ledger)))
    assert (code, err) == (0, ""), out
    assert notes(url) == [1]
    assert not ledger.exists()
    code, out, _ = finish(fuzz(tmp_path, "--clean", str(ledger)))
    assert (code, "Nothing is left" in out) == (0, True)


def test_interrupt_deletes_what_was_created(tmp_path: Path, url: str) -> None:
    ledger = tmp_path / "made.jsonl"
    words = ("--spec", str(SPEC), "--profile", "own-objects", "--ledger", str(ledger))
    process = fuzz(tmp_path, url, *words, "--max-examples", "100000", "--rate-limit", "200")
    while not (ledger.exists() and ledger.read_text().count('"made"') >= 5):
        assert process.poll() is None, finish(process)
    process.send_signal(signal.SIGINT)
    _, out, err = finish(process)

    assert "Deleted again:" in out, err
    assert "Traceback" not in err
    assert notes(url) == [1]
    assert not ledger.exists()


def test_a_ledger_that_was_cut_off_is_read(tmp_path: Path, url: str) -> None:
    path = tmp_path / "made.jsonl"
    ledger = Ledger(url, str(SPEC))
    ledger.keep_in(path)
    made = requests.post(f"{url}/notes", json={"text": "a", "pin": "secret"}, timeout=5).json()
    entry = ledger.ask(identity="anonymous", collection="/notes", item="/notes/{note_id}", sent={})
    ledger.note(entry, "made", f"/notes/{made['id']}")
    ledger.close()
    with path.open("a") as file:
        file.write('{"n": 2, "event": "as')

    done = clean(path, Settings())
    assert (done.deleted, done.left) == (1, ())
    assert notes(url) == [1]


def test_what_nobody_saw_answered_is_found_in_the_list(tmp_path: Path, url: str) -> None:
    path = tmp_path / "made.jsonl"
    ledger = Ledger(url, str(SPEC))
    ledger.keep_in(path)
    for text in ("mine", "never sent"):
        where = {"collection": "/notes", "item": "/notes/{note_id}"}
        ledger.ask(identity="anonymous", **where, sent={"text": text})
    ledger.close()
    requests.post(f"{url}/notes", json={"text": "mine", "pin": "1234"}, timeout=5)
    requests.post(f"{url}/notes", json={"text": "another's", "pin": "1234"}, timeout=5)

    done = clean(path, Settings())
    assert (done.deleted, done.left) == (1, ())
    assert notes(url) == [1, 3]


def test_what_cannot_be_deleted_is_told_and_kept(tmp_path: Path, url: str) -> None:
    path = tmp_path / "made.jsonl"
    ledger = Ledger(url, str(SPEC))
    ledger.keep_in(path)
    entry = ledger.ask(identity="anonymous", collection="/x", item="/x/{id}", sent={})
    ledger.note(entry, "made", "/x/1")
    ledger.close()

    for _ in range(2):
        done = clean(path, Settings())
        assert done.left == ("/x/1: the contract has no DELETE /x/{id}",)
    assert path.exists()


def test_who_cannot_log_in_any_more_leaves_it_to_the_others(tmp_path: Path, url: str) -> None:
    requests.post(f"{url}/notes", json={"text": "mine", "pin": "1234"}, timeout=5)
    path = tmp_path / "made.jsonl"
    ledger = Ledger(url, str(SPEC))
    ledger.keep_in(path)
    where = {"collection": "/notes", "item": "/notes/{note_id}"}
    ledger.note(ledger.ask(identity="lost", **where, sent={}), "made", "/notes/2")
    ledger.close()

    lost = Identity("lost", (StaticCredential("token", Secret("SET_NOWHERE")),))
    done = clean(path, Settings(identities=(lost,)))
    assert (done.deleted, done.left) == (1, ())
    assert notes(url) == [1]


@pytest.mark.parametrize("text", ["", "{}\n", "not JSON\n", '{"ledger": 1}\n[]\n'])
def test_what_is_no_ledger_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(text)
    with pytest.raises(FuzzError, match="is no ledger of a run"):
        clean(path, Settings())


def test_passwords_are_not_written_down(tmp_path: Path, url: str) -> None:
    ledger = tmp_path / "made.jsonl"
    words = ("--spec", str(SPEC), "--profile", "own-objects", "--ledger", str(ledger))
    process = fuzz(tmp_path, url, *words, "--max-examples", "100000", "--rate-limit", "300")
    while not (ledger.exists() and ledger.read_text().count('"made"') >= 5):
        assert process.poll() is None, finish(process)
    process.send_signal(signal.SIGKILL)
    finish(process)

    entries = [json.loads(line) for line in ledger.read_text().splitlines()]
    sent = [entry["sent"] for entry in entries if entry.get("event") == "asked"]
    assert any("text" in members for members in sent)
    assert not any("pin" in members for members in sent)
