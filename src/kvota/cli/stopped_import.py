"""What Ctrl-C during an import has left: nothing, or in its last moment all of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kvota.cli.frame import stop
from kvota.records.imports import ImportBatch
from kvota.records.organisations import Organisation

INTERRUPTED = 130  # what a shell gives a program that Ctrl-C has ended


@contextmanager
def told_when_stopped(organisation: Organisation) -> Iterator[None]:
    """End an import that Ctrl-C broke off with one line that says what is so."""
    before = _newest_that_counts(organisation)
    try:
        yield
    except KeyboardInterrupt:
        counts = _newest_that_counts(organisation)
        if counts == before:
            stop(
                "Stopped. Nothing of the file counts, and nothing of it is left behind.",
                code="import_stopped",
                exit_code=INTERRUPTED,
            )
        stop(
            f"Too late: the import counts. Take it out with: kvota import undo {counts}",
            code="stopped_too_late",
            exit_code=INTERRUPTED,
        )


def _newest_that_counts(organisation: Organisation) -> str:
    if organisation.pk is None:
        return ""  # a preview, before the company is made
    applied = ImportBatch.objects.filter(state="applied").order_by("-number")
    return str(applied.values_list("uid", flat=True).first() or "")
