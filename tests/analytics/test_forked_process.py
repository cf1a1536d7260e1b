"""A forked child leaves the DuckDB of its parent alone and has one of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# The parent has asked, so that its DuckDB has threads, which a fork does not take along.
FORKS = """
import os
from kvota.analytics.engines.duckdb_engine import attach, cursor
attach()
with cursor() as asked:
    asked.execute("create table many as select range as n from range(1000000)")
    asked.execute("select sum(n) from many group by n % 1000").fetchall()
for _ in range(5):
    child = os.fork()
    if not child:
        with cursor() as asked:
            os._exit(asked.execute("select 7").fetchone()[0])
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status))
with cursor() as asked:
    print(asked.execute("select 8").fetchone()[0])
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_parent_and_child_both_go_on() -> None:
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORKS]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert said.stdout.split() == ["7"] * 5 + ["8"]
