"""How many operations a generated application routes: `python routed.py FOLDER MODULE`.

Run in a generator's own environment: it needs nothing of this project.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from typing import Any
from unittest.mock import MagicMock


def application(module: str) -> Any:
    """Return `app` of a module, or what its `create_app` makes of services that do nothing."""
    found = importlib.import_module(module)
    if hasattr(found, "app"):
        return found.app
    parameters = inspect.signature(found.create_app).parameters.values()
    needed = [p.name for p in parameters if p.default is p.empty and p.kind is p.KEYWORD_ONLY]
    return found.create_app(**{name: MagicMock() for name in needed})


def operations(app: Any) -> set[tuple[str, str]]:
    """Return method and path of every operation; those of FastAPI's own pages are none."""
    if hasattr(app.state, "adhere"):
        return {(info.method, info.path) for info in app.state.adhere}
    return {
        (method, route.path)
        for route in _routes(app)
        for method in route.methods or ()
        if route.include_in_schema
    }


def _routes(app: Any) -> Iterator[Any]:
    try:  # a router that is included later keeps its routes since FastAPI 0.140
        from fastapi.routing import iter_route_contexts  # noqa: PLC0415  # as said
    except ImportError:
        yield from (route for route in app.routes if hasattr(route, "methods"))
    else:
        contexts = iter_route_contexts(app.routes)
        yield from (route for route in contexts if getattr(route, "methods", None))


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    print(len(operations(application(sys.argv[2]))))  # noqa: T201 - the answer
