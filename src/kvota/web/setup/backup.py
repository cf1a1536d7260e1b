"""The backup: made by the worker, proven on a copy, taken away as one file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kvota.actions.ask_backup import ask_backup, is_alone
from kvota.jobs.make_backup_task import kept_backups, make_backup_task
from kvota.records.rights import require
from kvota.web.seat_in_force import Asked

AT_WORK = {"waiting", "making", "proving"}


@require_http_methods(["GET", "POST"])
def backup(request: Asked) -> HttpResponse:
    """When the last was made and what its proof found; a button that makes one."""
    require(request.seat, "setup")
    alone = is_alone(request.organisation)
    kept = kept_backups()
    if request.method == "POST":
        name = kept.new_name(request.now)
        ask_backup(seat=request.seat, name=name, now=request.now)
        kept.say(name, state="waiting", asked_at=request.now.isoformat())
        make_backup_task.enqueue(name=name)
        return redirect("backup")
    rows = [_row(facts) for facts in kept.all()] if alone else []
    context = {
        "alone": alone,
        "rows": rows,
        "at_work": any(row["state"] in AT_WORK for row in rows),
        "last": next((row for row in rows if row["made_at"]), None),
    }
    return render(request, "setup/backup.html", context)


def _row(facts: dict[str, Any]) -> dict[str, Any]:
    moment = facts.get("made_at")
    path = kept_backups().path(facts["name"])
    return facts | {
        "made_at": datetime.fromisoformat(moment) if moment else None,
        "megabytes": facts.get("bytes", 0) / 1e6,
        "is_here": bool(moment) and path is not None and path.is_file(),
        "fault_count": len(facts.get("faults", ())),
    }


@require_GET
def download(request: Asked, name: str) -> FileResponse:
    """The file, piece by piece. 404 where others share the installation, and for what is not kept here."""
    require(request.seat, "setup")
    path = kept_backups().path(name)
    if path is None or not is_alone(request.organisation) or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
