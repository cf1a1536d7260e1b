"""Start kvota: the web server, the worker, or both with the sample company."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

import typer

from kvota.cli.frame import open_house, stop

BESIDE = 0.2  # seconds between looks at the two processes


def serve(
    port: int = typer.Option(0, help="The port; PORT or 8000 unless given."),
    address: str = typer.Option("", help="The address to listen on; this computer only unless given."),
) -> None:
    """Start the web server on the companies there are. Example: kvota serve --port 8080"""
    if port:
        os.environ["PORT"] = str(port)
    if address:
        os.environ["KVOTA_ADDRESS"] = address
    open_house()
    from django.conf import settings
    from granian.constants import Interfaces
    from granian.server import Server

    _refuse_a_taken_port(settings.KVOTA.address, settings.KVOTA.port)
    postgres = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    typer.echo(f"kvota answers at http://{_shown(settings.KVOTA.address)}:{settings.KVOTA.port}")
    # SQLite: one process, whose threads write in turn. Its busy handler is unfair between
    # processes: two of them answered the same load with a p99 of 450-700 ms instead of 81.
    # Up to eight threads: while one waits for the disk the others read. Sixteen were no faster,
    # and beyond twice the cores granian warns whoever starts it.
    Server(
        "kvota.web.wsgi:application",
        address=settings.KVOTA.address,
        port=settings.KVOTA.port,
        interface=Interfaces.WSGI,
        workers=2 if postgres else 1,
        blocking_threads=min(8, 2 * (os.cpu_count() or 1) + 1),
        log_access=False,
        log_level="warning",
    ).serve()


def work() -> None:
    """Start the worker: imports, the chain of events, what runs by the clock. Example: kvota work"""
    open_house()
    from kvota.jobs.work import work_until_told

    work_until_told()


def run(
    language: str = typer.Option("", help="The sample company in en, ru, zh-hans or bg."),
) -> None:
    """Prepare the sample company, start server and worker, stop both on Ctrl-C. Example: kvota run"""
    began = time.monotonic()
    open_house()
    from django.conf import settings

    from kvota.cli.sample import prepare_sample_company

    _refuse_a_taken_port(settings.KVOTA.address, settings.KVOTA.port)
    if language and language not in dict(settings.LANGUAGES):
        stop(
            f"There is no sample company in {language!r}. Languages: {', '.join(dict(settings.LANGUAGES))}.",
            code="unknown_language",
            exit_code=2,
            language=language,
        )
    signs = prepare_sample_company(language)
    inside = f"?in={language}" if language else ""
    here = f"http://{_shown(settings.KVOTA.address)}:{settings.KVOTA.port}"
    # In sessions of their own: Ctrl-C reaches this process alone, which then stops both in order.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    processes = [
        subprocess.Popen([sys.executable, "-m", "kvota.cli", name], start_new_session=True)
        for name in ("serve", "work")
    ]
    try:
        _wait_for_answer(settings.KVOTA.address, settings.KVOTA.port, processes)
        typer.echo(f"\n  kvota is ready at {here}   ({time.monotonic() - began:.0f} s)\n")
        if signs:
            typer.echo("  Sign in to the sample company as:")
            for role, name in signs:
                typer.echo(f"    {role:<8} {here}/demo/{role + inside:<8}  {name}")
        typer.echo("\n  Data stays in " + str(settings.KVOTA.data) + "\n  Ctrl-C stops kvota.\n")
        while all(process.poll() is None for process in processes):
            time.sleep(BESIDE)
        stop("kvota stopped: its server or its worker ended by itself; why stands above.", code="ended")
    except KeyboardInterrupt:
        pass
    finally:
        _stop(processes)


def _wait_for_answer(address: str, port: int, processes: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and all(process.poll() is None for process in processes):
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((_reachable(address), port)) == 0:
                return
        time.sleep(0.05)


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _refuse_a_taken_port(address: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as fault:
            stop(
                f"Port {port} on {address} is not free ({fault.strerror}). "
                "Choose another: PORT=8080 make run",
                code="port_taken",
            )


def _reachable(address: str) -> str:
    return "127.0.0.1" if address == "0.0.0.0" else address


def _shown(address: str) -> str:
    return "localhost" if address in {"127.0.0.1", "0.0.0.0"} else address
