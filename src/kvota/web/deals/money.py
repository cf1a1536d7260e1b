"""Record a payment on the deal: three taps when the whole sum came today."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kvota.actions.record_payment import MoreThanDue, record_payment
from kvota.actions.settle_deal import due_on_deal, received
from kvota.domain.errors import RuleError
from kvota.domain.money.amount import decimal_text
from kvota.language.errors import worded
from kvota.language.formats import formats_for
from kvota.language.hidden_sums import sums_are_hidden
from kvota.language.typed_money import typed_money
from kvota.records.deals import Deal
from kvota.records.rights import require
from kvota.web.deals.move import read_day
from kvota.web.deals.the_deal import the_deal
from kvota.web.move_ids import move_id
from kvota.web.seat_in_force import Asked


@require_http_methods(["GET", "POST"])
def payment(request: Asked, uid: UUID) -> HttpResponse:
    """302 to the deal; 422 with the sentence. More than is due asks once and then believes."""
    deal = the_deal(request, uid)
    require(request.seat, "record_money")
    formats = formats_for(request.LANGUAGE_CODE, deal.currency)
    refusal, over = "", False
    if request.method == "POST":
        try:
            record_payment(
                seat=request.seat,
                deal=deal,
                amount_minor=typed_money(request.POST.get("amount", ""), formats, deal.currency).minor,
                occurred_on=read_day(request.POST.get("occurred_on", "")),
                reference=request.POST.get("reference", ""),
                uid=move_id(request),
                confirmed=bool(request.POST.get("confirmed")),
                now=request.now,
                today=request.today,
            )
            messages.success(request, _("The payment is recorded."))
            return redirect("deal", uid=uid)
        except RuleError as refused:
            refusal, over = worded(refused), isinstance(refused, MoreThanDue)
    rest = max(0, due_on_deal(deal) - received(deal))
    context: dict[str, Any] = {
        "deal": deal,
        "sheet_title": _("Payment received"),
        "sheet_note": deal.whose.name,
        "rest": formats.money(rest, deal.currency),
        "amount": request.POST.get("amount") or _usual_answer(rest, deal),
        "occurred_on": request.POST.get("occurred_on") or request.today.isoformat(),
        "reference": request.POST.get("reference", ""),
        "refusal": refusal,
        "over": over,
    }
    return render(request, "deals/payment.html", context, status=422 if refusal else 200)


def _usual_answer(rest: int, deal: Deal) -> str:
    """The whole sum that is due, already typed; not while sums are hidden."""
    return decimal_text(rest, deal.currency) if rest and not sums_are_hidden() else ""
