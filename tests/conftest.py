"""What every test may rely on: one fixed moment, no network, one known database."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.fixed_surroundings import NOW

# No deadline: two cores are shared, and a slow example is not a wrong one. No phase that
# explains: after a failure it runs the test hundreds of times more, minutes on a database.
# The same examples every time: who lands a change is not held up by a fault that was there before;
# `make laws` searches, and what it finds becomes an example.
settings.register_profile(
    "quick",
    deadline=None,
    max_examples=40,
    derandomize=True,
    phases=set(Phase) - {Phase.explain},
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("laws", parent=settings.get_profile("quick"), max_examples=5_000, derandomize=False)
settings.load_profile("quick")


class NetworkRefused(RuntimeError):
    """A test reached for another machine. kvota asks nobody, and a test may not either."""


def _refuse_other_machines(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a path: a socket of this machine
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    if name not in {None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0"}:
        raise NetworkRefused(f"{event} to {name}")


# An audit hook and not a patched socket: it sees every caller in this process, whatever
# that caller imported before.
sys.addaudithook(_refuse_other_machines)


@pytest.fixture(scope="session")
def now() -> datetime:
    """The moment at which every test happens; `kvota.clock` answers the same."""
    return NOW


@pytest.fixture(scope="session")
def today() -> date:
    return NOW.date()


@pytest.fixture(scope="session")
def database_kind() -> str:
    """The database of this run, "sqlite" or "postgresql": DATABASE_URL decides, as for kvota itself."""
    from django.conf import settings as django_settings

    engine: str = django_settings.DATABASES["default"]["ENGINE"]
    return engine.rsplit(".", 1)[1].removesuffix("3")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real deal histories beside the clone. They are not ours to ship."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real deal histories are not beside this clone (../shared/data)")
    return folder
