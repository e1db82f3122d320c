"""`python -m benchmarks`: every comparison, one after another."""

from __future__ import annotations

from benchmarks import generation_time, request_time

if __name__ == "__main__":
    request_time.main()
    generation_time.main()
