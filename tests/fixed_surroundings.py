"""The surroundings of every test run, put in place before Django's settings are read.

A plugin named in pyproject.toml and not a part of conftest.py: pytest-django reads the
settings first, and conftest.py comes too late to say which data folder they may use.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

# A Wednesday in the middle of a month, of a quarter and of a ten-day period.
NOW = datetime(2026, 11, 18, 14, 5, tzinfo=UTC)


def a_data_folder() -> Path:
    """A new empty folder; each worker of a parallel run has its own inside its parent's."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        folder = Path(tempfile.mkdtemp(prefix="kvota-test-data-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    else:
        folder = Path(os.environ["KVOTA_DATA"]) / worker
        folder.mkdir(exist_ok=True)
    return folder


_data = a_data_folder()
for _name in [name for name in os.environ if name.startswith("KVOTA_") or name == "PORT"]:
    del os.environ[_name]
os.environ["KVOTA_DATA"] = str(_data)
os.environ["KVOTA_NOW"] = NOW.isoformat()
