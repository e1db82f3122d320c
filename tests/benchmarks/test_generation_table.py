"""The table of generators tells what each did, and of one that fails why."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.generation_peers import rounds, table
from benchmarks.peers import Peer

WRITES = "import pathlib, sys; pathlib.Path(sys.argv[1], 'made.py').write_text('class app:\\n' * 8)"
FAILS = "raise SystemExit('first\\nno such | thing')"


def _peer(name: str, program: str) -> Peer:
    return Peer(name, (), lambda tools, _, out: [str(tools / "python"), "-c", program, str(out)])


def test_what_fails_is_told_with_its_reason() -> None:
    peers = (_peer("ours", WRITES), _peer("theirs", FAILS))
    runs = rounds(Path(__file__), peers, count=2)
    ours, theirs = list(table(runs, operations=4))[2:]
    assert theirs.startswith("| theirs | fails: no such / thing |")
    assert "| 1.00 (1.00 to 1.00) |" in ours
    assert ours.endswith("| 2 | no server |")
    assert len(runs["ours"]) == 2
    assert len(runs["theirs"]) == 1


def test_operations_are_counted_where_the_module_is_imported() -> None:
    program = "import pathlib, sys; pathlib.Path(sys.argv[1], 'made.py').write_text({!r})"
    app = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/a')\ndef a() -> None: ...\n"
    whole, broken = (
        Peer(name, (), _peer(name, program.format(text)).command, (".", "made"))
        for name, text in (("whole", app), ("broken", "import no_such_module"))
    )
    found = rounds(Path(sys.executable), (whole, broken), count=1)
    assert found["whole"][0].routed == "1"
    assert "No module named 'no_such_module'" in found["broken"][0].routed
