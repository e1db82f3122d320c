"""Modules of a generated package that are loaded when something of theirs is needed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import LazyLoader, find_spec, module_from_spec

MODELS = "models"


@contextmanager
def deferred_models(package: str) -> Iterator[None]:
    """Import modules that refer to the package's `models` without loading these.

    `from . import models` is then a module that loads itself when its first attribute is read:
    for the first request of an operation, or by `warm_up`; `from .models import Order` does so
    at once. Thousands of classes otherwise make up most of the time and memory of a start.
    """
    name = f"{package}.{MODELS}"
    spec = None if name in sys.modules else find_spec(name)
    if spec is not None and spec.loader is not None:
        spec.loader = LazyLoader(spec.loader)
        module = module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        setattr(sys.modules[package], MODELS, module)
    yield
