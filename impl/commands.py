"""What `migrate`, `seed` and `serve` do."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError
from sqlalchemy.exc import SQLAlchemyError

from adhere.runtime import ErrorReply
from impl import schema, seed
from impl.database import connect
from impl.security.passwords import Passwords
from impl.serving import serve
from impl.settings import Settings

FAILED = 1
WRONG_USAGE = 2


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and return its exit code: 0, 1 for failure, 2 for wrong settings."""
    options = _parser().parse_args(arguments)
    try:
        settings = Settings()
    except ValidationError as error:
        sys.stderr.writelines(f"{told}\n" for told in _wrong_settings(error))
        return WRONG_USAGE
    except SettingsError as error:
        sys.stderr.write(f"Settings: {error}: lists are JSON, as in '[\"a\"]'.\n")
        return WRONG_USAGE
    try:
        return _run(options, settings)
    except (SQLAlchemyError, ErrorReply, OSError) as error:
        sys.stderr.write(f"The database cannot be used: {_sentence(error)}\n")
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
    return FAILED


def _wrong_settings(error: ValidationError) -> Iterator[str]:
    """Tell what is wrong with the settings by their variables, and never a value."""
    for problem in error.errors(include_url=False, include_input=False):
        name, *inside = problem["loc"] or ("",)
        if not name:
            yield f"Settings: {_reason(problem)}."
            continue
        variable = f"{Settings.model_config['env_prefix']}{name}".upper()
        place = f" (at {'.'.join(map(str, inside))})" if inside else ""
        yield f"{variable}{place}: {_reason(problem)}."


def _reason(problem: ErrorDetails) -> str:
    """Return what is wrong in Pydantic's words, but for lengths, which it counts in items."""
    limits = problem.get("ctx", {})
    if problem["type"] == "too_short":
        return f"it must have at least {limits['min_length']} characters"
    if problem["type"] == "too_long":
        return f"it must have at most {limits['max_length']} characters"
    return problem["msg"].removeprefix("Value error, ")


def _run(options: argparse.Namespace, settings: Settings) -> int:
    if options.command == "serve":
        return serve(settings, options.host, options.port)
    asyncio.run(_migrate(settings) if options.command == "migrate" else _seed(settings))
    return 0


async def _migrate(settings: Settings) -> None:
    database = connect(settings)
    try:
        await schema.migrate(database)
    finally:
        await database.close()


async def _seed(settings: Settings) -> None:
    database = connect(settings)
    try:
        await seed.seed(database, Passwords(), settings.demo_password.get_secret_value())
    finally:
        await database.close()


def _sentence(error: Exception) -> str:
    cause = error.__cause__ if isinstance(error, ErrorReply) else error
    return str(getattr(cause, "orig", None) or cause).splitlines()[0]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m impl",
        description="The reference service. Every setting is an environment variable SERVICE_*; "
        "see impl/settings.py.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="bring the database's schema up to date")
    commands.add_parser("seed", help="put the demo data in, or back to what it was")
    serving = commands.add_parser("serve", help="serve until stopped")
    serving.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serving.add_argument("--port", type=int, default=8000, help="port to listen on; 0 finds one")
    return parser
