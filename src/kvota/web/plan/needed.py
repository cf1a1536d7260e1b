"""`/plan/funnel`: does the goal have the leads, the hands and the technology it needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kvota.actions.goal_around import goal_around
from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metrics.clients_in_work import clients_in_work
from kvota.analytics.metrics.lever_effects import lever_effects
from kvota.analytics.metrics.needed_work import NeededWork, ReadingOf, needed_work
from kvota.analytics.metrics.start_weeks import StartWeeks, start_weeks
from kvota.analytics.missing_rates import leaving_out_missing_rates
from kvota.analytics.reading import one_moment
from kvota.domain.calendar.period import Period, period_of
from kvota.domain.errors import RuleError
from kvota.domain.planning.period_of_need import PERIODS_OF_NEED
from kvota.domain.planning.scenario import NO_CHANGE, Levers, levers_said
from kvota.language.errors import worded
from kvota.language.formats import Formats, formats_for
from kvota.records.goal_nodes import counting_versions
from kvota.records.goals import REVENUE, GoalVersion, Scenario, goals_of_scenarios
from kvota.records.rights import READS_TEAM, may, own_people_in_sight, sets_whole_goal
from kvota.web.plan.lever_slides import slide_of
from kvota.web.plan.lever_words import has_levers, lever_fields, lever_words, planned_with
from kvota.web.plan.needed_ladder import ladder_of
from kvota.web.plan.needed_parts import parts_table
from kvota.web.plan.scenario_asked import scenario_asked
from kvota.web.plan.sharing_shown import sharing_shown
from kvota.web.plan.typed_levers import TypedLevers, levers_typed
from kvota.web.plan.views import plan_views
from kvota.web.read_uid import row_of
from kvota.web.review.left_out import without_rates
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


def needed(request: Asked) -> HttpResponse:
    """The ladder, the three lamps and the last useful days; 404 for who reads nobody's plan.

    422 with what was typed where a lever is refused. The questions do not grow with the deals.
    """
    if own_people_in_sight(request.seat, on=request.today) == set():
        raise Http404
    page = read_scope(request, views=plan_views(request.seat))
    period = goal_period(request, page)
    stages = StagesOfCompany(request)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    scenario = scenario_asked(request, request.GET["scenario"]) if request.GET.get("scenario") else None
    levers, typed, refusal = NO_CHANGE, TypedLevers({}), ""
    try:
        if scenario is not None and not has_levers(request.GET):
            levers = levers_said(scenario.levers)
            typed = TypedLevers(lever_fields(levers, formats, stages))
        else:
            levers, typed = levers_typed(request, stages)
    except RuleError as refused:
        refusal, typed = worded(refused), TypedLevers(request.GET.dict())
    version = _goal_of(scenario) if not request.GET.get("version") else None
    version = version or asked_version(request, period)
    ask: Callable[..., NeededWork] = partial(
        needed_work,
        request.organisation,
        scope=page.scope,
        period=period,
        as_of=request.today,
        version=version,
        reading=_reading(request),
    )
    left_out: list[Any] = []
    with one_moment(request.organisation):
        try:
            unchanged, as_typed, found = _with_levers(ask, levers)
        except MissingRate:
            with leaving_out_missing_rates():
                unchanged, as_typed, found = _with_levers(ask, levers)
            left_out = without_rates(request, page, period)
        work = clients_in_work(request.organisation, scope=page.scope, as_of=page.as_of)
    query = {"who": page.scope.who} if page.scope.who else {}
    rungs = ladder_of(
        found,
        stages=stages.by_id,
        language=request.LANGUAGE_CODE,
        in_work={one.stage: one.count for one in work.stages if one.stage},
        query=query,
        formats=formats,
    )
    context: dict[str, Any] = {
        "scope": page,
        "period": period,
        "period_label": formats.period(period),
        "found": found,
        "rungs": rungs,
        "new": next((one for one in found.segments if one.sale == "new"), None),
        "last_days": _last_days(found, stages),
        "version": version,
        "who_query": f"?{urlencode(query)}" if query else "",
        "refusal": refusal,
        "typed": typed.fields,
        "typed_steps": bool(levers.typed or levers.deal) or not any(one.need for one in found.segments),
        # A draft has nothing to share yet: it is not yet anybody's goal.
        "shared": sharing_shown(request, page, period, unchanged) if version is None else None,
        "starts": _starts(request, page, period, version, levers, found),
        "best_url": f"{request.path}?{urlencode({**request.GET.dict(), 'best': '1'})}#starts",
        "parts": parts_table(
            request, scope=page.scope, period=period, version=version, levers=levers, typed=typed.fields
        ),
        "levers": []
        if found.is_over or not found.segments
        else [(one, slide_of(one)) for one in lever_effects(unchanged, levers, typed=as_typed)],
        "steps": _steps(found, stages),
        "left_out": left_out,
        "may_ask": may(request.seat, "plan_supply"),
        "may_set": sets_whole_goal(request.seat, on=request.today),
        "ask_url": _ask_url(found),
        "readings": _readings(request, page, found),
        "scenario": scenario,
        "levers_in_words": lever_words(levers, formats, stages),
        "may_make": may(request.seat, "make_scenario"),
        "compares": request.seat.role in READS_TEAM,
        "planned_with": _planned_with(request, period, version, formats, stages),
        "stage_names": {str(stage): stages.name(stage) for stage in stages.by_id},
    }
    return render(request, "plan/needed.html", context, status=422 if refusal else 200)


def _with_levers(ask: Callable[..., NeededWork], levers: Levers) -> tuple[NeededWork, NeededWork, NeededWork]:
    """The need with no lever, with what was typed as known, and with all of them; each asked once."""
    known: dict[Any, NeededWork] = {}
    for each in (NO_CHANGE, levers.typed_alone, levers):
        if each.key not in known:
            known[each.key] = ask(levers=each)
    return known[NO_CHANGE.key], known[levers.typed_alone.key], known[levers.key]


def _goal_of(scenario: Scenario | None) -> GoalVersion | None:
    """The scenario's own goal, where it has one."""
    return goals_of_scenarios([scenario.line]).get(scenario.line) if scenario else None


