"""`/plan/changes`: the changed goal that is proposed when somebody comes, leaves, moves or is long away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.prorate_goal import Decision, Proposed, Share, decide_on_seat_change, proposed_goal
from kvota.domain.calendar.period import parse_period, period_of
from kvota.domain.errors import RuleError
from kvota.domain.planning.goal_tree import Node
from kvota.domain.planning.tree_of_month import tree_of_month
from kvota.domain.planning.working_hours import workload_said
from kvota.language.errors import worded
from kvota.language.formats import Formats, formats_for
from kvota.records.goal_nodes import counting_versions, unit_key
from kvota.records.goals import GoalVersion
from kvota.records.people import Person
from kvota.records.rights import may, require
from kvota.records.seat_changes import SeatChange, seat_changes_in_sight, somebody_changes
from kvota.records.units import Unit
from kvota.web.plan.grid import rows_in_sight
from kvota.web.plan.why_words import Figures
from kvota.web.read_uid import row_of
from kvota.web.seat_in_force import Asked
from kvota.web.worded_refusals import STATUS, sentence_of

MONTHS_AHEAD = 18


@dataclass(frozen=True)
class Pending:
    """A change no decision was made about, and the goal it touches."""

    version: GoalVersion
    change: SeatChange
    words: str
    url: str


@dataclass(frozen=True)
class ChangedRow:
    """One number that would change: whose, in which month, from what to what."""

    name: str
    month: str
    before: str
    after: str
    is_rest: bool = False


def pending_changes(request: Asked) -> list[Pending]:
    """What a head is asked about on Today and on the plan; nothing for who sets no goals.

    One query where nobody changes; else four, and ten for each goal that counts from this month on.
    """
    if not may(request.seat, "set_goal") or not somebody_changes(today=request.today):
        return []
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    found = []
    for version in _goals_that_count(request):
        for change in seat_changes_in_sight(version, request.seat, today=request.today):
            query = urlencode({"goal": str(version.uid), "change": change.key})
            url = f"{reverse('seat-changes')}?{query}"
            found.append(Pending(version, change, change_words(change, version, formats), url))
    return found


def _goals_that_count(request: Asked) -> list[GoalVersion]:
    month = period_of(request.today, "month", fiscal_start=request.organisation.fiscal)
    months = [month.key]
    for _more in range(MONTHS_AHEAD):
        month = month.next()
        months.append(month.key)
    counted = GoalVersion.objects.filter(state="published", scenario=None)
    kinds = sorted(set(counted.values_list("counts", flat=True)))
    chosen: set[int] = set()
    for counts in kinds:
        counting = counting_versions(request.organisation, months=months, counts=counts)
        chosen |= set(counting.values())
    versions = GoalVersion.objects.filter(pk__in=chosen).select_related("organisation")
    return list(versions.order_by("period", "counts"))


def change_words(change: SeatChange, version: GoalVersion, formats: Formats) -> str:
    """Why a goal is to change, as one sentence without its end."""
    whole = parse_period(version.period, fiscal_start=version.organisation.fiscal)
    fields = {
        "who": change.name,
        "day": formats.day_long(change.first),
        "last": formats.day_long(change.last) if change.last else "",
        "last_day": formats.day_long(change.first - timedelta(days=1)),
        "period": formats.period(whole),
    }
    said = {
        "leaves": _("The goal for %(period)s changes: %(who)s leaves, the last day is %(last_day)s"),
        "comes": _("The goal for %(period)s changes: %(who)s comes on %(day)s"),
        "moves": _("The goal for %(period)s changes: %(who)s moves to another unit on %(day)s"),
        "away": _("The goal for %(period)s changes: %(who)s is away from %(day)s to %(last)s"),
    }
    return said[change.kind] % fields


def seat_changes(request: Asked) -> HttpResponse:
    """Every open change with what it would make of the goal. Reading it decides nothing."""
    require(request.seat, "set_goal")
    return _show(request)


@require_POST
def decide(request: Asked) -> HttpResponse:
    """Publish, put into a draft or set aside; 422 or 409 with the sentence when it cannot be."""
    require(request.seat, "set_goal")
    post = request.POST
    goals = GoalVersion.visible_to(request.seat, on=request.today).filter(state="published", scenario=None)
    version = row_of(goals, post.get("goal", ""))
    if version is None:
        raise Http404
    open_ = seat_changes_in_sight(version, request.seat, today=request.today)
    change = next((each for each in open_ if each.key == post.get("change")), None)
    decision = post.get("do", "")
    if change is None or decision not in {"published", "drafted", "set_aside"}:
        raise Http404
    try:
        decide_on_seat_change(
            seat=request.seat,
            version=version,
            change=change,
            decision=cast(Decision, decision),
            share=_share(post.get("share", "")),
            ramp_up=_ramp_up(request),
            today=request.today,
            now=request.now,
        )
    except RuleError as refused:
        return _show(request, refusal=sentence_of(request, refused), status=STATUS[refused.nature])
    told = {
        "published": _("The changed goal counts from now on."),
        "drafted": _("The change stands in a draft; what counts is as before."),
        "set_aside": _("Set aside: the goal stays as it is."),
    }
    messages.success(request, told[decision])
    if decision == "set_aside":
        return redirect("seat-changes")
    return redirect(f"{reverse('plan')}?{urlencode({'when': version.period})}")


def _ramp_up(request: Asked) -> tuple[Fraction, ...]:
    """What part of a full share a newcomer has in his first months, as the company's hours count him."""
    return workload_said(request.organisation.workload).ramp


