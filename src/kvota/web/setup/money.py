"""Money: the company's currency, and the dated rates of the others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kvota.actions.set_rate import set_rate
from kvota.domain.errors import RuleError
from kvota.domain.exact_number import exact
from kvota.language.errors import worded
from kvota.records.money import Rate
from kvota.records.rights import require
from kvota.web.deals.move import read_day
from kvota.web.seat_in_force import Asked


@require_http_methods(["GET", "POST"])
def money(request: Asked) -> HttpResponse:
    """The rates, newest first; 422 with the sentence for one that cannot be."""
    require(request.seat, "setup")
    refusal = ""
    if request.method == "POST":
        try:
            set_rate(
                seat=request.seat,
                currency=request.POST.get("currency", "").strip().upper(),
                rate=exact(request.POST.get("rate", "").replace(",", "."), name="rate"),
                from_on=read_day(request.POST.get("from_on", "")) or request.today,
                now=request.now,
            )
            messages.success(request, _("Saved."))
            return redirect("setup-money")
        except RuleError as refused:
            refusal = worded(refused)
    context: dict[str, Any] = {
        "refusal": refusal,
        "rates": Rate.visible_to(request.seat, on=request.today).order_by("-from_on", "currency")[:100],
    }
    return render(request, "setup/money.html", context, status=422 if refusal else 200)
