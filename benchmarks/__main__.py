"""`python -m benchmarks NAME [ARGUMENT...]`: one comparison by its name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from benchmarks import (
    flame_graph,
    generation_peers,
    growth,
    http_load,
    request_time,
    startup,
    streaming,
)


def requests(_: Sequence[str]) -> None:
    """Measure requests in process and over HTTP."""
    request_time.main()
    http_load.main()


BENCHMARKS: Mapping[str, Callable[[list[str]], None]] = {
    "requests": requests,
    "generate": generation_peers.main,
    "startup": startup.main,
    "streams": lambda _: streaming.main(),
    "growth": lambda _: growth.main(),
    "profile": flame_graph.main,
}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:] or [""]
    if name not in BENCHMARKS:
        raise SystemExit(f"{name!r} is no benchmark: name one of {', '.join(BENCHMARKS)}.")
    BENCHMARKS[name](arguments)
