"""Payments that came without a deal: give each one to the deal it belongs to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kvota.actions.match_payment import match_payment
from kvota.domain.importing.text import matching_key
from kvota.records.deals import Deal
from kvota.records.money import Payment
from kvota.records.rights import may, require
from kvota.web.pages import Pages
from kvota.web.read_uid import row_of
from kvota.web.seat_in_force import Asked

SUGGESTIONS = 5


@require_GET
def unmatched(request: Asked) -> HttpResponse:
    """Each waiting payment with the deals it may belong to: same payer, nearest amount first."""
    if not may(request.seat, "record_money"):
        raise Http404
    waiting = list(Payment.standing().filter(deal=None, amount_minor__gt=0).order_by("occurred_on", "id"))
    pages = Pages(request, len(waiting))
    rows: list[dict[str, Any]] = [
        {"payment": payment, "deals": _candidates(request, payment)} for payment in pages.cut(waiting)
    ]
    return render(request, "setup/unmatched.html", {"rows": rows, "count": len(waiting), "pages": pages})


def _candidates(request: Asked, payment: Payment) -> list[Deal]:
    deals: QuerySet[Deal] = Deal.visible_to(request.seat, on=request.today).select_related(
        "client__merged_into", "product"
    )
    key = matching_key(payment.payer)
    of_payer = Q(client__match_key=key) | Q(client__merged_into__match_key=key)
    found = list(deals.filter(of_payer).order_by("-id")[:50]) if key else []
    if not found:
        same = deals.filter(amount_minor=payment.amount_minor, currency=payment.currency)
        found = list(same.order_by("-id")[:SUGGESTIONS])
    found.sort(key=lambda deal: abs((deal.amount_minor or 0) - payment.amount_minor))
    return found[:SUGGESTIONS]


@require_POST
def match(request: Asked, uid: UUID) -> HttpResponse:
    """Give the payment to a deal; 404 for either out of sight."""
    require(request.seat, "record_money")
    payment = Payment.standing().filter(uid=uid, deal=None).first()
    deal = row_of(Deal.visible_to(request.seat, on=request.today), request.POST.get("deal", ""))
    if payment is None or deal is None:
        raise Http404
    match_payment(
        seat=request.seat,
        payment=payment,
        deal=deal,
        confirmed=bool(request.POST.get("confirmed")),
        now=request.now,
        today=request.today,
    )
    messages.success(request, _("The payment has its deal."))
    return redirect("unmatched-payments")
