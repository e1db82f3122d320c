"""`python -m benchmarks`: the comparisons of requests and generation, or one thing by its name.

`generate DOCUMENT...`, `startup DOCUMENT...`, `streams`, `growth`, `profile [FOLDER]`.
"""

from __future__ import annotations

import sys

from benchmarks import (
    flame_graph,
    generation_peers,
    generation_time,
    growth,
    http_load,
    request_time,
    startup,
    streaming,
)

if __name__ == "__main__":
    if sys.argv[1:2] == ["generate"]:
        generation_peers.main(sys.argv[2:])
    elif sys.argv[1:2] == ["startup"]:
        startup.main(sys.argv[2:])
    elif sys.argv[1:2] == ["streams"]:
        streaming.main()
    elif sys.argv[1:2] == ["growth"]:
        growth.main()
    elif sys.argv[1:2] == ["profile"]:
        flame_graph.main(sys.argv[2:])
    else:
        request_time.main()
        generation_time.main()
        http_load.main()
