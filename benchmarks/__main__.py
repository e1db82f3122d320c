"""`python -m benchmarks`: every comparison; `python -m benchmarks generate DOCUMENT...`: one."""

from __future__ import annotations

import sys

from benchmarks import generation_peers, generation_time, http_load, request_time

if __name__ == "__main__":
    if sys.argv[1:2] == ["generate"]:
        generation_peers.main(sys.argv[2:] or [str(generation_time.DOCUMENT)])
    else:
        request_time.main()
        generation_time.main()
        http_load.main()
