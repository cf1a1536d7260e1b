"""Set the goal of a period: revenue, or the profit and what revenue it takes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.set_goal import set_goal
from kvota.analytics.metrics.actual import actual_by
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import Period, parse_period
from kvota.domain.errors import RuleError
from kvota.domain.exact_number import exact
from kvota.domain.planning.revenue_for_profit import revenue_for_profit
from kvota.language.errors import worded
from kvota.language.formats import formats_for
from kvota.language.typed_money import typed_money
from kvota.records.goals import GoalVersion
from kvota.web.plan.kept_words import kept_words
from kvota.web.plan.page import show
from kvota.web.seat_in_force import Asked

LOOK_BACK_MONTHS = 3


@require_POST
def set_the_goal(request: Asked) -> HttpResponse:
    """302 to the grid; 422 with the form and the sentence."""
    try:
        version = _store(request)
    except RuleError as refused:
        return show(
            request,
            refusal=worded(refused, currency=request.organisation.currency),
            goal_form=request.POST.dict(),
            status=422,
        )
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    kept = kept_words(
        version.terms["kept"], version.terms["kept_cells"], formats, fiscal_start=request.organisation.fiscal
    )
    messages.success(request, " ".join([_("The goal is set and spread."), *kept]))
    return redirect(f"{reverse('plan')}?{urlencode({'when': version.period})}")


def _store(request: Asked) -> GoalVersion:
    post = request.POST
    organisation = request.organisation
    formats = formats_for(request.LANGUAGE_CODE, organisation.currency)
    period = parse_period(post.get("when", ""), fiscal_start=organisation.fiscal)
    amount = typed_money(post.get("amount", ""), formats).minor
    terms: dict[str, Any] = {"rule": post.get("rule", "equal")}
    revenue = amount
    metric = "profit" if post.get("metric") == "profit" else "revenue"
    if metric == "profit":
        percent = exact(post.get("margin", "").replace(",", ".").strip("% "), name="margin")
        fixed = typed_money(post.get("fixed", "") or "0", formats).minor
        revenue = revenue_for_profit(amount, [(Fraction(1), percent / 100)], fixed=fixed).revenue
        terms |= {"margin": str(percent / 100), "fixed_minor": fixed}
    return set_goal(
        organisation=organisation,
        seat=request.seat,
        period=period,
        amount_minor=amount,
        revenue_minor=revenue,
        metric=metric,
        terms=terms,
        weights=_weights(request, period) if terms["rule"] == "history" else None,
        now=request.now,
    )


def _weights(request: Asked, period: Period) -> dict[int, Fraction] | None:
    """Each person by what he brought in the three months before; equal where nobody brought anything."""
    scope = whole_company(on=request.today)
    found: dict[int, int] = {}
    month = period.months()[0]
    while month.first_day > request.today:
        month = month.previous()
    for _step in range(LOOK_BACK_MONTHS):
        month = month.previous()
        for part in actual_by(
            request.organisation, scope=scope, period=month, as_of=request.today, by="person"
        ):
            if part.of:
                found[part.of.id] = found.get(part.of.id, 0) + max(0, part.minor)
    return {person: Fraction(minor) for person, minor in found.items()} if sum(found.values()) else None