def _share(text: str) -> Share:
    return "others" if text == "others" else "nobody"


def _show(request: Asked, *, refusal: str = "", status: int = 200) -> HttpResponse:
    asked = request.GET.get("change") or request.POST.get("change", "")
    share = _share(request.GET.get("share") or request.POST.get("share", ""))
    found = pending_changes(request)
    chosen = next((each for each in found if each.change.key == asked), found[0] if found else None)
    context: dict[str, Any] = {
        "changes": found,
        "chosen": chosen,
        "share": share,
        "rows": [],
        "changes_goal": False,
        "decides": True,
        "refusal": refusal,
    }
    if chosen:
        try:
            proposed = proposed_goal(
                chosen.version,
                chosen.change,
                today=request.today,
                share=share,
                ramp_up=_ramp_up(request),
            )
            context["rows"] = _rows(request, chosen.version, proposed)
            context["changes_goal"] = bool(proposed.cells)
            context["decides"] = not proposed.out_of_sight(rows_in_sight(request))
        except RuleError as refused:
            context["refusal"] = worded(refused, currency=request.organisation.currency)
    return render(request, "plan/seat_changes.html", context, status=status)


def _rows(request: Asked, version: GoalVersion, proposed: Proposed) -> list[ChangedRow]:
    """Each number in sight that would change, and what each of their units has that nobody owns."""
    figures = Figures(version, formats_for(request.LANGUAGE_CODE, request.organisation.currency))
    after = proposed.before | proposed.cells
    names = {
        unit_key(pk): name
        for pk, name in Unit.visible_to(request.seat, on=request.today).values_list("pk", "name")
    }
    people = [int(key[1:]) for key, _month in proposed.cells if key[0] == "p" and "/" not in key]
    names |= {f"p{pk}": name for pk, name in Person.objects.filter(pk__in=people).values_list("pk", "name")}
    seen = rows_in_sight(request)
    beyond = proposed.out_of_sight(seen)
    rows: list[ChangedRow] = []
    for month in sorted({month for _key, month in proposed.cells}):
        label = figures.formats.period(parse_period(month, fiscal_start=request.organisation.fiscal))
        keys = [
            key for key, of in proposed.cells if of == month and "/" not in key and (key, of) not in beyond
        ]
        for key in sorted(keys, key=lambda each: (each[0] == "p", names.get(each, ""))):
            was = proposed.before.get((key, month))
            value = proposed.cells[key, month].value
            if was is None or was.value != value:
                shown = figures.of(was.value) if was else "–"
                rows.append(ChangedRow(names.get(key, ""), label, shown, figures.of(value)))
        for unit in _units_of(tree_of_month(proposed.tree, month), set(keys)):
            if seen is not None and unit.key not in seen:
                continue
            rest = _rest(unit, month, {place: cell.value for place, cell in after.items()})
            was_rest = _rest(unit, month, {place: cell.value for place, cell in proposed.before.items()})
            if rest != was_rest:
                rows.append(
                    ChangedRow(
                        names.get(unit.key, ""), label, figures.of(was_rest), figures.of(rest), is_rest=True
                    )
                )
    return rows


def _units_of(top: Node, keys: set[str]) -> list[Node]:
    """The units right above what changes."""
    found = [top] if any(child.key in keys for child in top.children) else []
    for child in top.children:
        found += _units_of(child, keys)
    return found


def _rest(unit: Node, month: str, values: dict[tuple[str, str], int]) -> int:
    return values.get((unit.key, month), 0) - sum(values.get((each.key, month), 0) for each in unit.children)
