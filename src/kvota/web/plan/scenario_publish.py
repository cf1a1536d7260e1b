"""Publish a scenario: first what it does is said in words, then it is done with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kvota.actions.publish_goal import GoalMovedOn
from kvota.actions.publish_scenario import publish_scenario
from kvota.actions.seen_scenario import seen_scenario
from kvota.actions.set_scenario_goal import found_to_vary
from kvota.domain.errors import RuleError
from kvota.domain.planning.scenario import levers_said
from kvota.language.formats import formats_for
from kvota.records.goals import Scenario, goals_of_scenarios
from kvota.records.rights import reads_everything, require_whole_goal
from kvota.web.plan.goal_asked import query_of
from kvota.web.plan.lever_words import lever_words
from kvota.web.plan.scenario_asked import (
    address,
    period_of_scenario,
    scenario_asked,
    seen_as_sent,
    to_send,
)
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany
from kvota.web.worded_refusals import STATUS, sentence_of


def publish(request: Asked, uid: object) -> HttpResponse:
    """What it will do; sent, 302 to the goal that counts then. Where that changed meanwhile it asks first."""
    require_whole_goal(request.seat, on=request.today)
    scenario = scenario_asked(request, uid)
    if request.method != "POST":
        return _confirm(request, scenario)
    try:
        published = publish_scenario(
            seat=request.seat,
            scenario=scenario,
            now=request.now,
            reason=request.POST.get("reason", "").strip()[:400],
            knowing=bool(request.POST.get("knowing")),
            seen=seen_as_sent(request),
        )
    except RuleError as refused:
        return _confirm(request, scenario, refused=refused)
    messages.success(request, _("The scenario is published: its goal counts from now on."))
    return redirect(f"{reverse('plan')}?{query_of(published)}")


def _confirm(request: Asked, scenario: Scenario, *, refused: RuleError | None = None) -> HttpResponse:
    organisation = request.organisation
    formats, stages = formats_for(request.LANGUAGE_CODE, organisation.currency), StagesOfCompany(request)
    period = period_of_scenario(scenario)
    goal = found_to_vary(scenario.period)
    own = goals_of_scenarios([scenario.line]).get(scenario.line)
    context: dict[str, Any] = {
        "scope": read_scope(request, when=request.POST.get("when", "")),
        "scenario": scenario,
        "words": lever_words(levers_said(scenario.levers), formats, stages),
        "period_label": formats.period(period),
        "own": own,
        "goal": own or goal,
        "counting": goal if goal and goal.state == "published" else None,
        "draft": goal if goal and goal.state == "draft" else None,
        "seen": to_send(seen_scenario(scenario, goal)),
        "sees_total": reads_everything(request.seat, on=request.today),
        "reason": request.POST.get("reason", ""),
        "moved_on": isinstance(refused, GoalMovedOn),
        "back": address(request, scenario),
        "who": request.GET.get("who") or request.POST.get("who", ""),
        "when": request.GET.get("when") or request.POST.get("when", ""),
        "refusal": sentence_of(request, refused) if refused else "",
    }
    status = STATUS[refused.nature] if refused else 200
    return render(request, "plan/scenario_publish.html", context, status=status)
