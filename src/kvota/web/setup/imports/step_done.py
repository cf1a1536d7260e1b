"""Step 4: what came out, the undo that stays, and what to do next."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kvota.actions.undo_import import TELLING_OF_DEALS
from kvota.records.events import Event
from kvota.records.imports import ImportBatch
from kvota.records.rights import may, sets_whole_goal
from kvota.web.seat_in_force import Asked
from kvota.web.setup.imports.first_plan import conversions, first_plan
from kvota.web.setup.imports.rows_to_mend import corrected_cells
from kvota.web.setup.imports.the_import import frame, to_step
from kvota.web.setup.imports.what_came_out import what_came_out
from kvota.web.setup.imports.work import files


def step_done(request: Asked, batch: ImportBatch) -> HttpResponse:
    """The result; 302 to the check while nothing counts."""
    if batch.state not in {"applied", "undone"}:
        return to_step(batch, "check")
    context: dict[str, Any] = frame(batch, "done") | {
        "counts": batch.counts,
        "corrected": corrected_cells(batch),
        "has_refused": files().refused_path(batch.uid).exists(),
        "may_set_goal": sets_whole_goal(request.seat, on=request.today),
        "may_people": may(request.seat, "people"),
    }
    if batch.state == "applied" and batch.kind == "deals":
        context["came_out"] = what_came_out(request, batch)
    if batch.state == "applied" and batch.kind in TELLING_OF_DEALS:
        context |= {"conversions": conversions(request), "first_plan": first_plan(request)}
    if batch.state == "undone":
        undone = Event.objects.filter(kind="import_undone", subject=f"import:{batch.uid}").first()
        context["undone"] = undone.payload if undone else {}
    return render(request, "setup/imports/done.html", context)
