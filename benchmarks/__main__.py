"""`python -m benchmarks`: every comparison; `generate DOCUMENT...` or `profile [FOLDER]`: one."""

from __future__ import annotations

import sys

from benchmarks import flame_graph, generation_peers, generation_time, http_load, request_time

if __name__ == "__main__":
    if sys.argv[1:2] == ["generate"]:
        generation_peers.main(sys.argv[2:] or [str(generation_time.DOCUMENT)])
    elif sys.argv[1:2] == ["profile"]:
        flame_graph.main(sys.argv[2:])
    else:
        request_time.main()
        generation_time.main()
        http_load.main()
