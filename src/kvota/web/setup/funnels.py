"""Several funnels: add one, rename it, retire it, offer it again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.change_funnel import add_funnel, offer_funnel, rename_funnel, retire_funnel
from kvota.analytics.metrics.clients_in_work import clients_in_work
from kvota.analytics.scope import whole_company
from kvota.records.funnels import Funnel
from kvota.records.rights import require
from kvota.web.read_uid import row_of
from kvota.web.seat_in_force import Asked
from kvota.web.setup.stages import to_funnel


@require_POST
def add(request: Asked) -> HttpResponse:
    """A funnel with the stages of another one, or with the usual ones."""
    require(request.seat, "setup")
    like = row_of(Funnel.offered(), request.POST.get("like", ""))
    funnel = add_funnel(
        seat=request.seat,
        name=request.POST.get("name", ""),
        language=request.LANGUAGE_CODE,
        like=like,
        now=request.now,
    )
    messages.success(request, _("Saved."), extra_tags=reverse("undo-funnel", args=[funnel.uid, "retire"]))
    return to_funnel(funnel)


@require_POST
def change(request: Asked, uid: UUID) -> HttpResponse:
    """Rename a funnel, retire it, or offer it again."""
    require(request.seat, "setup")
    funnel = _the_funnel(request, uid)
    if request.POST.get("retire"):
        return _retired(request, funnel)
    if request.POST.get("offer"):
        offer_funnel(seat=request.seat, funnel=funnel, now=request.now)
    else:
        name = request.POST.get("name", "")
        rename_funnel(
            seat=request.seat, funnel=funnel, name=name, language=request.LANGUAGE_CODE, now=request.now
        )
    messages.success(request, _("Saved."))
    return to_funnel(funnel)


@require_POST
def undo(request: Asked, uid: UUID, what: str) -> HttpResponse:
    """Take back the adding of a funnel, or its retiring."""
    require(request.seat, "setup")
    funnel = _the_funnel(request, uid)
    if what == "retire":
        return _retired(request, funnel)
    offer_funnel(seat=request.seat, funnel=funnel, now=request.now)
    messages.success(request, _("Undone."))
    return to_funnel(funnel)


def _retired(request: Asked, funnel: Funnel) -> HttpResponse:
    scope = whole_company(on=request.today)
    work = clients_in_work(request.organisation, scope=scope, as_of=request.today, funnel=funnel.pk)
    retire_funnel(seat=request.seat, funnel=funnel, standing=work.count, today=request.today, now=request.now)
    messages.success(request, _("Saved."), extra_tags=reverse("undo-funnel", args=[funnel.uid, "offer"]))
    return to_funnel(Funnel.offered()[0])


def _the_funnel(request: Asked, uid: UUID) -> Funnel:
    funnel = Funnel.visible_to(request.seat, on=request.today).filter(uid=uid).first()
    if funnel is None:
        raise Http404
    found: Funnel = funnel
    return found
