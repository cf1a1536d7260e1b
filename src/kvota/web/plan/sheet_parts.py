"""What the spreadsheet asks for later: parts of a month, forecasts, the history of a cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kvota.actions.undo_goal_change import REDO, UNDO
from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metrics.forecast import Forecast, forecast_by_team
from kvota.analytics.metrics.plan import minor_due, shares_due
from kvota.analytics.missing_rates import leaving_out_missing_rates
from kvota.analytics.scope import people_under_units
from kvota.domain.calendar.period import Period, PeriodKind
from kvota.domain.planning.goal_segments import in_segment, node_and_segment
from kvota.language.formats import Formats, formats_for
from kvota.records.calendars import company_calendar
from kvota.records.goals import REVENUE, GoalCell, GoalVersion
from kvota.web.plan.goal_asked import author_of, goal_asked
from kvota.web.plan.sheet import GoalSheet
from kvota.web.seat_in_force import Asked

PARTS: tuple[PeriodKind, ...] = ("ten_day", "week", "day")
MOST_FORECASTS = 60


@require_GET
def parts(request: Asked) -> JsonResponse:
    """The ten-day periods, weeks or days of a month, each row's plan of them: derived, never stored.

    As `analytics.metrics.plan` divides: working days weigh the same, and the parts sum to the month.
    """
    version = goal_asked(request, request.GET.get("version"))
    kind = request.GET.get("by", "")
    if kind not in PARTS:
        raise Http404
    asked = GoalSheet(request, version, cut=request.GET.get("cut", ""))
    month = next((each for each in asked.months if each.key == request.GET.get("month")), None)
    if month is None:
        raise Http404
    spans = [_inside(part, month) for part in month.children(kind)]
    calendar = company_calendar(request.organisation)
    due = [shares_due(span, calendar, before=span.next().first_day) for span in spans]
    due = [{month.key: each[month.key]} for each in due]
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    cells = asked.cells([month.key])
    return JsonResponse(
        {
            "month": month.key,
            "columns": [{"key": span.key, "kind": kind, "label": _label(span, formats)} for span in spans],
            "values": {
                key: [minor_due({month.key: cell.value}, each) for each in due]
                for (key, _month), cell in cells.items()
                if asked.is_seen(key) and (asked.cut or "/" not in key)
            },
        }
    )


def _inside(part: Period, month: Period) -> Period:
    """The days of a part that lie in the month: a week may reach beyond it."""
    first, last = max(part.first_day, month.first_day), min(part.last_day, month.last_day)
    return Period(part.key, part.kind, first, last, part.fiscal_start)


def _label(span: Period, formats: Formats) -> str:
    if span.kind == "day":
        return formats.weekday(span.first_day)
    return formats.day_range(span.first_day, span.last_day)


@require_GET
def forecasts(request: Asked) -> JsonResponse:
    """What a month is likely to bring to some rows, the actual included; only where a forecast exists.

    A month that is over has no forecast, and neither has a goal of anything but money.
    """
    version = goal_asked(request, request.GET.get("version"))
    asked = GoalSheet(request, version)
    month = next((each for each in asked.months if each.key == request.GET.get("month")), None)
    if month is None:
        raise Http404
    keys = [key for key in request.GET.getlist("key")[:MOST_FORECASTS] if asked.is_seen(key)]
    if version.counts != REVENUE or month.last_day < request.today:
        return JsonResponse({"month": month.key, "rows": {}})
    try:
        rows = _forecast(request, month, keys)
    except MissingRate:
        with leaving_out_missing_rates():
            rows = _forecast(request, month, keys)
    return JsonResponse({"month": month.key, "rows": rows})


def _forecast(request: Asked, month: Period, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    people = {key: int(key[1:]) for key in keys if key[:1] in "up" and key[1:].isdecimal()}
    units = people_under_units(
        request.seat, units=[pk for key, pk in people.items() if key[0] == "u"], on=request.today
    )
    teams = {
        place: team
        for place, (key, pk) in enumerate(people.items())
        if (team := units[pk] if key[0] == "u" else frozenset({pk}))
    }
    told = forecast_by_team(request.organisation, teams=teams, plans={}, period=month, as_of=request.today)
    return {key: _told(told[place]) for place, key in enumerate(people) if place in told}


def _told(forecast: Forecast) -> dict[str, Any]:
    return {
        "low": forecast.low_minor,
        "middle": forecast.middle_minor,
        "high": forecast.high_minor,
        "assumed": forecast.is_assumed,
    }


@require_GET
def history(request: Asked) -> JsonResponse:
    """Who changed a cell, when, from what to what and why: newest first. Three queries."""
    version = goal_asked(request, request.GET.get("version"))
    key, month = request.GET.get("key", ""), request.GET.get("month", "")
    asked = GoalSheet(request, version)
    if not asked.is_seen(key):
        raise Http404
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    told: list[dict[str, Any]] = []
    before: tuple[int, bool] | None = None
    for cell in _stored(version, key, month):
        now = (cell.value_minor, cell.typed)
        if now != before:
            told.append(
                {
                    "by": author_of(cell.version),
                    "when": formats.moment(cell.version.recorded_at),
                    "value": cell.value_minor,
                    "before": before[0] if before else None,
                    "locked": cell.typed,
                    "was_locked": bool(before and before[1]),
                    "why": reason_words(cell.version),
                }
            )
        before = now
    return JsonResponse({"key": key, "month": month, "changes": told[::-1]})


def _stored(version: GoalVersion, key: str, month: str) -> list[GoalCell]:
    node, segment = node_and_segment(key)
    if node[:1] not in {"u", "p"} or not node[1:].isdecimal() or key != in_segment(node, segment):
        raise Http404
    owner = {"unit_id" if node[0] == "u" else "person_id": int(node[1:])}
    rows = GoalCell.objects.filter(
        **owner,
        segment_id=segment,
        month=month,
        version__organisation=version.organisation,
        version__period=version.period,
        version__counts=version.counts,
        version__scenario=version.scenario_id,
        version__sequence__lte=version.sequence,
    )
    if version.state == "published":
        rows = rows.filter(version__state="published")
    return list(rows.select_related("version__author").order_by("version__sequence"))


def reason_words(version: GoalVersion) -> str:
    """Why a version was stored: what its author wrote, or what was done."""
    done = {"cell": _("Cells changed"), UNDO: _("Undone"), REDO: _("Done again"), "": _("The goal was set")}
    return done.get(version.reason, version.reason)
