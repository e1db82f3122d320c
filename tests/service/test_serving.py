"""`python -m impl serve` on a machine that is not as it expects."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from service_harness import environment


def test_a_port_in_use_is_one_sentence_with_the_mend(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "impl", "serve", "--port", str(port)]
        finished = subprocess.run(
            command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
        )
    assert finished.returncode == 1
    assert finished.stderr == (
        f"Port {port} of 127.0.0.1 cannot be listened on (Address already in use): "
        "stop what uses it, or choose another with --port; --port 0 finds a free one.\n"
    )
