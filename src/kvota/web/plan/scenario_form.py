"""Keep a scenario under a name, say it otherwise, give it a goal of its own, or set it aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.make_scenario import LONGEST_NAME, change_scenario, make_scenario, set_scenario_aside
from kvota.actions.seen_scenario import ScenarioChangedMeanwhile, seen_scenario
from kvota.actions.set_scenario_goal import drop_scenario_goal, found_to_vary, set_scenario_goal
from kvota.domain.calendar.period import Period
from kvota.domain.errors import RuleError
from kvota.domain.planning.scenario import levers_said
from kvota.language.formats import Formats, formats_for
from kvota.language.marks import listed
from kvota.language.typed_money import typed_money
from kvota.records.goals import GoalVersion, Scenario, goals_of_scenarios
from kvota.records.models import Product
from kvota.records.rights import reads_everything, require
from kvota.web.plan.lever_words import has_levers, lever_fields, lever_words
from kvota.web.plan.needed import goal_period
from kvota.web.plan.scenario_asked import (
    address,
    around_of,
    period_of_scenario,
    scenario_asked,
    seen_as_sent,
    to_send,
)
from kvota.web.plan.typed_levers import levers_of
from kvota.web.read_uid import as_uid
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany
from kvota.web.worded_refusals import STATUS, sentence_of

#: What the goal of a scenario is: that which counts, a copy of it, or another total.
GOALS = ("counts", "copy", "total")


def keep(request: Asked) -> HttpResponse:
    """The form with the levers of the address; sent, 302 to the comparison. 422 with what was typed."""
    require(request.seat, "make_scenario")
    period = _period(request)
    if request.method != "POST":
        return _form(request, period, typed=_with_a_name(request))
    try:
        with transaction.atomic():
            made = make_scenario(
                seat=request.seat,
                name=request.POST.get("name", ""),
                period=period,
                levers=levers_of(request, _sent(request), StagesOfCompany(request)),
                now=request.now,
            )
            _set_goal(request, made, own=None)
    except RuleError as refused:
        return _form(request, period, typed=request.POST.dict(), refused=refused)
    messages.success(request, _("The scenario is kept. It counts for nothing until it is published."))
    return redirect(address(request, made))


def change(request: Asked, uid: object) -> HttpResponse:
    """The same of a scenario that is kept already; an address with levers proposes these."""
    require(request.seat, "make_scenario")
    scenario = scenario_asked(request, uid)
    period = period_of_scenario(scenario)
    if request.method != "POST":
        return _form(request, period, typed=_of(request, scenario), scenario=scenario)
    try:
        with transaction.atomic():
            changed = change_scenario(
                seat=request.seat,
                scenario=scenario,
                name=request.POST.get("name", ""),
                levers=levers_of(request, _sent(request), StagesOfCompany(request)),
                now=request.now,
                seen=seen_as_sent(request),
            )
            _set_goal(request, changed, own=_own(changed))
    except RuleError as refused:
        return _form(request, period, typed=request.POST.dict(), scenario=scenario, refused=refused)
    return redirect(address(request, changed))


@require_POST
def set_aside(request: Asked, uid: object) -> HttpResponse:
    """302 to the comparison of the others."""
    require(request.seat, "make_scenario")
    scenario = scenario_asked(request, uid)
    set_scenario_aside(seat=request.seat, scenario=scenario, now=request.now)
    messages.success(request, _("The scenario is set aside. It stays in the history."))
    return redirect(address(request, scenario))


def _set_goal(request: Asked, scenario: Scenario, *, own: GoalVersion | None) -> None:
    """What the form says of its goal; an own one that is to stay is not made anew."""
    asked = request.POST.get("goal", "counts")
    if asked == "total":
        amount = typed_money(request.POST.get("amount", ""), _formats(request)).minor
        if own is None or amount != own.revenue_minor:
            set_scenario_goal(seat=request.seat, scenario=scenario, amount_minor=amount, now=request.now)
    elif asked == "copy" and own is None:
        set_scenario_goal(seat=request.seat, scenario=scenario, now=request.now)
    elif asked == "counts" and own is not None:
        drop_scenario_goal(seat=request.seat, scenario=scenario, now=request.now)


def _form(
    request: Asked,
    period: Period,
    *,
    typed: Mapping[str, Any],
    scenario: Scenario | None = None,
    refused: RuleError | None = None,
) -> HttpResponse:
    formats, stages = _formats(request), StagesOfCompany(request)
    own = _own(scenario) if scenario else None
    context = {
        "scope": read_scope(request, when=str(typed.get("when", ""))),
        "scenario": scenario,
        "own": own,
        "sees_total": reads_everything(request.seat, on=request.today),
        "typed": typed,
        "typed_steps": [
            (f"c-{stage.uid}", stage.name_in(request.LANGUAGE_CODE))
            for stage in stages.all
            if typed.get(f"c-{stage.uid}")
        ],
        "typed_deals": _typed_deals(typed),
        "goal": typed.get("goal") or ("copy" if own else "counts"),
        "has_goal": found_to_vary(period.key) is not None,
        "period_label": formats.period(period),
        "longest": LONGEST_NAME,
        "back": address(request, scenario),
        "who": typed.get("who") or request.GET.get("who", ""),
        "when": typed.get("when") or request.GET.get("when", "") or period.key,
        "refusal": sentence_of(request, refused) if refused else "",
        "seen": to_send(seen_scenario(scenario)) if scenario else "",
        "meanwhile": _said(scenario, formats, stages)
        if scenario and isinstance(refused, ScenarioChangedMeanwhile)
        else "",
    }
    status = STATUS[refused.nature] if refused else 200
    return render(request, "plan/scenario_form.html", context, status=status)


def _said(scenario: Scenario, formats: Formats, stages: StagesOfCompany) -> str:
    """What another kept while this form was filled in, so that saving it again is no accident."""
    words = lever_words(levers_said(scenario.levers), formats, stages) or _("nothing different")
    return listed([scenario.name, words], between="comma")


def _typed_deals(typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The field of each product whose deal is typed, with its name; no query where none is."""
    uids = {as_uid(name.removeprefix("deal-")) for name in typed if name.startswith("deal-") and typed[name]}
    if not (uids := uids - {None}):
        return []
    known = Product.objects.filter(uid__in=uids).order_by("name")
    return [(f"deal-{product.uid}", product.name) for product in known]


