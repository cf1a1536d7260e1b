"""Set the goal of a period: revenue, a profit and what revenue it takes, or anything that is counted."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.set_goal import goal_metric, set_goal
from kvota.actions.spread_over_cells import GoalShape, Slice
from kvota.analytics.goal_weights import people_weights, slices_sold
from kvota.analytics.metrics.season import season
from kvota.analytics.product_mix import product_mix
from kvota.domain.calendar.period import Period, parse_period
from kvota.domain.errors import RuleError
from kvota.domain.importing.numbers import read_number
from kvota.domain.planning.revenue_for_profit import revenue_for_profit
from kvota.language.errors import worded
from kvota.language.formats import Formats, formats_for
from kvota.language.typed_money import DECIMAL_MARKS, typed_money
from kvota.language.typed_percent import typed_percent
from kvota.records.goal_nodes import UNITS_OF_PEOPLE, goal_tree, people_of
from kvota.records.goals import CUTS, REVENUE, GoalVersion
from kvota.records.rights import require_whole_goal
from kvota.web.plan.goal_asked import query_of
from kvota.web.plan.goal_form import chosen_rule
from kvota.web.plan.kept_words import kept_words
from kvota.web.plan.page import show
from kvota.web.plan.typed_goal_amount import typed_goal_amount
from kvota.web.seat_in_force import Asked

LONGEST_INTENT = 2_000
LARGEST_COUNT = 10**9


class GoalNotWhole(RuleError):
    """What is counted is whole: half a visit is none."""

    code = "goal_not_whole"
    sentence = "{value} is not a whole number above zero"
    value: str


class SeasonUnknown(RuleError):
    """Two whole years of sales are needed to tell a season from chance."""

    code = "season_unknown"
    sentence = "the company has less than two years of sales to tell a season from"


class SharesNotAll(RuleError):
    """Percents typed by hand do not make the whole."""

    code = "shares_not_all"
    sentence = "the shares typed add up to {percent} %, not to 100 %"
    percent: str


@require_POST
def set_the_goal(request: Asked) -> HttpResponse:
    """302 to the grid; 422 with the form and the sentence."""
    require_whole_goal(request.seat, on=request.today)
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
    said = (
        _("The draft is spread. It counts for nothing until it is published.")
        if version.state == "draft"
        else _("The goal is set and spread.")
    )
    messages.success(request, " ".join([said, *kept]))
    return redirect(f"{reverse('plan')}?{query_of(version)}")


def _store(request: Asked) -> GoalVersion:
    post = request.POST
    organisation = request.organisation
    formats = formats_for(request.LANGUAGE_CODE, organisation.currency)
    period = parse_period(post.get("when", ""), fiscal_start=organisation.fiscal)
    metric = goal_metric(organisation, post.get("other") or post.get("metric") or REVENUE)
    is_money = metric.unit == "money"
    text, terms = post.get("amount", ""), _terms(request, formats)
    if is_money:
        amount, of_rate = typed_goal_amount(organisation, text, formats, on=request.today)
        terms |= of_rate
    else:
        amount = _amount(text, is_money, formats)
    revenue = amount
    if metric.key == "profit":
        revenue, of_profit = _revenue_for(request, amount, period, formats)
        terms |= of_profit
    return set_goal(
        organisation=organisation,
        seat=request.seat,
        period=period,
        amount_minor=amount,
        revenue_minor=revenue,
        metric=metric.key,
        terms=terms,
        shape=_shape(request, period),
        state="draft" if post.get("draft") else "published",
        step=_step(post.get("step", ""), is_money, formats),
        intent=post.get("intent", "").strip()[:LONGEST_INTENT],
        reason=post.get("reason", "").strip()[:400],
        now=request.now,
    )


def _amount(text: str, is_money: bool, formats: Formats) -> int:
    if is_money:
        return typed_money(text, formats).minor
    number = read_number(text, decimal=DECIMAL_MARKS[formats.region.language])
    if number != int(number) or not 0 < number < LARGEST_COUNT:
        raise GoalNotWhole(value=text[:40])
    return int(number)


def _step(text: str, is_money: bool, formats: Formats) -> int:
    """What the cells are rounded to; 0 for whole money or whole things."""
    return _amount(text, is_money, formats) if text.strip() else 0


def _terms(request: Asked, formats: Formats) -> dict[str, Any]:
    """The grades of the goal, where somebody gave them: shares of the target."""
    grades = {
        grade: str(Fraction(typed_percent(text, formats.region.language), 10_000))
        for grade in ("base", "challenge")
        if (text := request.POST.get(grade, "").strip())
    }
    return {"grades": grades} if grades else {}


def _revenue_for(request: Asked, profit: int, period: Period, formats: Formats) -> tuple[int, dict[str, Any]]:
    """The revenue a profit takes: by one margin for all that is sold, or by the mix of products."""
    post = request.POST
    fixed = typed_money(post.get("fixed", "").strip() or "0", formats).minor
    typed = post.get("margin", "").strip()
    if typed:
        margin = Fraction(typed_percent(typed, formats.region.language), 10_000)
        goal = revenue_for_profit(profit, [(Fraction(1), margin)], fixed=fixed)
        return goal.revenue, {"margin": str(margin), "fixed_minor": fixed}
    parts = product_mix(request.organisation, period=period, as_of=request.today)
    goal = revenue_for_profit(profit, [(part.share, part.margin) for part in parts], fixed=fixed)
    mix = [
        {
            "product": part.product,
            "share": str(part.share),
            "margin": str(part.margin),
            "revenue_per_share": str(per_share),
        }
        for part, per_share in zip(parts, goal.per_share, strict=True)
    ]
    return goal.revenue, {"margin": str(goal.margin), "fixed_minor": fixed, "mix": mix}


def _shape(request: Asked, period: Period) -> GoalShape:
    rule = chosen_rule(request.POST)
    weights = _by_hand(request, period) if rule == "manual" else _by_rule(request, period)
    over = request.POST.get("over", "").strip()
    extra = Fraction(typed_percent(over, request.LANGUAGE_CODE), 10_000) if over else Fraction(0)
    return GoalShape(
        weights=weights or None,
        slices=_slices(request, period),
        season=_season(request, period) if request.POST.get("season") else None,
        over={UNITS_OF_PEOPLE: extra} if extra else {},
        rule=rule,
    )


def _season(request: Asked, period: Period) -> dict[str, Fraction] | None:
    """Month key → its rate by the company's own years; None where they are too few to tell."""
    found = season(request.organisation, as_of=request.today)
    if not found.is_known:
        raise SeasonUnknown
    return {month.key: found.rates[month.first_day.month - 1] for month in period.months()}


def _by_rule(request: Asked, period: Period) -> dict[int, Fraction]:
    people = people_of(goal_tree(on=period.months()[0].first_day))
    found = people_weights(
        request.organisation, chosen_rule(request.POST), people=people, period=period, as_of=request.today
    )
    return found.of


def _by_hand(request: Asked, period: Period) -> dict[int, Fraction]:
    shares = {
        person: Fraction(typed_percent(text, request.LANGUAGE_CODE), 10_000)
        for person in people_of(goal_tree(on=period.months()[0].first_day))
        if (text := request.POST.get(f"share-{person}", "").strip())
    }
    whole = sum(shares.values(), Fraction(0))
    if whole != 1:
        raise SharesNotAll(percent=f"{float(whole * 100):g}")
    return shares


def _slices(request: Asked, period: Period) -> tuple[Slice, ...]:
    """The segments of the first cut that was chosen, each with what it sold in the year before."""
    for cut in CUTS:
        if request.POST.get(f"cut-{cut}"):
            found = slices_sold(request.organisation, cut, period=period, as_of=request.today)
            return tuple(
                Slice(Fraction(each.minor), each.product, each.kind, each.industry, each.region)
                for each in found
            )
    return ()
