"""Check an uploaded file: what an import would do, or what has to be asked first."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice
from typing import Any

from django_tasks import task

from kvota.actions.draft_import import keep_check
from kvota.actions.import_cancelled import ImportCancelled
from kvota.domain.errors import RuleError
from kvota.domain.importing.formats import DateDecision, NumberDecision
from kvota.integrations.files.answered_file import AnsweredFile
from kvota.jobs.acting_seat import acting_as
from kvota.jobs.stored_import import import_stored, kept_files, open_stored, say_where
from kvota.records.imports import ImportBatch
from kvota.records.people import Seat

EXAMPLES = 3


@task()
def check_import_task(organisation: int, seat: int, batch: str, language: str) -> None:
    """The same in the worker, for a large file."""
    with acting_as(organisation, seat, language=language) as acting:
        found = ImportBatch.objects.select_related("organisation").filter(uid=batch).first()
        if found is None or found.counts.get("running") != "check":
            return  # cancelled before its turn came
        try:
            check_import(found, seat=acting.seat, now=acting.now, today=acting.today)
        except ImportCancelled:
            return
        except RuleError as refused:
            say_where(found, running="", refusal={"code": refused.code, "fields": plain(refused.fields)})


def check_import(batch: ImportBatch, *, seat: Seat, now: datetime, today: date) -> None:
    """Count what importing this file would do, and keep the counts with the batch.

    A date or a sum that can be read two ways is asked about before anything is counted: the
    questions are kept instead.
    """
    file = open_stored(batch)
    say_where(batch, rows=file.count)
    if file.formats.open_fields:
        kept_files().forget_refused(batch.uid)
        asked = {"rows": file.count, "questions": questions(file)}
        keep_check(seat=seat, batch=batch, counts=asked, faults=[], now=now)
        return
    found = import_stored(batch, file, seat=seat, now=now, today=today, preview=True)
    counts = {name: value for name, value in found.as_dict().items() if name != "batch"}
    counts |= {"rows": file.count, "dated": dated_columns(file)}
    keep_check(seat=seat, batch=batch, counts=counts, faults=found.faults, now=now)


def questions(file: AnsweredFile) -> list[dict[str, Any]]:
    """What has to be asked about each column that can be read two ways, with cells to look at."""
    asked = []
    for field in file.formats.open_fields:
        decision = file.formats.dates.get(field) or file.formats.numbers[field]
        asked.append(
            {
                "field": field,
                "column": file.columns.column(field),
                "cells": decision.ambiguous,
                "examples": _examples(file, field, decision),
                "suggestion": decision.suggestion or "",
                "is_date": isinstance(decision, DateDecision),
                "against": [seen.value for seen in (*decision.evidence[:1], *decision.against[:1])],
            }
        )
    return asked


def _examples(
    file: AnsweredFile, field: str, decision: DateDecision | NumberDecision
) -> list[dict[str, Any]]:
    wanted, place = set(decision.ambiguous_rows[:EXAMPLES]), file.columns.places[field]
    found = ((row, cells[place]) for row, cells in file.source.rows() if row in wanted)
    return [{"row": row, "value": value[:80]} for row, value in islice(found, len(wanted))]


def dated_columns(file: AnsweredFile) -> list[str]:
    """Which days a file of deals knows, so that the page can say what they let us compute."""
    if file.kind != "deals":
        return []
    return [field for field in ("created_on", "moved_on", "closed_on") if field in file.columns.places]


def plain(fields: Any) -> dict[str, str]:
    return {name: str(value) for name, value in fields.items()}
