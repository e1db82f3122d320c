"""The verbs of this project: `python3 tasks.py NAME`, or `inv NAME` inside its environment.

Run as a script this file needs nothing but Python 3.11: it makes `.venv` from
`requirements.txt`, then hands over to invoke, which reads the tasks below.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
REQUIREMENTS = ROOT / "requirements.txt"
# Holds the fingerprint of what is installed, or INCOMPLETE while an installation runs.
MARKER = VENV / "adhere-installed"
INCOMPLETE = "incomplete"
OLDEST_PYTHON = (3, 11)


def hand_over(arguments: list[str]) -> NoReturn:
    """Bring `.venv` up to date and run invoke in it with these arguments."""
    refuse_unfit_python()
    fingerprint = wanted_fingerprint()
    if not VENV_PYTHON.exists() or installed_fingerprint() != fingerprint:
        prepare_environment(fingerprint)
    command = [str(VENV_PYTHON), "-m", "invoke", "--search-root", str(ROOT)]
    command += arguments or ["--list"]
    if os.name == "nt":  # execv there returns to the shell before the command has ended
        raise SystemExit(subprocess.call(command))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # until invoke is loaded
    os.execv(command[0], command)


def refuse_unfit_python() -> None:
    """Exit with one sentence where this Python cannot make the environment."""
    if sys.version_info < OLDEST_PYTHON:
        version = ".".join(str(part) for part in sys.version_info[:3])
        raise SystemExit(
            f"Python 3.11 or newer is needed, and {sys.executable} is {version}: "
            "run this file with a newer one, for example 'python3.12 tasks.py'."
        )
    missing = [name for name in ("venv", "ensurepip") if not importlib.util.find_spec(name)]
    if missing:
        raise SystemExit(
            f"{sys.executable} comes without its module '{missing[0]}', which makes environments: "
            "install it (on Debian and Ubuntu 'apt-get install python3-venv') and run this again."
        )


def wanted_fingerprint() -> str:
    """Hash everything that decides what `.venv` must hold."""
    parts = [REQUIREMENTS.read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def installed_fingerprint() -> str | None:
    """Read what `.venv` holds; `None` where nobody has said."""
    return MARKER.read_text().strip() if MARKER.exists() else None


def prepare_environment(fingerprint: str) -> None:
    """Make or update `.venv`; one left half installed is made anew."""
    if not VENV_PYTHON.exists() or installed_fingerprint() == INCOMPLETE:
        make_environment()
    elif installed_fingerprint() is None:  # made by hand, perhaps by a tool that leaves pip out
        run_quietly(
            [str(VENV_PYTHON), "-m", "ensurepip"], failure=f"{VENV_PYTHON} could not be given pip"
        )
    MARKER.write_text(INCOMPLETE)
    pip = [str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--no-input"]
    total = len(re.findall(r"^\S+==", REQUIREMENTS.read_text(), re.MULTILINE))
    say(f"Installing {total} pinned packages, which takes a minute or two from nothing ...")
    run_quietly(
        [*pip, "--no-deps", "--require-hashes", "-r", str(REQUIREMENTS)],
        failure="the packages of requirements.txt could not be installed",
        total=total,
    )
    run_quietly(
        [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
        failure="the checkout could not be installed into .venv",
    )
    MARKER.write_text(fingerprint)


def make_environment() -> None:
    """Make `.venv` from nothing, marked as incomplete from its first moment."""
    say("Making .venv ...")
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    MARKER.write_text(INCOMPLETE)
    run_quietly(
        [sys.executable, "-m", "venv", str(VENV)],
        failure="the environment .venv could not be made",
    )


def run_quietly(command: list[str], *, failure: str, total: int = 0) -> None:
    """Run a command, counting the packages that pip reports; show its last words if it fails."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        last_words = deque(maxlen=15)  # type: deque[str]
        done = 0
        for line in process.stdout or ():
            last_words.append(line)
            if total and line.startswith(("Collecting", "Requirement already", "Ignoring")):
                done += 1
                show_progress(f"  {min(done, total)} of {total}  {line.split()[1].rstrip(':')}")
            elif line.startswith("Installing collected"):
                show_progress("  unpacking")
    show_progress("")
    if process.returncode:
        sys.stderr.writelines(last_words)
        raise SystemExit(f"Stopped: {failure}; the lines above say why.")


def say(text: str) -> None:
    """Tell the person what happens now; stdout is left to the verb's own output."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def show_progress(text: str) -> None:
    """Rewrite the terminal's last line; silent where no one watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[2K{text[:78]}")
        sys.stderr.flush()


if __name__ == "__main__":
    try:
        hand_over(sys.argv[1:])
    except KeyboardInterrupt:
        raise SystemExit("\nInterrupted; the next run starts the installation again.") from None

