"""The SQLite library kvota runs on, put in place before Django looks for one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from kvota.writers_in_turn import connection_in_turn

# SQLite 3.7.0 to 3.51.2 can corrupt a WAL file when two connections checkpoint at
# once (sqlite.org/wal.html#walresetbug), which is just what a web process and a
# worker do. Python carries the system's library, often an affected one.
FIRST_SAFE_WAL = (3, 51, 3)
SECONDS_FOR_THE_LOCK = 20


def use_fixed_sqlite() -> None:
    """Let every later `import sqlite3` find the bundled, repaired library, where it has a wheel."""
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:  # no wheel for this machine: `sqlite_settings` then leaves WAL off
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def wal_is_safe() -> bool:
    """Whether the SQLite in use has the repair that makes write-ahead logging safe."""
    import sqlite3

    return sqlite3.sqlite_version_info >= FIRST_SAFE_WAL


def sqlite_settings(path: Path) -> dict[str, Any]:
    """Return Django's DATABASES entry for a SQLite file.

    IMMEDIATE: a transaction takes the write lock when it begins. With the deferred
    default two writers that both read first fail with "database is locked" at once.
    FULL: an answered move survives a power cut.
    """
    import sqlite3

    class Connection(connection_in_turn(sqlite3.dbapi2, seconds=SECONDS_FOR_THE_LOCK)):  # type: ignore[misc]
        def getlimit(self, category: int) -> int:  # Django asks; the bundled library has no such call
            return 32766

    journal = "WAL" if wal_is_safe() else "DELETE"
    pragmas = (
        f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        " PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=27103364;"
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "factory": Connection,
            "transaction_mode": "IMMEDIATE",
            "timeout": SECONDS_FOR_THE_LOCK,
            "init_command": pragmas,
        },
    }


def database_from_url(url: str) -> dict[str, Any]:
    """Read a DATABASE_URL: `postgresql://user:password@host:port/name` or `sqlite:///path`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite_settings(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"it begins with {parts.scheme}://; expected postgresql:// or sqlite:///")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket folder may stand in the query, as libpq allows: ?host=/run/postgresql
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
