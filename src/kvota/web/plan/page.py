"""`/plan`: the goal of a period as a grid, or the one question that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kvota.actions.goal_around import goal_around
from kvota.actions.kept_plans import kept_plans
from kvota.actions.store_goal import open_draft_of
from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.missing_rates import leaving_out_missing_rates
from kvota.domain.calendar.period import Period, parse_period, period_of
from kvota.language.formats import Formats, formats_for
from kvota.language.hidden_sums import sums_are_hidden
from kvota.records.goal_grades import Grade, grades_of
from kvota.records.goal_nodes import goal_tree
from kvota.records.goals import MONEY_METRICS, REVENUE, GoalVersion, goals_of_scenarios
from kvota.records.rights import READS_TEAM, may, own_people_in_sight, reads_drafts, sets_whole_goal
from kvota.web.plan.goal_asked import author_of, goal_asked, grade_asked, is_newest, may_edit, query_of
from kvota.web.plan.goal_form import GoalForm
from kvota.web.plan.goal_form import goal_form as form_of
from kvota.web.plan.grid import grid_of
from kvota.web.plan.grid_words import grid_words
from kvota.web.plan.kept_words import kept_words
from kvota.web.plan.lever_words import planned_with
from kvota.web.plan.readings import readings
from kvota.web.plan.scenario_asked import scenario_asked
from kvota.web.plan.versions import told
from kvota.web.plan.views import plan_views
from kvota.web.review.left_out import without_rates
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany

GOAL_KINDS = {"month", "quarter", "year"}


def newest_goal(request: Asked, period: Period, metric: str = "") -> GoalVersion | None:
    """The last version of the goal of exactly this period, of what the address asks for."""
    found = GoalVersion.visible_to(request.seat, on=request.today).filter(
        period=period.key, counts=counted(request), state="published", scenario=None
    )
    if metric:
        found = found.filter(metric=metric)
    version: GoalVersion | None = found.select_related("author").order_by("-sequence").first()
    return version


def counted(request: Asked) -> str:
    """What the goal on the page counts: `metric=` of the address, revenue without it."""
    metric = request.GET.get("metric") or request.POST.get("counts") or REVENUE
    return REVENUE if metric in MONEY_METRICS else metric[:40]


def goal_shown(request: Asked, period: Period) -> GoalVersion | None:
    """The goal that counts; with `state=draft` that prepared beside it, with `version` an old one to read.

    With `scenario` the newest of that scenario's own goal.

    Who reads drafts is shown that of just this period also where it has no goal of its own.
    """
    old = request.GET.get("version")
    if old:
        version = goal_asked(request, old)
        if version.period == period.key:
            return version
        raise Http404
    of_scenario = request.GET.get("scenario") or request.POST.get("scenario")
    if of_scenario:
        return _of_scenario(request, of_scenario, period)
    asked = request.GET.get("state") or request.POST.get("state")
    newest = newest_goal(request, period)
    if (asked == "draft" or newest is None) and reads_drafts(request.seat, on=request.today):
        return open_draft_of(period.key, counted(request)) or newest
    return newest


def _of_scenario(request: Asked, line: str, period: Period) -> GoalVersion:
    """A scenario's own goal, for who reads scenarios; 404 where it has none."""
    scenario = scenario_asked(request, line)
    found = goals_of_scenarios([scenario.line]).get(scenario.line)
    if found is None or found.period != period.key:
        raise Http404
    return found


def wider_goal(request: Asked, period: Period) -> GoalVersion | None:
    """The goal to open when the period has none of its own: the nearest that covers it, or its draft."""
    around = goal_around(request.seat, period, on=request.today, counts=counted(request))
    return around.goal if around.period.key != period.key else None


def plan(request: Asked) -> HttpResponse:
    """The grid of the newest version, or of the wider goal that covers the period; else a form."""
    period = read_scope(request).period
    if request.GET.get("goal") != "change" and goal_shown(request, period) is None:
        wider = wider_goal(request, period)
        if wider is not None:
            return redirect(f"{reverse('plan')}?{query_of(wider)}")
    return show(request)