# What stands above runs before invoke is installed.
from invoke.context import Context  # noqa: E402
from invoke.exceptions import Exit  # noqa: E402
from invoke.tasks import task  # noqa: E402

if os.name != "nt":
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # invoke answers it from here on
SPEC = "spec/openapi.yaml"
RUN_FOLDER = ROOT / "var/pipeline"
REPORT, JUNIT, LOG = (RUN_FOLDER / name for name in ("fuzz.html", "junit.xml", "service.log"))
COVERAGE, PAGE = (RUN_FOLDER / name for name in ("coverage.json", "coverage.html"))
# Of the demo accounts in every database made here; no secret, as it stands in the contract.
DEMO_PASSWORD = "correct horse battery"
READY_SECONDS, STOP_SECONDS = 30, 10


@task(help={"format_": "text, json, github or sarif"})
def check(context: Context, format_: str = "text") -> None:
    """Check the contract: every mistake with its file, line, column and mend."""
    adhere("check", SPEC, "--format", format_, *rest(context))


@task(help={"check": "write nothing; fail if generated/ is not what the contract says"})
def generate(context: Context, check: bool = False) -> None:
    """Write generated/ from the contract."""
    adhere("generate", SPEC, "--out", "generated", *flag("--check", on=check), *rest(context))


@task(help={"check": "write nothing; fail if something is missing"})
def implement(context: Context, check: bool = False) -> None:
    """Add what impl/ still lacks and follow renames, touching nothing else."""
    adhere("implement", *flag("--check", on=check), *flag("--yes", on=not check), *rest(context))