def _with_a_name(request: Asked) -> dict[str, str]:
    """What the address says; the name is proposed in the words of its levers, where they can be read."""
    typed = {name: str(value) for name, value in request.GET.items()}
    stages = StagesOfCompany(request)
    try:
        words = lever_words(levers_of(request, _sent(request), stages), _formats(request), stages)
    except RuleError:
        words = ""
    return {"name": capfirst(words)[:LONGEST_NAME]} | typed


def _of(request: Asked, scenario: Scenario) -> dict[str, str]:
    sent = {name: str(value) for name, value in request.GET.items()}
    if not has_levers(sent):
        levers = levers_said(scenario.levers)
        sent |= lever_fields(levers, _formats(request), StagesOfCompany(request))
    return {"name": scenario.name} | sent


def _own(scenario: Scenario) -> GoalVersion | None:
    return goals_of_scenarios([scenario.line]).get(scenario.line)


def _sent(request: Asked) -> dict[str, str]:
    sent = request.POST if request.method == "POST" else request.GET
    return {name: str(value).strip() for name, value in sent.items() if str(value).strip()}


def _period(request: Asked) -> Period:
    """That of the goal the scenario varies."""
    page = read_scope(request, when=request.POST.get("when", ""))
    return around_of(request, goal_period(request, page)).period


def _formats(request: Asked) -> Formats:
    return formats_for(request.LANGUAGE_CODE, request.organisation.currency)
