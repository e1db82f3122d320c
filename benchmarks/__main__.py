"""`python -m benchmarks`: every comparison, one after another."""

from __future__ import annotations

import asyncio

from benchmarks import generation_time, request_time

if __name__ == "__main__":
    asyncio.run(request_time.main())
    generation_time.main()