@task(help={"host": "the address to listen on", "port": "the port to listen on"})
def serve(context: Context, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the reference service with its demo data, on its embedded database, until Ctrl-C."""
    use_database(ROOT / "var/service.db")
    prepare_database()
    finish(python("-m", "impl", "serve", "--host", host, "--port", str(port), *rest(context)))


@task(help={"url": "where the service answers"})
def fuzz(context: Context, url: str = "http://127.0.0.1:8000") -> None:
    """Property-test a running service; what follows `--` goes to `adhere fuzz`."""
    os.environ.setdefault("SERVICE_DEMO_PASSWORD", DEMO_PASSWORD)
    adhere("fuzz", url, "--spec", SPEC, *rest(context))


@task(name="test", help={"jobs": "how many run at once", "only": "a pytest -k expression"})
def run_tests(context: Context, jobs: str = "2", only: str = "") -> None:
    """Run linters, type checks and the whole test suite; what follows `--` goes to pytest."""
    failed = [] if only else failing_checks()
    if python("-m", "pytest", "-n", jobs, *(["-k", only] if only else []), *rest(context)):
        failed.append("pytest")
    if failed:
        raise Exit(f"Failed: {', '.join(failed)}.", code=1)


@task
def corpus(_: Context) -> None:
    """Take every document of the corpus all the way, under mypy too; takes minutes."""
    finish(python("-m", "tests.corpus.run"))


@task
def fidelity(context: Context) -> None:
    """Run the JSON-Schema-Test-Suite through generated applications, and print the share."""
    finish(python("-m", "pytest", "tests/fidelity", "-s", *rest(context)))


@task
def lint(_: Context) -> None:
    """Check style, formatting and types: ruff and mypy --strict."""
    if failed := failing_checks():
        raise Exit(f"Failed: {', '.join(failed)}.", code=1)


@task(name="format")
def format_(_: Context) -> None:
    """Format the code and mend what ruff can mend safely."""
    finish(python("-m", "ruff", "check", "--fix-only", "--quiet"))
    finish(python("-m", "ruff", "format"))


@task(help={"name": "requests, generate, startup, streams, growth or profile"})
def bench(context: Context, name: str) -> None:
    """Measure speed beside peers; documents and folders stand behind `--`."""
    raise Exit(code=python("-m", "benchmarks", name, *rest(context)))


@task
def mutation(context: Context) -> None:
    """Count the planted bugs that `adhere fuzz` and plain Schemathesis find; takes an hour."""
    finish(python("-m", "benchmarks.mutation", *rest(context)))


@task(help={"check": "write nothing; fail if a page is out of date"})
def docs(_: Context, check: bool = False) -> None:
    """Write the reference pages and the terminal recording from the code itself."""
    finish(python("docs/build.py", *flag("--check", on=check)))


@task
def lock(_: Context) -> None:
    """Pin the newest versions that pyproject.toml admits, with hashes, in requirements.txt."""
    what = "--all-extras --group dev --python-version 3.11 --universal --upgrade"
    how = "--generate-hashes --no-header --no-annotate --quiet --output-file requirements.txt"
    finish(python("-m", "uv", "pip", "compile", "pyproject.toml", *f"{what} {how}".split()))


@task
def pipeline(context: Context) -> None:
    """Check, generate, migrate, serve and fuzz: everything from the contract to a report."""
    began = time.monotonic()
    use_database(RUN_FOLDER / "service.db", anew=True)
    for report in (REPORT, JUNIT, COVERAGE, PAGE):
        report.unlink(missing_ok=True)
    say(f"[1/5] Checking {SPEC}")
    adhere("check", SPEC)
    say("[2/5] Generating generated/")
    adhere("generate", SPEC, "--out", "generated")
    say("[3/5] Preparing the database and its demo data")
    prepare_database()
    say("[4/5] Starting the service")
    port = free_port()
    command = [sys.executable, "-m", "impl", "serve", "--host", "127.0.0.1", "--port", str(port)]
    with running(command, url=f"http://127.0.0.1:{port}") as url:
        say(f"[5/5] Fuzzing {url}")
        reports = ("--junit", str(JUNIT), "--html", str(REPORT), "--coverage", str(COVERAGE))
        code = python("-m", "adhere", "fuzz", url, "--spec", SPEC, *reports, *rest(context))
    if COVERAGE.exists():
        python("-m", "adhere", "coverage", "report", str(COVERAGE), "--html", str(PAGE))
    say(summary(code, seconds=time.monotonic() - began))
    finish(code)


def summary(code: int, *, seconds: float) -> str:
    """Return what came out, by the exit code of the fuzzing, and the files to look at."""
    outcome = {0: "Everything held", 130: "Interrupted"}.get(code, "Not everything held")
    paths = {"Report": REPORT, "JUnit": JUNIT, "Coverage": PAGE, "Log of the service": LOG}
    shown = (f"  {name}: {path.relative_to(ROOT)}" for name, path in paths.items() if path.exists())
    return "\n".join([f"{outcome}, in {seconds:.0f} s.", *shown])


def use_database(file: Path, *, anew: bool = False) -> None:
    """Let the service keep its data in this SQLite file, unless its settings say otherwise."""
    os.environ.setdefault("SERVICE_DEMO_PASSWORD", DEMO_PASSWORD)
    os.environ.setdefault("SERVICE_DATABASE_URL", f"sqlite+aiosqlite:///{file}")
    file.parent.mkdir(parents=True, exist_ok=True)
    for old in file.parent.glob(f"{file.name}*") if anew else ():
        old.unlink()


def prepare_database() -> None:
    """Bring the schema and the demo data up to date."""
    finish(python("-m", "impl", "migrate"))
    finish(python("-m", "impl", "seed"))


@contextlib.contextmanager
def running(command: list[str], *, url: str) -> Iterator[str]:
    """Run a service and yield its URL once it is ready; stopped however the block ends."""
    previous = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with LOG.open("wb") as log:
        # In a session of its own, Ctrl-C is not for it: it serves until the block ends.
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        await_readiness(process, f"{url}/health/ready")
        yield url
    finally:
        stop(process)
        signal.signal(signal.SIGTERM, previous)


def free_port() -> int:
    """Ask the system for a loopback port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def await_readiness(process: subprocess.Popen[bytes], url: str) -> None:
    """Poll until the service answers 200; exit with its last words where it does not."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), direct.open(url, timeout=2):
            return
        time.sleep(0.1)
    last_words = LOG.read_text(errors="replace").splitlines()[-15:]
    sys.stderr.writelines(f"  {line}\n" for line in last_words)
    outcome = "ended" if process.poll() is not None else f"was not ready in {READY_SECONDS} s"
    raise Exit(f"The service {outcome}; the lines above are the end of {LOG}.", code=1)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the service, asked first and forced after a while."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def failing_checks() -> list[str]:
    """Run the linter, the formatter's check and the type checker; name those that fail."""
    checks = ("ruff check --quiet", "ruff format --check --quiet", "mypy --strict")
    return [check.partition(" --")[0] for check in checks if python("-m", *check.split())]


def adhere(*arguments: str) -> None:
    """Run the `adhere` command; the task ends with its exit code where that is not 0."""
    finish(python("-m", "adhere", *arguments))


def python(*arguments: str) -> int:
    """Run this environment's Python in the checkout and return its exit code.

    Ctrl-C is for the command to answer: it may have a report to write.
    """
    with subprocess.Popen([sys.executable, *arguments], cwd=ROOT) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # the command has received it too, and ends in order


def finish(code: int) -> None:
    """End the task with this exit code unless it is 0; a signal's is told as shells tell it."""
    if code:
        raise Exit(code=code if code > 0 else 128 - code)


def rest(context: Context) -> list[str]:
    """Return what the command line holds after `--`."""
    return shlex.split(context.remainder)


def flag(name: str, *, on: bool) -> list[str]:
    """Return the option where it is on."""
    return [name] if on else []
