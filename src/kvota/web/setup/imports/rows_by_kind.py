"""The rows of a file by what becomes of them: the refused always, the others until it is applied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kvota.actions.rows_by_outcome import rows_kept
from kvota.language.names import FILE_FIELDS, Names
from kvota.records.deals import Deal
from kvota.records.imports import ImportBatch
from kvota.web.pages import Pages
from kvota.web.seat_in_force import Asked
from kvota.web.setup.imports.rows_to_mend import faults_by_row, rows_to_mend
from kvota.web.setup.imports.the_import import frame, is_prepared, the_import, to_step
from kvota.web.setup.imports.work import files

KINDS = ("new", "updated", "unchanged", "skipped")
# What changes of a deal, by its column; the others are called as the fields of a file are.
CHANGED: Names = {
    "client_id": FILE_FIELDS["client"],
    "owner_id": FILE_FIELDS["owner"],
    "product_id": FILE_FIELDS["product"],
    "amount_minor": FILE_FIELDS["amount"],
    "amount_assumed": FILE_FIELDS["amount"],
    "date_unknown": FILE_FIELDS["created_on"],
    "moves": gettext_lazy("Moves"),
    "money": gettext_lazy("Contract and payment"),
    "tags": gettext_lazy("Tags"),
}


@require_GET
def rows_by_kind(request: Asked, uid: UUID, kind: str) -> HttpResponse:
    """A page of the rows of a kind; 302 to the result once the file is applied, but for the refused."""
    batch = the_import(request, uid)
    if kind not in KINDS:
        raise Http404
    if kind == "skipped":
        return _refused(request, batch)
    if batch.state in {"applied", "undone"}:
        return to_step(batch, "done")
    if not is_prepared(batch) or batch.kind != "deals":
        return to_step(batch, "check")
    rows = rows_kept(files().outcomes_path(batch.uid)).get(kind, [])
    pages = Pages(request, len(rows))
    shown = pages.cut(rows)
    numbers = {row["deal"] for row in shown if row["deal"]}
    in_sight = Deal.visible_to(request.seat, on=request.today).filter(pk__in=numbers)
    deals = dict(in_sight.values_list("pk", "uid"))
    context = _frame(batch, kind, pages) | {
        "rows": [row | {"uid": deals.get(row["deal"]), "what": _words(row["changed"])} for row in shown],
        "kept": len(rows),
    }
    return render(request, "setup/imports/rows.html", context)


def _refused(request: Asked, batch: ImportBatch) -> HttpResponse:
    faults = faults_by_row(batch.faults)
    pages = Pages(request, len(faults))
    context = _frame(batch, "skipped", pages) | {
        "refused": rows_to_mend(batch, pages.cut(faults)),
        "kept": len(faults),
        "has_refused": files().refused_path(batch.uid).exists(),
    }
    return render(request, "setup/imports/rows.html", context)


def _frame(batch: ImportBatch, kind: str, pages: Pages) -> dict[str, Any]:
    counts = batch.state in {"applied", "undone"}
    titles = {
        "new": _("New rows"),
        "updated": _("Rows that change a deal"),
        "unchanged": _("Rows that change nothing"),
        "skipped": _("Rows that stay out"),
    }
    return frame(batch, "done" if counts else "check") | {
        "kind": kind,
        "title": titles[kind],
        "count": batch.counts.get(kind, 0),
        "pages": pages,
        "back": "done" if counts else "check",
    }


def _words(changed: list[str]) -> str:
    """What changes of a deal, in words."""
    known: Mapping[str, Any] = FILE_FIELDS
    return ", ".join(dict.fromkeys(str(CHANGED.get(name) or known.get(name, name)) for name in changed))
