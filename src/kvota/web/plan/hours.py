"""`/plan/hours`: person × week, what was taken off each number, and who is away when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.record_absence import end_absence, record_absence
from kvota.actions.record_supply import monday
from kvota.analytics.deal_rows import Named
from kvota.analytics.metrics.hours import HoursOfPerson, TeamHours, team_hours
from kvota.domain.calendar.period import Period, parse_period, period_of
from kvota.domain.errors import RuleError
from kvota.domain.planning.working_hours import Hours, Workload
from kvota.language.errors import worded
from kvota.language.formats import Formats, formats_for
from kvota.language.names import ABSENCES
from kvota.records.absences import Absence
from kvota.records.deputies import Deputy
from kvota.records.people import Person
from kvota.records.rights import may, own_people_in_sight, people_in_sight
from kvota.web.deals.move import DayUnreadable, read_day
from kvota.web.plan.views import plan_views
from kvota.web.read_uid import row_of
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked

WEEKS = 8
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Cell:
    """The hours of a person in a week, and the address that shows how they came about."""

    hours: Hours
    url: str
    is_now: bool
    is_open: bool


@dataclass(frozen=True)
class Row:
    person: Named
    cells: list[Cell]
    left: Fraction


@dataclass(frozen=True)
class Math:
    """One number taken apart: of whom, in which week. `opens`: his deals are in sight already."""

    person: Named
    period: Period
    hours: Hours
    of: HoursOfPerson
    workload: Workload
    opens: bool


def hours(request: Asked) -> HttpResponse:
    """The table; a rep sees himself. 404 for who leads nobody and does not sell."""
    return show(request)


def show(request: Asked, *, refusal: str = "", tried: dict[str, str] | None = None) -> HttpResponse:
    """The page; 422 with what was typed about an absence where it was refused."""
    sight = own_people_in_sight(request.seat, on=request.today)
    if sight is not None and not sight:
        raise Http404
    text = request.GET.get("from", "")
    first = monday(parse_period(text).first_day) if text else monday(request.today)
    others = {"from": first.isoformat()} if text else {}
    page = read_scope(request, views=plan_views(request.seat), parts=others)
    periods = [period_of(first + place * _WEEK, "week") for place in range(WEEKS)]
    found = team_hours(request.organisation, scope=page.scope, periods=periods, as_of=request.today)
    wanted = request.GET.get("math", "")
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    context: dict[str, Any] = {
        "scope": _bar(page, first, formats),
        "weeks": [(period, period.contains(request.today)) for period in periods],
        "rows": _rows(request, page, found, first, wanted),
        "left": found.left,
        "left_all": sum(found.left, Fraction(0)),
        "math": _math(found, wanted, people_in_sight(request.seat, on=request.today)),
        "workload": found.workload,
        "is_assumed": not found.workload.said,
        "absences": _absences(request, page, first),
        "deputies": _deputies(request, page, first),
        "may_absence": may(request.seat, "set_absence"),
        # Who comes to the unit later is not yet the business of who leads it.
        "people": [one.person for one in found.people if sight is None or one.person.id in sight],
        "kinds": list(ABSENCES.items()),
        "refusal": refusal,
        "tried": tried or {},
        "f": formats,
    }
    return render(request, "plan/hours.html", context, status=422 if refusal else 200)


def _rows(request: Asked, page: PageScope, found: TeamHours, first: date, wanted: str) -> list[Row]:
    rows = []
    for one in found.people:
        cells = []
        for period, spent in zip(found.periods, one.periods, strict=True):
            key = f"{one.person.uid}:{period.key}"
            url = _address(page, first, math="" if key == wanted else key)
            cells.append(Cell(spent, url, period.contains(request.today), key == wanted))
        rows.append(Row(one.person, cells, one.left))
    return rows


def _address(page: PageScope, first: date, **more: str) -> str:
    parts = {"who": page.scope.who, "from": first.isoformat(), **more}
    return f"{reverse('hours')}?{urlencode({name: value for name, value in parts.items() if value})}"


def _bar(page: PageScope, first: date, formats: Formats) -> PageScope:
    """The scope bar with weeks in place of periods: it turns by as many as the table has."""
    last = first + WEEKS * _WEEK - timedelta(days=1)
    return replace(
        page,
        when_choices=[],
        previous_url=_address(page, first - WEEKS * _WEEK),
        next_url=_address(page, first + WEEKS * _WEEK),
        note=f"{formats.day_month(first)}–{formats.day_month(last)}",
    )


def _math(found: TeamHours, wanted: str, sight: set[int] | None) -> Math | None:
    person, _colon, key = wanted.partition(":")
    for one in found.people:
        if one.person.uid == person:
            for period, spent in zip(found.periods, one.periods, strict=True):
                if period.key == key:
                    opens = sight is None or one.person.id in sight
                    return Math(one.person, period, spent, one, found.workload, opens)
    return None


def _absences(request: Asked, page: PageScope, first: date) -> list[tuple[Absence, str]]:
    """Those of the people on the page that are not over when it begins."""
    rows = Absence.visible_to(request.seat, on=request.today).filter(to_on__gt=min(first, request.today))
    if page.scope.people is not None:
        rows = rows.filter(person__in=page.scope.people)
    found = rows.select_related("person").order_by("from_on", "pk")
    return [(row, str(ABSENCES[row.kind])) for row in found]


def _deputies(request: Asked, page: PageScope, first: date) -> list[Deputy]:
    """The days on which another stands in: they are days away too, and are changed on the person's page."""
    rows = Deputy.visible_to(request.seat, on=request.today).filter(to_on__gt=min(first, request.today))
    if page.scope.people is not None:
        rows = rows.filter(person__in=page.scope.people)
    return list(rows.select_related("person", "stands_in").order_by("from_on", "pk"))


@require_POST
def set_absence(request: Asked) -> HttpResponse:
    """Store that somebody in sight is away, or take it back with `end`; 422 with all that was typed."""
    post = request.POST
    if not may(request.seat, "set_absence"):
        raise Http404
    try:
        if "end" in post:
            row = row_of(Absence.visible_to(request.seat, on=request.today), post["end"])
            if row is None:
                raise Http404
            end_absence(seat=request.seat, absence=row, now=request.now, today=request.today)
            messages.success(request, _("Ended."))
            return redirect("hours")
        person = _person(request, post.get("person", ""))
        from_on, last_on = read_day(post.get("from_on", "")), read_day(post.get("last_on", ""))
        if from_on is None or last_on is None:
            raise DayUnreadable(sent="")
        record_absence(
            seat=request.seat,
            person=person,
            kind=post.get("kind", ""),
            from_on=from_on,
            last_on=last_on,
            now=request.now,
        )
    except RuleError as refused:
        sent = {name: str(value) for name, value in post.items()}
        return show(request, refusal=worded(refused), tried=sent)
    messages.success(request, _("%(person)s is away on these days.") % {"person": person.name})
    return redirect("hours")


def _person(request: Asked, uid: str) -> Person:
    """Somebody whose own business this seat reads; those he only stands in for are not."""
    people = Person.objects.live()
    sight = own_people_in_sight(request.seat, on=request.today)
    if sight is not None:
        people = people.filter(pk__in=sight)
    found: Person | None = row_of(people, uid)
    if found is None:
        raise Http404
    return found
