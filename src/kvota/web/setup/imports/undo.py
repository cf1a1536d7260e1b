"""Undo an import: first what it takes away and what stays, then the button that does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kvota.actions.undo_import import deals_also_in, undo_import, worked_on_since
from kvota.records.deals import Deal, DealVersion
from kvota.records.imports import ImportBatch
from kvota.web.seat_in_force import Asked
from kvota.web.setup.imports.the_import import frame, the_import, to_step
from kvota.web.setup.imports.work import files

KEPT_SHOWN = 50


@require_http_methods(["GET", "POST"])
def undo(request: Asked, uid: UUID) -> HttpResponse:
    """The list of what stays; 302 when undone; 409 or 422 with the sentence for one that cannot be."""
    batch = the_import(request, uid)
    if request.method == "POST":
        undo_import(batch=batch, now=request.now, seat=request.seat)
        files().forget_refused(batch.uid)
        messages.success(request, _("Import %(number)s is undone.") % {"number": batch.number})
        return to_step(batch, "done")
    if batch.state != "applied":
        return redirect("import") if not batch.stored_file else to_step(batch, "done")
    return render(request, "setup/imports/undo.html", frame(batch, "done") | _what_goes(request, batch))


def _what_goes(request: Asked, batch: ImportBatch) -> dict[str, Any]:
    """The deals that would vanish, those that would say again what they said, and those that stay."""
    kept = worked_on_since(batch)
    also_in = deals_also_in(batch)
    stays = {*kept, *also_in}
    made = Deal._base_manager.filter(batch=batch).exclude(pk__in=stays)
    changed = DealVersion._base_manager.filter(batch=batch).exclude(deal__batch=batch).exclude(deal__in=stays)
    visible = Deal.visible_to(request.seat, on=request.today).filter(pk__in=kept[:KEPT_SHOWN])
    return {
        "removed": made.count(),
        "restored": changed.values("deal").distinct().count(),
        "kept": len(kept),
        "kept_by": _by_number(also_in[deal] for deal in stays.difference(kept)),
        "kept_deals": visible.select_related("client", "owner").order_by("client__name"),
    }


def _by_number(imports: Iterable[int]) -> dict[int, int]:
    """How many of these deals belong to which import, by its number."""
    count = Counter(imports)
    numbers = ImportBatch.objects.filter(pk__in=list(count)).order_by("number").values_list("pk", "number")
    return {number: count[pk] for pk, number in numbers}
