# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from typing import Annotated, Literal

from adhere.runtime import Model
from pydantic import Field
from pydantic_core import MISSING


class AB(Model):
    """''' import os os.abort()."""

    a_b: Annotated[str, Field(alias='a"b')] = '"""\\'
    x__int_____import____os___abort__: Annotated[
        int | MISSING, Field(alias="x: int = __import__('os').abort()")
    ] = MISSING
    field___x___: Annotated[
        Literal['"); import os', "{% x %}", "\\'"] | MISSING, Field(alias="{{ x }}")
    ] = MISSING
    field__import_os: Annotated[AB | MISSING, Field(alias="\n\nimport os")] = MISSING
