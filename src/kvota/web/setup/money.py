"""Money: the company's currency, and the dated rates of the others."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kvota.actions.set_rate import set_rate
from kvota.domain.errors import RuleError
from kvota.domain.exact_number import exact
from kvota.domain.money.exchange import LEVS_PER_EURO
from kvota.language.errors import worded
from kvota.language.formats import Formats, formats_for
from kvota.records.money import Rate
from kvota.records.rights import require
from kvota.web.deals.move import read_day
from kvota.web.seat_in_force import Asked


def _with_every_digit(rate: Fraction, formats: Formats) -> str:
    """A rate as a decimal number; one whose digits never end stays a fraction."""
    rest, places = rate.denominator, [0, 0]
    for which, factor in enumerate((2, 5)):
        while rest % factor == 0:
            rest, places[which] = rest // factor, places[which] + 1
    return formats.number(rate, max(places)) if rest == 1 else str(rate)


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
    rates = Rate.visible_to(request.seat, on=request.today).order_by("-from_on", "currency")[:100]
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    has_levs = request.organisation.currency in {"EUR", "BGN"}
    context: dict[str, Any] = {
        "refusal": refusal,
        "rates": [
            (rate, _with_every_digit(Fraction(rate.numerator, rate.denominator), formats)) for rate in rates
        ],
        "fixed": _with_every_digit(LEVS_PER_EURO, formats) if has_levs else "",
    }
    return render(request, "setup/money.html", context, status=422 if refusal else 200)
