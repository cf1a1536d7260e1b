"""`/plan/scenarios`: the goal as it is beside up to three scenarios, row by row, with the differences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from kvota.actions.goal_around import GoalAround
from kvota.actions.make_scenario import make_scenario
from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metrics.compared_scenarios import (
    MOST_COMPARED,
    ComparedColumn,
    compared_rows,
    compared_scenarios,
)
from kvota.analytics.missing_rates import leaving_out_missing_rates
from kvota.domain.calendar.period import Period
from kvota.domain.errors import RuleError
from kvota.domain.planning.scenario import Levers, levers_plain, levers_said
from kvota.language.errors import worded
from kvota.language.formats import Formats, formats_for
from kvota.records.goals import GoalVersion, Scenario, goals_of_scenarios
from kvota.records.rights import READS_TEAM, require, sets_whole_goal
from kvota.web.plan.lever_words import lever_words
from kvota.web.plan.needed import goal_period
from kvota.web.plan.scenario_asked import (
    address,
    around_of,
    chosen_of,
    makes,
    open_scenarios,
)
from kvota.web.plan.scenario_rows import ShownRow, shown_rows
from kvota.web.plan.typed_levers import levers_of
from kvota.web.plan.views import plan_views
from kvota.web.review.left_out import without_rates
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany

#: The three offers that take one value each: the field, the lever it moves, and which way.
QUICK = (("fewer_leads", "leads", "-"), ("more_reps", "reps", ""), ("dearer", "price", ""))


class NothingToCompare(RuleError):
    """None of the three fields holds a change."""

    code = "nothing_to_compare"
    sentence = "no change was typed"


@dataclass(frozen=True)
class ShownColumn:
    """A column in words: what is different, and the way to its math."""

    column: ComparedColumn
    words: str
    url: str
    counts_now: bool

    @property
    def scenario(self) -> Scenario | None:
        return self.column.scenario


def scenarios(request: Asked) -> HttpResponse:
    """The comparison; 404 for who reads one plan alone. The questions grow by a constant each column."""
    if request.seat.role not in READS_TEAM:
        raise Http404
    return show(request)


@require_POST
def compare_at_once(request: Asked) -> HttpResponse:
    """302 to the comparison of up to three scenarios, one for each value; 422 with what was typed.

    A scenario with just these levers and no goal of its own is taken as it is.
    """
    require(request.seat, "make_scenario")
    try:
        lines = _made_of_values(request)
    except RuleError as refused:
        typed = {name: request.POST.get(name, "") for name, _lever, _sign in QUICK}
        refusal = worded(refused, currency=request.organisation.currency)
        return show(request, typed=typed, refusal=refusal, status=422)
    return redirect(address(request, **{"with": ",".join(lines)}))


def _made_of_values(request: Asked) -> list[str]:
    stages = StagesOfCompany(request)
    formats = _formats(request)
    asked = [
        levers_of(request, {lever: _signed(text, sign)}, stages) for lever, text, sign in _values(request)
    ]
    asked = [levers for levers in asked if levers.changed]
    if not asked:
        raise NothingToCompare
    period = around_of(request, _period_posted(request)).period
    known = open_scenarios(request, period.key)
    own = goals_of_scenarios(one.line for one in known)
    found: list[str] = []
    with transaction.atomic():
        for levers in asked:
            same = [one for one in known if one.levers == levers_plain(levers) and one.line not in own]
            scenario = same[0] if same else _kept(request, levers, period, formats, stages)
            found.append(str(scenario.line))
    return found


def _values(request: Asked) -> list[tuple[str, str, str]]:
    found = []
    for name, lever, sign in QUICK:
        text = request.POST.get(name, "").strip()
        if text:
            found.append((lever, text, sign))
    return found


def _signed(text: str, sign: str) -> str:
    """Twenty per cent fewer leads are typed as 20, and as −20 by who reads it so."""
    return sign + text.lstrip("-−–") if sign else text


def _kept(
    request: Asked, levers: Levers, period: Period, formats: Formats, stages: StagesOfCompany
) -> Scenario:
    name = capfirst(lever_words(levers, formats, stages))
    return make_scenario(seat=request.seat, name=name, period=period, levers=levers, now=request.now)


def _period_posted(request: Asked) -> Period:
    return goal_period(request, read_scope(request, when=request.POST.get("when", "")))


def show(
    request: Asked, *, typed: dict[str, str] | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    page = read_scope(
        request,
        when=request.POST.get("when", ""),
        views=plan_views(request.seat),
        parts={"with": ",".join(request.GET.getlist("with"))},
    )
    period = goal_period(request, page)
    around = around_of(request, period)
    offered = open_scenarios(request, around.period.key)
    chosen = chosen_of(request, offered)
    goals = goals_of_scenarios(one.line for one in offered)
    ask: Callable[..., tuple[ComparedColumn, ...]] = partial(
        compared_scenarios,
        request.organisation,
        scope=page.scope,
        period=period,
        as_of=request.today,
        scenarios=chosen,
        goals=goals,
        version=around.draft,
    )
    left_out: list[Any] = []
    try:
        columns = ask()
    except MissingRate:
        with leaving_out_missing_rates():
            columns = ask()
        left_out = without_rates(request, page, period)
    stages, formats = StagesOfCompany(request), _formats(request)
    rows: tuple[ShownRow, ...] = ()
    if columns[0].work.plan_minor is not None:
        rows = shown_rows(columns, compared_rows(columns), formats, stages)
    context = {
        "scope": page,
        "period": period,
        "period_label": formats.period(period),
        "goal_label": formats.period(around.period),
        "around": around,
        "columns": [_shown(each, page, period, around, formats, stages) for each in columns],
        "rows": rows,
        "offered": offered,
        "chosen": {one.line for one in chosen},
        "most": MOST_COMPARED,
        "has_goal": columns[0].work.plan_minor is not None,
        "is_over": columns[0].work.is_over,
        "left_out": left_out,
        "may_make": makes(request),
        "may_set": sets_whole_goal(request.seat, on=request.today),
        "typed": typed or {},
        "refusal": refusal,
        "asked": _asked_of(page, period),
    }
    return render(request, "plan/scenarios.html", context, status=status)


def _shown(
    column: ComparedColumn,
    page: PageScope,
    period: Period,
    around: GoalAround,
    formats: Formats,
    stages: StagesOfCompany,
) -> ShownColumn:
    scenario = column.scenario
    asked = _asked_of(page, period)
    if scenario is not None:
        asked["scenario"] = str(scenario.line)
    if column.version is not None:
        asked["version"] = str(column.version.uid)
    published = _published_of(around.counting)
    words = lever_words(levers_said(scenario.levers), formats, stages) if scenario else ""
    return ShownColumn(
        column,
        # A scenario that was named by its levers says them once.
        "" if scenario and words.casefold() == scenario.name.casefold() else words,
        f"{reverse('needed')}?{urlencode(asked)}",
        counts_now=scenario is not None and published == str(scenario.line),
    )


def _published_of(counting: GoalVersion | None) -> str:
    """The line of the scenario the goal that counts was planned with."""
    said = counting.terms.get("planned_with", {}) if counting else {}
    return str(said.get("scenario", ""))


def _asked_of(page: PageScope, period: Period) -> dict[str, str]:
    return ({"who": page.scope.who} if page.scope.who else {}) | {"when": period.key}


def _formats(request: Asked) -> Formats:
    return formats_for(request.LANGUAGE_CODE, request.organisation.currency)
