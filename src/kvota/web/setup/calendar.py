"""The calendar: the country's working days, and days of the company's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kvota.actions.change_company import change_company
from kvota.actions.set_calendar_day import set_calendar_day
from kvota.domain.calendar.period import period_of
from kvota.language.formats import formats_for
from kvota.records.calendars import CalendarException, company_calendar
from kvota.records.rights import require
from kvota.web.deals.move import DayUnreadable, read_day
from kvota.web.seat_in_force import Asked


@require_http_methods(["GET", "POST"])
def calendar(request: Asked) -> HttpResponse:
    """The twelve months with their working days; a form for a day of one's own."""
    require(request.seat, "setup")
    if request.method == "POST":
        _store(request)
        messages.success(request, _("Saved."))
        return redirect("setup-calendar")
    known = company_calendar(request.organisation)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    year = period_of(request.today, "year")
    months = [
        (formats.month_name(month.first_day), len(known.working_days(month.first_day, month.last_day)))
        for month in year.months()
    ]
    context: dict[str, Any] = {
        "year": formats.period(year),
        "months": months,
        "total": sum(days for _name, days in months),
        "own": CalendarException.visible_to(request.seat, on=request.today).order_by("-on_day")[:60],
        "countries": [
            ("RU", _("Russia")),
            ("CN", _("China")),
            ("BG", _("Bulgaria")),
            ("", _("Monday to Friday, no holidays")),
        ],
        "unknown": known.unknown_years(year.first_day, year.next().last_day),
    }
    return render(request, "setup/calendar.html", context)


def _store(request: Asked) -> None:
    post = request.POST
    if "country" in post:
        change_company(seat=request.seat, changes={"country": post["country"]}, now=request.now)
        return
    on = read_day(post.get("on", ""))
    if on is None:
        raise DayUnreadable(sent="")
    working = {"yes": True, "no": False}.get(post.get("working", ""))
    set_calendar_day(seat=request.seat, on=on, working=working, note=post.get("note", ""), now=request.now)