def _planned_with(
    request: Asked,
    period: Period,
    version: GoalVersion | None,
    formats: Formats,
    stages: StagesOfCompany,
) -> dict[str, str] | None:
    """The assumptions that were published with the goal on the page; that of a scenario has its own.

    They are for who reads a team, as scenarios are: a rep would read who is to leave it.
    """
    if request.seat.role not in READS_TEAM:
        return None
    if version is not None and version.scenario_id is not None:
        return None
    if version is None:
        months = [month.key for month in period.months()]
        counting = set(counting_versions(request.organisation, months=months).values())
        newest = GoalVersion.objects.filter(pk__in=counting).order_by("-sequence")
        version = next((each for each in newest if "planned_with" in each.terms), None)
    if version is None:
        return None
    return planned_with(version.terms, when=period.key, formats=formats, stages=stages)


def goal_period(request: Asked, page: PageScope) -> Period:
    """The period of the page; for a day, a week or ten days the month it is in."""
    if page.period.kind in PERIODS_OF_NEED:
        return page.period
    return period_of(page.period.first_day, "month", fiscal_start=request.organisation.fiscal)


def asked_version(request: Asked, period: Period) -> GoalVersion | None:
    """The draft, scenario or older version in the address; None for the plan that counts.

    The open draft is read where nothing counts yet (`goal_around`). 404 for one this seat may not read: a
    draft is for who sets goals or reads everything, and a goal of anything but money needs no deals.
    """
    asked = request.GET.get("version", "")
    if not asked:
        return goal_around(request.seat, period, on=request.today).draft
    in_money = GoalVersion.visible_to(request.seat, on=request.today).filter(counts=REVENUE)
    found: GoalVersion | None = row_of(in_money, asked)
    if found is None:
        raise Http404
    return found


def _reading(request: Asked) -> ReadingOf | None:
    asked = request.GET.get("show", "")
    return "whole" if asked == "whole" else "rest" if asked == "rest" else None


def _readings(request: Asked, page: PageScope, found: NeededWork) -> list[tuple[str, bool, str]]:
    """The two readings of the goal: key, whether it is shown, its address."""
    kept = {name: value for name, value in request.GET.items() if name != "show"}
    return [
        (key, found.reading == key, f"{request.path}?{urlencode({**kept, 'show': key})}")
        for key in ("rest", "whole")
    ]


def _ask_url(found: NeededWork) -> str:
    lamp = found.lamp("leads")
    if lamp is None or found.is_too_late:
        return ""
    missing = lamp.short if lamp.state == "short" else lamp.needed if lamp.state == "unknown" else 0
    if not missing:
        return ""
    asked = {"ask": str(-(-missing.numerator // missing.denominator)), "when": found.period.key}
    return f"{reverse('lead-supply')}?{urlencode(asked)}#requests"


def _starts(
    request: Asked,
    page: PageScope,
    period: Period,
    version: GoalVersion | None,
    levers: Levers,
    found: NeededWork,
) -> StartWeeks | None:
    """What starts in which week; not for a year, whose months are planned one after the other."""
    if found.is_over or found.plan_minor is None or period.kind == "year":
        return None
    asked: dict[str, Any] = {
        "scope": page.scope,
        "period": period,
        "as_of": request.today,
        "version": version,
        "levers": levers,
    }
    with leaving_out_missing_rates():
        return start_weeks(request.organisation, best=request.GET.get("best") == "1", **asked)


def _steps(found: NeededWork, stages: StagesOfCompany) -> list[tuple[str, str, Any]]:
    """The steps of new business for the fields that type a conversion: field, stage, what is known."""
    new = next((one for one in found.segments if one.sale == "new"), None)
    return [
        (f"c-{stages.by_id[step.stage].uid}", stages.name(step.stage), step.conversion)
        for step in (new.way.steps if new else ())
    ]


def _last_days(found: NeededWork, stages: StagesOfCompany) -> list[tuple[str, Any]]:
    """The stages of new business with their last useful days."""
    return [(stages.name(each.stage), each) for each in found.last_days if each.sale == "new"]
