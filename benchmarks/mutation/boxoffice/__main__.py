"""Serves the box office: `python -m benchmarks.mutation.boxoffice PORT`.

`ADHERE_MUTANT` names the bug; without it the service is as it should be.
"""

from __future__ import annotations

import os
import sys

import uvicorn

from benchmarks.mutation.boxoffice.app import make_app

if __name__ == "__main__":
    app = make_app(os.environ.get("ADHERE_MUTANT", ""))
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False)
