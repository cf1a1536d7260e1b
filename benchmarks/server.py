"""A server of kvota in a folder of its own, and a client that keeps its connection."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

KVOTA = [sys.executable, "-m", "kvota.cli"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def surroundings(data: Path, port: int = 8000, now: str = "", database: str = "") -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("KVOTA_")}
    mine |= {"KVOTA_DATA": str(data), "PORT": str(port)}
    mine |= {"DATABASE_URL": database} if database else {}
    return mine | ({"KVOTA_NOW": now} if now else {})


def command(data: Path, *arguments: str, now: str = "", database: str = "") -> Any:
    """Run a command of kvota and read its JSON."""
    done = subprocess.run(
        [*KVOTA, *arguments, "--json"],
        env=surroundings(data, now=now, database=database),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"kvota {' '.join(arguments)}: {done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout)


@contextmanager
def serving(
    data: Path, *, now: str = "", database: str = ""
) -> Iterator[tuple[int, float, subprocess.Popen[bytes]]]:
    """Start the server; yield its port, the seconds until it answered, its process; stop it by its id."""
    port = free_port()
    begun = time.perf_counter()
    process = subprocess.Popen(
        [*KVOTA, "serve"],
        env=surroundings(data, port, now, database),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                client.request("GET", "/sign-in")
                client.getresponse().read()
                break
            except OSError:
                if process.poll() is not None or time.perf_counter() - begun > 60:
                    raise RuntimeError("the server did not start") from None
                time.sleep(0.02)
        yield port, time.perf_counter() - begun, process
    finally:
        process.terminate()
        process.wait(timeout=20)


def resident_mib(process: subprocess.Popen[bytes]) -> float:
    """The memory of a process and of those it started, in MiB."""
    found = 0
    for part in _process_and_its_own(process):
        status = dict(
            line.split(":", 1) for line in (part / "status").read_text().splitlines() if ":" in line
        )
        found += int(status.get("VmRSS", "0 kB").split()[0])
    return found / 1024


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """What a process and those it started have used of the processors, in seconds."""
    ticks = 0
    for part in _process_and_its_own(process):
        fields = _fields(part)
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _process_and_its_own(process: subprocess.Popen[bytes]) -> Iterator[Path]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):  # it ended meanwhile
                if entry.name == str(process.pid) or _fields(entry)[1] == str(process.pid):
                    yield entry


def _fields(entry: Path) -> list[str]:
    # After the name, which may hold spaces: state, parent, ... user and system time.
    return (entry / "stat").read_text().rpartition(")")[2].split()


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
