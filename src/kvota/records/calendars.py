"""Days on which this company differs from its country's calendar."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models

from kvota.domain.calendar.working_days import WorkCalendar, work_calendar
from kvota.records.organisations import Organisation
from kvota.records.row import Row


class CalendarException(Row):
    """A day the company works, or does not, whatever the calendar of its country says."""

    on_day = models.DateField()
    working = models.BooleanField()
    note = models.CharField(max_length=120, blank=True)

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "on_day"], name="calendar_day_once"),
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        days: models.QuerySet[Self] = cls.objects.all()
        return days


def company_calendar(organisation: Organisation) -> WorkCalendar:
    """The company's working days: its country's calendar with its own exceptions. One query."""
    typed = CalendarException.objects.filter(organisation=organisation).values_list("on_day", "working")
    return work_calendar(organisation.country, exceptions=dict(typed))
