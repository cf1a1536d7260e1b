"""`/plan/start`: the four numbers of a business that has no history yet."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kvota.actions.say_four_numbers import say_four_numbers
from kvota.analytics.assumed_funnel import AssumedNumbers, assumed_funnel
from kvota.domain.errors import RuleError
from kvota.domain.importing.numbers import read_number
from kvota.language.errors import worded
from kvota.language.formats import Formats, formats_for
from kvota.language.typed_money import DECIMAL_MARKS, typed_money
from kvota.language.typed_percent import typed_percent
from kvota.records.rights import require
from kvota.web.seat_in_force import Asked


def first_numbers(request: Asked) -> HttpResponse:
    """The form, filled in with what is usual; 422 with the sentence, the typed text kept."""
    require(request.seat, "set_goal")
    if request.method == "POST":
        try:
            _store(request)
        except RuleError as refused:
            return _show(request, refusal=worded(refused, currency=request.organisation.currency), status=422)
        messages.success(request, _("Saved: assumed until your own deals say more."))
        return redirect("first-numbers")
    return _show(request)


def _store(request: Asked) -> None:
    post = request.POST
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    language = formats.region.language
    say_four_numbers(
        seat=request.seat,
        lead_to_meeting=Fraction(typed_percent(post.get("meetings", ""), language), 10_000),
        meeting_to_deal=Fraction(typed_percent(post.get("deals", ""), language), 10_000),
        average_deal_minor=typed_money(post.get("average", ""), formats).minor,
        cycle_weeks=Fraction(read_number(post.get("weeks", ""), decimal=DECIMAL_MARKS[language])),
        now=request.now,
    )


def _show(request: Asked, *, refusal: str = "", status: int = 200) -> HttpResponse:
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    assumed = assumed_funnel(request.organisation)
    context: dict[str, Any] = {
        "assumed": assumed,
        "typed": request.POST.dict() if refusal else _as_typed(assumed, formats),
        "refusal": refusal,
        "meetings": ceil(1 / assumed.meeting_to_deal),
        "leads": ceil(1 / (assumed.meeting_to_deal * assumed.lead_to_meeting)),
        "weeks_words": formats.number(assumed.cycle_weeks, _decimals(assumed.cycle_weeks)),
    }
    return render(request, "plan/start.html", context, status=status)


def _as_typed(assumed: AssumedNumbers, formats: Formats) -> dict[str, str]:
    """What the fields hold, as a person would type it."""
    average = assumed.average_deal_minor
    return {
        "meetings": _plain(assumed.lead_to_meeting * 100, formats),
        "deals": _plain(assumed.meeting_to_deal * 100, formats),
        "average": "" if average is None else formats.money_whole(average),
        "weeks": _plain(assumed.cycle_weeks, formats),
    }


def _plain(value: Fraction, formats: Formats) -> str:
    return formats.number(value, _decimals(value))


def _decimals(value: Fraction) -> int:
    return next((n for n in range(2) if (value * 10**n).denominator == 1), 2)