def show(
    request: Asked,
    *,
    preview: Mapping[tuple[str, str], int] | None = None,
    editing: tuple[str, str] | None = None,
    typed: str = "",
    refusal: str = "",
    moved_on: GoalVersion | None = None,
    goal_form: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a preview or a refusal where one is. One question a month for the facts."""
    reads_plans = own_people_in_sight(request.seat, on=request.today) != set()
    views = plan_views(request.seat)
    page = read_scope(request, when=request.POST.get("when", ""), views=views)
    period = page.period
    if period.kind not in GOAL_KINDS:
        period = period_of(period.first_day, "month", fiscal_start=request.organisation.fiscal)
    asked = request.GET.get("edit", "")
    if editing is None and ":" in asked and may(request.seat, "set_goal"):
        node, month = asked.split(":", 1)
        editing = (node, month)
    version = goal_shown(request, period)
    wider = wider_goal(request, period) if version is None else None
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    grid, left_out = None, []
    grade: Grade = grade_asked(request, version) if version and preview is None else "target"
    if grade != "target":
        editing = None
    if version:
        asked_grid = partial(grid_of, request, version, preview=preview, editing=editing, grade=grade)
        try:
            grid = asked_grid()
        except MissingRate:
            with leaving_out_missing_rates():
                grid = asked_grid()
            left_out = without_rates(request, page, period)
    changing = request.GET.get("goal") == "change" or goal_form is not None
    context: dict[str, Any] = {
        "scope": page,
        "period": period,
        "period_label": formats.period(period),
        "version": version,
        # That a draft covers the period is no reason not to set its goal.
        "wider": wider if wider and wider.state == "published" else None,
        "wider_label": formats.period(parse_period(wider.period, fiscal_start=request.organisation.fiscal))
        if wider
        else "",
        "grid": grid,
        "left_out": left_out,
        "preview": preview is not None,
        "editing": editing,
        "typed": typed,
        "refusal": refusal,
        "form": _form(request, period, goal_form) if changing or version is None else None,
        "may_set": sets_whole_goal(request.seat, on=request.today),
        "reads_plans": reads_plans,
        "changing": changing,
        "moved_on": moved_on,
        "kept": _kept(request, period, formats) if changing or version is None else [],
        "f": formats,
        "now_key": period_of(request.today, "month", fiscal_start=period.fiscal_start).key,
        **(_sheet_context(request, version, formats, grade) if version and not changing else {}),
        "month_names": {month.key: formats.month_head(month) for month in period.months()},
    }
    return render(request, "plan/plan.html", context, status=status)


def _sheet_context(request: Asked, version: GoalVersion, formats: Formats, grade: Grade) -> dict[str, Any]:
    """What the spreadsheet on the page needs, and what is prepared beside the goal."""
    names = {"product": _("Products"), "kind": _("New and repeat"), "industry": _("Industries")}
    names["region"] = _("Regions")
    cut = request.GET.get("cut", "")
    sets = may(request.seat, "set_goal")
    reads = reads_drafts(request.seat, on=request.today)
    draft = open_draft_of(version.period, version.counts) if reads else None
    return {
        "shows_sheet": not sums_are_hidden(),
        "may_edit": may_edit(request, version, grade=grade),
        "grade": grade,
        "grades": _grades(version, formats),
        "may_note": sets or may(request.seat, "move"),
        "cuts": [(key, names[key]) for key in version.cuts] if grade == "target" else [],
        "cut": cut if cut in version.cuts else "",
        "locale": formats.region.code,
        "grid_words": grid_words(),
        "draft": draft,
        "asked": query_of(version),
        "draft_asked": query_of(version, state="draft"),
        "goal_asked": query_of(version, state="published"),
        "draft_by": author_of(draft) if draft else "",
        "is_old": version.state == "set_aside" or not is_newest(version),
        "told": told(version, formats),
        "planned_with": planned_with(
            version.terms, when=version.period, formats=formats, stages=StagesOfCompany(request)
        )
        if "planned_with" in version.terms and version.scenario_id is None and request.seat.role in READS_TEAM
        else None,
        "compares": request.seat.role in READS_TEAM and version.counts == REVENUE,
        "readings": readings(request, version),
        "prepares": sets,
    }


def _grades(version: GoalVersion, formats: Formats) -> list[tuple[Grade, str, str]]:
    """The grades to choose from, with names and shares of the target; none where it has one only."""
    names = {"base": _("Base"), "target": _("Target"), "challenge": _("Challenge")}
    grades = grades_of(version)
    if len(grades) == 1:
        return []
    return [
        (grade, names[grade], "" if grade == "target" else formats.percent(share))
        for grade, share in grades.items()
    ]


def _form(request: Asked, period: Period, typed: Mapping[str, str] | None) -> GoalForm | None:
    """The form, with what was typed; a number somebody was shown elsewhere stands in the field already."""
    if not sets_whole_goal(request.seat, on=request.today):
        return None
    return form_of(request, period, typed or {"amount": request.GET.get("amount", "")[:20]})


def _kept(request: Asked, period: Period, formats: Formats) -> list[str]:
    """What a goal set now would keep, said before it is set."""
    if not sets_whole_goal(request.seat, on=request.today):
        return []
    top = goal_tree(on=period.first_day).key
    kept = kept_plans(request.organisation, period=period, top=top, today=request.today)
    return kept_words(kept.months, kept.people_typed, formats, fiscal_start=period.fiscal_start)
