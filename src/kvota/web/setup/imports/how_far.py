"""How far the worker is with an import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kvota import clock
from kvota.actions.import_cancelled import STOPPING
from kvota.domain.errors import RuleError
from kvota.records.deals import DealVersion
from kvota.records.import_running import only_import
from kvota.records.imports import ImportBatch

# The worker looks for work every second and speaks every 2,000 rows.
SILENT_TOO_LONG = timedelta(seconds=60)


@dataclass(frozen=True)
class HowFar:
    """`read` and `written` of `rows`; together `done` of `all_steps`.

    `is_silent`: nobody works on it. `is_stopping`: cancelled, and the worker takes out what he wrote.
    """

    work: str
    is_of_deals: bool
    rows: int
    read: int
    written: int
    is_silent: bool
    is_stopping: bool

    @property
    def all_steps(self) -> int:
        return max(self.rows * (2 if self.work == "apply" and self.is_of_deals else 1), 1)

    @property
    def done(self) -> int:
        return min(self.read + self.written, self.all_steps)


def how_far(batch: ImportBatch) -> HowFar:
    """Two short queries. Changes nothing."""
    counts = batch.counts
    rows, work = int(counts.get("rows", 0)), counts.get("running", "apply")
    written = 0
    if batch.state == "applying":
        changes = int(counts.get("new", 0)) + int(counts.get("updated", 0))
        of_batch = DealVersion._base_manager.filter(batch=batch).count()
        # In rows of the file: those that change nothing are written by being left alone.
        written = rows * min(of_batch, changes) // changes if changes else 0
    read = rows if written else int(counts.get("read", 0))
    return HowFar(
        work="apply" if work == STOPPING else work,
        is_of_deals=batch.kind == "deals",
        rows=rows,
        read=read,
        written=written,
        is_silent=_is_silent(batch),
        is_stopping=work == STOPPING,
    )


def _is_silent(batch: ImportBatch) -> bool:
    if batch.state == "applying":
        return _nobody_holds(batch)
    last_word = batch.heartbeat_at or batch.started_at
    return clock.now() - last_word > SILENT_TOO_LONG


def _nobody_holds(batch: ImportBatch) -> bool:
    """Whether an import that is said to run does not: its lock died with its process."""
    try:
        with only_import(batch.organisation):
            return bool(ImportBatch.objects.filter(pk=batch.pk, state="applying").exists())
    except RuleError:
        return False
