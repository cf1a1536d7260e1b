"""Undo an import: first what it takes away and what stays, then the button that does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kvota.actions.undo_import import (
    SUBJECT,
    TELLING_OF_DEALS,
    cannot_be_taken_out,
    deals_also_in,
    undo_import,
    work_since,
    worked_on_since,
)
from kvota.records.deals import Deal, DealVersion
from kvota.records.imports import ImportBatch
from kvota.records.people import Person
from kvota.web.read_uid import as_uid
from kvota.web.seat_in_force import Asked
from kvota.web.setup.imports.the_import import frame, the_import, to_step
from kvota.web.setup.imports.work import files

KEPT_SHOWN = 50


@require_http_methods(["GET", "POST"])
def undo(request: Asked, uid: UUID) -> HttpResponse:
    """The list of what stays; 302 when undone; 409 or 422 with the sentence for one that cannot be."""
    batch = the_import(request, uid)
    if request.method == "POST":
        undo_import(batch=batch, now=request.now, seat=request.seat, take_out=_chosen(request))
        files().forget_refused(batch.uid)
        messages.success(request, _("Import %(number)s is undone.") % {"number": batch.number})
        return to_step(batch, "done")
    if batch.state != "applied":
        return redirect("import") if not batch.stored_file else to_step(batch, "done")
    what = _deals_that_go(request, batch) if batch.kind in TELLING_OF_DEALS else _rows_that_go(batch)
    return render(request, "setup/imports/undo.html", frame(batch, "done") | what)


def _chosen(request: Asked) -> list[int]:
    """The deals that somebody ticked, of those he sees."""
    wanted = [uid for uid in map(as_uid, request.POST.getlist("take_out")[:KEPT_SHOWN]) if uid]
    deals = Deal.visible_to(request.seat, on=request.today).filter(uid__in=wanted)
    return list(deals.values_list("pk", flat=True))


def _rows_that_go(batch: ImportBatch) -> dict[str, Any]:
    """The rows of a list that would vanish, and those that would say again what they said."""
    removed = SUBJECT[batch.kind]._base_manager.filter(batch=batch).count()
    return {"removed": removed, "restored": sum(map(len, batch.before.values())), "kept": 0}


@dataclass(frozen=True)
class KeptDeal:
    """A deal that people worked on: how often, when and who last, and whether it may go all the same."""

    deal: Deal
    times: int
    last: datetime | None
    by: str
    may_go: bool


def _kept_deals(request: Asked, batch: ImportBatch, kept: Sequence[int]) -> list[KeptDeal]:
    deals = Deal.visible_to(request.seat, on=request.today).filter(pk__in=kept)
    shown = list(deals.select_related("client", "owner").order_by("client__name", "pk")[:KEPT_SHOWN])
    numbers = [deal.pk for deal in shown]
    stay = {*cannot_be_taken_out(batch, numbers), *deals_also_in(batch)}
    done = work_since(batch, numbers)
    authors = {author for rows in done.values() for _moment, author in rows if author}
    names = dict(Person.objects.filter(pk__in=authors).values_list("pk", "name"))
    found = []
    for deal in shown:
        rows = done.get(deal.pk, [])
        moment, author = rows[-1] if rows else (None, None)
        by = names.get(author or 0, "")
        found.append(KeptDeal(deal, len(rows), moment, by, deal.pk not in stay))
    return found


def _deals_that_go(request: Asked, batch: ImportBatch) -> dict[str, Any]:
    """The deals that would vanish, those that would say again what they said, and those that stay."""
    kept = worked_on_since(batch)
    also_in = deals_also_in(batch)
    stays = {*kept, *also_in}
    made = Deal._base_manager.filter(batch=batch).exclude(pk__in=stays)
    changed = DealVersion._base_manager.filter(batch=batch).exclude(deal__batch=batch).exclude(deal__in=stays)
    return {
        "removed": made.count(),
        "restored": changed.values("deal").distinct().count(),
        "kept": len(kept),
        "kept_by": _by_number(also_in[deal] for deal in stays.difference(kept)),
        "kept_deals": _kept_deals(request, batch, kept),
    }


def _by_number(imports: Iterable[int]) -> dict[int, int]:
    """How many of these deals belong to which import, by its number."""
    count = Counter(imports)
    numbers = ImportBatch.objects.filter(pk__in=list(count)).order_by("number").values_list("pk", "number")
    return {number: count[pk] for pk, number in numbers}
